"""Who holds what in many organizations at once, and who used it: reach, asked for pages of people (domain 8.1).

A *scope* is whose organizations are looked over and whose people; what it gives agrees with `reach.role_in` everywhere.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.groups.models import GroupMembership
from kantoor.kernel.clock import Now
from kantoor.kernel.prepared import ask
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.overview.models import LastUse
from kantoor.partnerships.models import Partnership

SOON = dt.timedelta(days=30)
LATELY = dt.timedelta(days=90)
ORDER = ("folded", "id")
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
    rows = LastUse.objects.filter(organization_id=organization, user_id=user)
    ever, lately = Exists(rows), Exists(rows.filter(at__gt=Now() - LATELY))
    told = {"never": ~Q(ever), "more": ~Q(lately), "old": Q(ever) & ~Q(lately)}
    return told.get(wanted.use, Q())


def _ending() -> Q:
    """The row, or the partnership that it hangs on, ends soon."""
    soon = Now() + SOON
    partnership = Partnership.objects.filter(pk=OuterRef("partnership_id"), expires_at__lte=soon)
    return Q(expires_at__lte=soon) | Q(Exists(partnership))


def direct(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[Membership]:
    """The memberships of people themselves."""
    rows = reach.memberships().filter(_places(scope, wanted), ~reach.blocked("user_id"), user__isnull=False)
    rows = rows.filter(_used(wanted, OuterRef("user_id"), OuterRef("organization_id")))
    if scope.partnership_id:
        rows = rows.filter(partnership_id=scope.partnership_id)
    return rows.filter(_ending()) if wanted.use == "ending" else rows


def through(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[GroupMembership]:
    """The places in groups that have a membership."""
    given = reach.memberships().filter(_places(scope, wanted), group_id=OuterRef("group_id"))
    given = given.filter(_used(wanted, OuterRef(OuterRef("user_id")), OuterRef("organization_id")))
    rows = reach.places().filter(~reach.blocked("user_id"))
    if scope.partnership_id:
        rows = rows.filter(partnership_id=scope.partnership_id)
    if wanted.use == "ending":
        return rows.filter(Exists(given), _ending()) | rows.filter(Exists(given.filter(_ending())))
    return rows.filter(Exists(given))


def kept(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[Membership]:
    """What the last administrators of closed organizations keep reading; never soon over, and for nobody outside."""
    reader = wanted.role in (None, OrganizationRole.VIEWER)
    if scope.partnership_id or wanted.use == "ending" or not reader:
        return Membership.objects.none()
    rows = reach.kept().filter(_places(scope, replace(wanted, role=None)), user__isnull=False)
    return rows.filter(_used(wanted, OuterRef("user_id"), OuterRef("organization_id")))


def people(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[User]:
    """Everybody who has something that fits, each once; for pages of them."""
    own = Q(environment_id=scope.environment_id)
    if scope.organization_id or scope.partnership_id or wanted.organization_id:
        here = Q(pk__in=_ids(direct(scope, wanted), through(scope, wanted), kept(scope, wanted)))
        side = {"own": own, "external": ~own}.get(wanted.side, Q())
        # In a partner group the places of own people hang on the partnership too.
        theirs = ~own if scope.partnership_id else Q()
        return User.objects.filter(here & side & theirs)
    outside = Partnership.objects.live().filter(_of(scope.environment_id)).values("pk")
    hanging = {"partnership_id__in": outside}
    theirs = ~own & Q(
        pk__in=_ids(direct(scope, wanted).filter(**hanging), through(scope, wanted).filter(**hanging))
    )
    if wanted.side == "external":
        return User.objects.filter(theirs)
    # Own people one by one, in the order of their names: the first page then needs the first few only.
    held = (rows.filter(user_id=OuterRef("pk")) for rows in (direct(scope, wanted), kept(scope, wanted)))
    has = Q(Exists(through(scope, wanted).filter(user_id=OuterRef("pk"))))
    for rows in held:
        has |= Q(Exists(rows))
    ours = own & has
    return User.objects.filter(ours if wanted.side == "own" else ours | theirs)


def _of(environment: UUID) -> Q:
    return Q(low_id=environment) | Q(high_id=environment)


def _ids(first: QuerySet[Any], *more: QuerySet[Any]) -> QuerySet[Any, Any]:
    parts = [rows.order_by().values("user_id") for rows in more]
    return first.order_by().values("user_id").union(*parts)


def _reached(scope: Scope, users: Collection[UUID]) -> QuerySet[Any, Any]:
    """Pairs of these people and the organizations that they reach, each once."""
    own = direct(scope).filter(user_id__in=users).values("organization_id", person=F("user_id"))
    last = kept(scope).filter(user_id__in=users).values("organization_id", person=F("user_id"))
    seats = through(scope).filter(user_id__in=users, group__memberships__in=_of_groups(scope))
    there: dict[str, Any] = {"organization_id": F("group__memberships__organization_id")}
    by_group: QuerySet[Any, Any] = seats.order_by().values(**there, person=F("user_id"))
    return own.order_by().union(by_group, last.order_by())


def _of_groups(scope: Scope) -> QuerySet[Membership]:
    return reach.memberships().filter(_places(scope, EVERYTHING), group__isnull=False)


def columns(scope: Scope, users: Collection[UUID]) -> QuerySet[Organization]:
    """The organizations that at least one of these people reaches."""
    own = direct(scope).filter(user_id__in=users).values("organization_id")
    seats = through(scope).filter(user_id__in=users).values("group_id")
    by_group = _of_groups(scope).filter(group_id__in=seats).values("organization_id")
    last = kept(scope).filter(user_id__in=users).values("organization_id")
    found = own.order_by().union(by_group.order_by(), last.order_by())
    return Organization.objects.filter(pk__in=found)


def numbers(scope: Scope, users: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each of these people, in how many organizations they are, and in how many they did something lately."""
    if not users:
        return {}
    held = _count(_reached(scope, users))
    lately = LastUse.objects.filter(user_id__in=users, at__gt=Now() - LATELY)
    pairs = lately.values("organization_id", person=F("user_id"))
    used = _count(_reached(scope, users).intersection(pairs.order_by()))
    return {person: (number, used.get(person, 0)) for person, number in held.items()}


def _count(pairs: QuerySet[Any, Any]) -> dict[UUID, int]:
    """Counted by the database: fifty people can have a thousand organizations each."""
    sql, values = pairs.query.sql_with_params()
    rows = ask(f"SELECT person, COUNT(*) FROM ({sql}) AS pairs GROUP BY person", values)
    return {person if isinstance(person, UUID) else UUID(person): number for person, number in rows}


def cells(
    scope: Scope, users: Collection[UUID], organizations: Collection[UUID] | None = None
) -> dict[Pair, Cell]:
    """What these people have in these organizations, or in all. Five queries."""
    there = Q() if organizations is None else Q(organization_id__in=organizations)
    found: dict[Pair, Cell] = {}
    rows = direct(scope).filter(there, user_id__in=users).select_related("partnership")
    for row in rows:
        cell = _cell(found, row.user_id, row.organization_id)
        cell.membership, cell.since = row.pk, row.member_since
        cell.take(row.role, _end(row))
    for seat, given in _seats(scope, users, there):
        cell = _cell(found, seat.user_id, given.organization_id)
        cell.groups.append(seat.group.name)
        cell.since = cell.since or max(seat.valid_from, given.member_since)
        cell.take(given.role, min(filter(None, (_end(seat), _end(given))), default=None))
    for row in kept(scope).filter(there, user_id__in=users):
        cell = _cell(found, row.user_id, row.organization_id)
        cell.closed, cell.since = True, cell.since or row.member_since
        cell.take(OrganizationRole.VIEWER, None)
    _add_uses(found, users, there)
    return found


def _cell(found: dict[Pair, Cell], person: UUID | None, organization: UUID) -> Cell:
    assert person is not None
    return found.setdefault((person, organization), Cell(person, organization))


def _seats(scope: Scope, users: Collection[UUID], there: Q) -> Iterator[tuple[GroupMembership, Membership]]:
    """Each place with each membership that its group has."""
    seats = list(through(scope).filter(user_id__in=users).select_related("group", "partnership"))
    groups = {seat.group_id for seat in seats}
    given: dict[UUID, list[Membership]] = {}
    for row in _of_groups(scope).filter(there, group_id__in=groups).select_related("partnership"):
        given.setdefault(row.group_id, []).append(row)  # type: ignore[arg-type]
    for seat in seats:
        for row in given.get(seat.group_id, []):
            yield seat, row


def _end(row: Membership | GroupMembership) -> dt.datetime | None:
    """Its own date, or that of the partnership it hangs on."""
    partnership = row.partnership.expires_at if row.partnership else None
    return min(filter(None, (row.expires_at, partnership)), default=None)


def _add_uses(found: dict[Pair, Cell], users: Collection[UUID], there: Q) -> None:
    for person, organization, at in LastUse.objects.filter(there, user_id__in=users).values_list(
        "user_id", "organization_id", "at"
    ):
        if (person, organization) in found:
            found[person, organization].used = at
