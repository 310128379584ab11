"""Who holds what in many organizations at once, and who used it: reach, asked for pages of people (domain 8.1).

A *scope* is whose organizations are looked over and whose people; what it gives agrees with `reach.role_in` everywhere.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull, LessThanOrEqual

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.groups.models import GroupMembership
from kantoor.kernel import pages
from kantoor.kernel.alike import asked
from kantoor.kernel.among import aside, unindexed
from kantoor.kernel.clock import Now
from kantoor.kernel.loading import as_id
from kantoor.kernel.prepared import Prepared, ask
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.overview.models import LastUse
from kantoor.partnerships.models import Partnership

SOON = dt.timedelta(days=30)
LATELY = dt.timedelta(days=90)
ORDER = ("folded", "id")
USE = ("user_id", "organization_id", "at")
AT_ONCE = 50  # organizations whose uses are asked for together
_OF_THE_PAIR = [
    "overview_lastuse.organization_id = pairs.organization_id",
    "overview_lastuse.user_id = pairs.person",
]
Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Scope:
    """The organizations of an environment or one of them; everybody in them, or the people of one partnership."""

    environment_id: UUID
    organization_id: UUID | None = None
    partnership_id: UUID | None = None


@dataclass(frozen=True)
class Wanted:
    """Whose access is shown: of one side, with a role, in an organization, used so ("never", "old", "more", "ending")."""

    side: str = ""
    role: int | None = None
    organization_id: UUID | None = None
    use: str = ""


EVERYTHING = Wanted()


@dataclass
class Cell:
    """What one person has in one organization, by all paths together."""

    person: UUID
    organization: UUID
    role: int = 0
    membership: UUID | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    groups: list[str] = field(default_factory=list)
    closed: bool = False
    used: dt.datetime | None = None

    def take(self, role: int, until: dt.datetime | None) -> None:
        """One path more; `until` is when the first of them ends."""
        self.role = max(self.role, role)
        self.until = min(filter(None, (self.until, until)), default=None)


def _places(scope: Scope, wanted: Wanted) -> Q:
    """That a membership's organization is looked over."""
    there = Q(organization__environment_id=scope.environment_id)
    chosen = {scope.organization_id, wanted.organization_id} - {None}
    for organization in chosen:
        there &= Q(organization_id=organization)
    return there & (Q(role=wanted.role) if wanted.role else Q())


def _used(wanted: Wanted, user: Any, organization: Any) -> Q:
    """Told by the moment, which is looked up for each: whether there is one PostgreSQL would find out by all uses there."""
    if wanted.use not in ("never", "more", "old"):
        return Q()
    at = Subquery(LastUse.objects.filter(organization_id=organization, user_id=user).values("at"))
    never, old = Q(IsNull(at, True)), Q(LessThanOrEqual(at, Now() - LATELY))
    return {"never": never, "old": old, "more": never | old}[wanted.use]


def _ending() -> Q:
    """The row, or the partnership that it hangs on, ends soon."""
    soon = Now() + SOON
    partnership = Partnership.objects.filter(pk=OuterRef("partnership_id"), expires_at__lte=soon)
    return Q(expires_at__lte=soon) | Q(Exists(partnership))


def direct(scope: Scope, wanted: Wanted = EVERYTHING, led: bool = False) -> QuerySet[Membership]:
    """The memberships of people themselves; to be asked for people, as those of groups are among them. `led`: asked for
    few people, whose index is to lead."""
    # That there is a user is not said: SQLite then looks at every member, where only some are asked for.
    rows = reach.memberships().filter(_places(scope, wanted), ~reach.blocked("user_id"))
    rows = rows.filter(_used(wanted, OuterRef("user_id"), OuterRef("organization_id")))
    rows = _of_pair(rows, scope, led)
    return rows.filter(pk__among=_soon_over(scope, wanted)) if wanted.use == "ending" else rows


def _of_pair(rows: QuerySet[Any], scope: Scope, led: bool) -> QuerySet[Any]:
    """Those that hang on the partnership that is looked over, which can be very many."""
    if scope.partnership_id is None:
        return rows
    pair = unindexed("partnership_id") if led else F("partnership_id")
    return rows.alias(pair=pair).filter(pair=scope.partnership_id)


def _soon_over(scope: Scope, wanted: Wanted) -> QuerySet[Membership, Any]:
    """What `_ending` says, by two indexes: of their dates, and of what hangs on a partnership."""
    soon, rows = Now() + SOON, Membership.objects.open().order_by()
    dated = rows.filter(_places(scope, wanted), expires_at__lte=soon)
    over = Partnership.objects.open().filter(_sides(scope), expires_at__lte=soon)
    hanging_there = rows.filter(partnership_id__among=over.order_by().values("pk"))
    return dated.values("pk").union(hanging_there.values("pk"))


def through(scope: Scope, wanted: Wanted = EVERYTHING, led: bool = False) -> QuerySet[GroupMembership]:
    """The places in groups that have a membership; `led` as above."""
    # The groups first: for each place the organizations of the whole company would otherwise be looked into.
    groups = reach.memberships().filter(_places(scope, wanted), group__isnull=False).order_by()
    rows = reach.places().filter(~reach.blocked("user_id"), group_id__among=groups.values("group_id"))
    rows = _of_pair(rows, scope, led)
    if wanted.use == "ending":
        return rows.filter(_ending() | Q(Exists(_given_to_group(scope, wanted).filter(_ending()))))
    if wanted.use:
        used = _used(wanted, OuterRef(OuterRef("user_id")), OuterRef("organization_id"))
        rows = rows.filter(Exists(_given_to_group(scope, wanted).filter(used)))
    return rows


def _given_to_group(scope: Scope, wanted: Wanted) -> QuerySet[Membership]:
    """What the group of a place has; by the index of groups, as above."""
    theirs = Membership.objects.order_by().filter(group_id=OuterRef(OuterRef("group_id"))).values("pk")
    return reach.memberships().filter(_places(scope, wanted), pk__among=theirs)


def kept(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[Membership]:
    """What the last administrators of closed organizations keep reading; never soon over, and for nobody outside."""
    reader = wanted.role in (None, OrganizationRole.VIEWER)
    if scope.partnership_id or wanted.use == "ending" or not reader:
        return Membership.objects.none()
    rows = reach.kept().filter(_places(scope, replace(wanted, role=None)), user__isnull=False)
    return rows.filter(_used(wanted, OuterRef("user_id"), OuterRef("organization_id")))


def people(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[User]:
    """Everybody who has something that fits, each once. Pages of them: `alphabet`."""
    own = Q(environment_id=scope.environment_id)
    if scope.organization_id or scope.partnership_id or wanted.organization_id:
        here = Q(pk__in=_ids(direct(scope, wanted), through(scope, wanted), kept(scope, wanted)))
        side = {"own": own, "external": ~own}.get(wanted.side, Q())
        # In a partner group the places of own people hang on the partnership too.
        theirs = ~own if scope.partnership_id else Q()
        return User.objects.filter(here & side & theirs)
    outside = (_outside(rows, scope, wanted) for rows in (direct(scope, wanted), through(scope, wanted)))
    theirs = ~own & Q(pk__in=_ids(*outside))
    if wanted.side == "external":
        return User.objects.filter(theirs)
    # An index has those with one role, and what ends soon; else own people are tried one by one.
    gathered = Q(pk__in=_ids(direct(scope, wanted), through(scope, wanted), kept(scope, wanted)))
    ours = own & (gathered if wanted.role or wanted.use == "ending" else has(scope, wanted))
    return User.objects.filter(ours if wanted.side == "own" else ours | theirs)


def has(scope: Scope, wanted: Wanted, each: bool = False, **more: Any) -> Q:
    """That a person has something that fits, by any path. `each`: few are tried, one by one."""
    paths = direct(scope, wanted, each), through(scope, wanted, each), kept(scope, wanted)
    # PostgreSQL would else read what all people have there, hundreds of thousands, to try fifty.
    theirs = {"user_id__each" if each else "user_id": OuterRef("pk")}
    return reduce(or_, (Q(Exists(rows.filter(**theirs, **more))) for rows in paths))


def hanging(scope: Scope) -> dict[str, Any]:
    """What the rows of people of other companies hang on."""
    return {"partnership_id__in": Partnership.objects.live().filter(_sides(scope)).values("pk")}


def _outside(rows: QuerySet[Any], scope: Scope, wanted: Wanted) -> QuerySet[Any]:
    """Those of people of other companies. The few that end soon are known, and the rest by no index looked through."""
    pair = unindexed("partnership_id") if wanted.use == "ending" else F("partnership_id")
    return rows.alias(hung=pair).filter(hung__in=hanging(scope)["partnership_id__in"])


def _sides(scope: Scope) -> Q:
    return Q(low_id=scope.environment_id) | Q(high_id=scope.environment_id)


def memberships(scope: Scope, wanted: Wanted, outside: bool) -> QuerySet[Membership, Any]:
    """What is held there, as far as indexes tell: how much it is says which way to people is short."""
    rows = Membership.objects.open().order_by().values("organization_id")
    if scope.partnership_id is None:
        return rows.filter(_places(scope, wanted), *([Q(partnership__isnull=False)] if outside else []))
    hung = rows.filter(_places(scope, replace(wanted, role=None)), partnership_id=scope.partnership_id)
    # By the index of these, which has the role too; by that of roles all who have it would be read.
    return hung.alias(held=F("role") + 0).filter(held=wanted.role) if wanted.role else hung


def _ids(first: QuerySet[Any], *more: QuerySet[Any]) -> QuerySet[Any, Any]:
    parts = [rows.order_by().values("user_id") for rows in more]
    return first.order_by().values("user_id").union(*parts)


def _reached(scope: Scope, users: list[UUID]) -> QuerySet[Any, Any]:
    """Pairs of these people and the organizations that they reach, each once."""
    own = _theirs(scope, users).values("organization_id", person=F("user_id"))
    last = kept(scope).filter(user_id__among=users).values("organization_id", person=F("user_id"))
    seats = through(scope, led=True).filter(user_id__among=users, group__memberships__in=_of_groups(scope))
    there: dict[str, Any] = {"organization_id": F("group__memberships__organization_id")}
    by_group: QuerySet[Any, Any] = seats.order_by().values(**there, person=F("user_id"))
    return own.union(by_group, last.order_by())


def _theirs(scope: Scope, users: list[UUID]) -> QuerySet[Membership]:
    """The memberships of these people themselves. Of the thousands that somebody has, the index of people tells which are
    looked over; it tells so as the organization is not said in a way by which each of the company's would be looked up."""
    rows = direct(scope, led=True).filter(user_id__among=users).order_by()
    if scope.organization_id:
        return rows
    places = Organization.objects.filter(environment_id=scope.environment_id).order_by()
    place = unindexed("organization_id")
    return rows.alias(place=place).filter(place__in=places.values("pk"))


def _of_groups(scope: Scope) -> QuerySet[Membership]:
    return reach.memberships().filter(_places(scope, EVERYTHING), group__isnull=False)


@dataclass(frozen=True)
class _Turn:
    reverse: bool
    most: int


def columns(
    scope: Scope, users: list[UUID], chosen: list[UUID], cursor: str, size: int
) -> pages.Page[Organization]:
    """The organizations that at least one of these people reaches; only the chosen, if some are."""
    here = pages.place(Organization, ORDER, cursor)
    given: dict[str, Any] = {"users": users} | ({"chosen": chosen} if chosen else {})
    given |= dict(zip(("after", "after_id"), here.values, strict=False))
    return here.page(asked(_columns, scope, _Turn(here.reverse, size + 1), **given).rows(), size)


def _columns(scope: Scope, turn: _Turn, users: list[UUID], **given: Any) -> QuerySet[Organization]:
    own = _theirs(scope, users).values("organization_id")
    seats = through(scope, led=True).filter(user_id__among=users).values("group_id")
    by_group = _of_groups(scope).filter(group_id__in=seats).values("organization_id")
    last = kept(scope).filter(user_id__among=users).values("organization_id")
    found = own.union(by_group.order_by(), last.order_by())
    after = [given["after"], given["after_id"]] if "after" in given else []
    here = pages.Place(list(ORDER), turn.reverse, False, after)
    rows = Organization.objects.filter(here.after, pk__in=found).order_by(*here.order)
    rows = rows.filter(pk__among=given["chosen"]) if "chosen" in given else rows
    return rows[: turn.most]


_lately = Prepared(
    lambda: LastUse.objects.filter(at__gt=Now() - LATELY).extra(where=_OF_THE_PAIR).values_list(Value(1))
)


def numbers(scope: Scope, users: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each of these people, in how many organizations they are, and in how many they did something lately."""
    if not users:
        return {}
    used, since = _lately.sql()
    pairs, values = asked(_reached, scope, users=users).sql()
    # Counted by the database: fifty people can have a thousand organizations each.
    counted = f"SELECT person, COUNT(*), COUNT(({used})) FROM ({pairs}) AS pairs GROUP BY person"
    return {as_id(person): (held, some) for person, held, some in ask(counted, (*since, *values))}


def cells(scope: Scope, users: list[UUID], organizations: list[UUID] | None = None) -> dict[Pair, Cell]:
    """What these people have in these organizations, or in all. Five queries, one more for each fifty organizations."""
    there = {} if organizations is None else {"places": organizations}
    found: dict[Pair, Cell] = {}
    for row in asked(_own, scope, users=users, **there).rows():
        cell = _cell(found, row.user_id, row.organization_id)
        cell.membership, cell.since = row.pk, row.member_since
        cell.take(row.role, _end(row))
    for seat, given in _seats(scope, users, there):
        cell = _cell(found, seat.user_id, given.organization_id)
        cell.groups.append(seat.group.name)
        cell.since = cell.since or max(seat.valid_from, given.member_since)
        cell.take(given.role, min(filter(None, (_end(seat), _end(given))), default=None))
    for row in () if scope.partnership_id else asked(_last, scope, users=users, **there).rows():
        cell = _cell(found, row.user_id, row.organization_id)
        cell.closed, cell.since = True, cell.since or row.member_since
        cell.take(OrganizationRole.VIEWER, None)
    _add_uses(found)
    return found


def _in(places: list[UUID] | None) -> Q:
    return Q() if places is None else Q(organization_id__among=places)


def _own(scope: Scope, users: list[UUID], places: list[UUID] | None = None) -> QuerySet[Membership]:
    rows = _theirs(scope, users).select_related("partnership")
    return rows if places is None else rows.alias(there=aside("organization_id")).filter(there__among=places)


def _last(scope: Scope, users: list[UUID], places: list[UUID] | None = None) -> QuerySet[Membership]:
    return kept(scope).filter(_in(places), user_id__among=users)


def _seated(scope: Scope, users: list[UUID]) -> QuerySet[GroupMembership]:
    return through(scope, led=True).filter(user_id__among=users).select_related("group", "partnership")


def _given(scope: Scope, groups: list[UUID], places: list[UUID] | None = None) -> QuerySet[Membership]:
    return _of_groups(scope).filter(_in(places), group_id__among=groups).select_related("partnership")


def _cell(found: dict[Pair, Cell], person: UUID | None, organization: UUID) -> Cell:
    assert person is not None
    return found.setdefault((person, organization), Cell(person, organization))


def _seats(
    scope: Scope, users: list[UUID], there: dict[str, list[UUID]]
) -> Iterator[tuple[GroupMembership, Membership]]:
    """Each place with each membership that its group has."""
    seats = asked(_seated, scope, users=users).rows()
    groups = list({seat.group_id for seat in seats})
    given: dict[UUID, list[Membership]] = {}
    for row in asked(_given, scope, groups=groups, **there).rows() if groups else ():
        given.setdefault(row.group_id, []).append(row)
    for seat in seats:
        for row in given.get(seat.group_id, []):
            yield seat, row


def _end(row: Membership | GroupMembership) -> dt.datetime | None:
    """Its own date, or that of the partnership it hangs on."""
    partnership = row.partnership.expires_at if row.partnership else None
    return min(filter(None, (row.expires_at, partnership)), default=None)


def _add_uses(found: dict[Pair, Cell]) -> None:
    """By organization: where very many used one, all of them would be read for the few who are asked for."""
    people: dict[UUID, list[UUID]] = {}
    for person, organization in found:
        people.setdefault(organization, []).append(person)
    places = list(people)
    for some in (places[n : n + AT_ONCE] for n in range(0, len(places), AT_ONCE)):
        there = reduce(or_, (Q(organization_id=place, user_id__in=people[place]) for place in some))
        for person, organization, at in LastUse.objects.filter(there).values_list(*USE):
            found[person, organization].used = at
