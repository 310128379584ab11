"""The people of a partner for whom something turned with us, and where: some more than changed in the end, as `turned`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, SmallIntegerField, UUIDField, When
from django.db.models.functions import Coalesce

from kantoor.access.stretches import Window
from kantoor.access.turned import FAR, closed, has_turned, of_each, row_turned, seat_turned
from kantoor.accounts.models import Block, User
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel import pages
from kantoor.kernel.alike import asked
from kantoor.kernel.among import unindexed
from kantoor.kernel.clock import moment
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

ORDER = ("folded", "id")
GATHERED = 500  # people who are tried alone; if there are more, many of the first by name fit
_TIMES = ("since", "until")
Keys = Sequence[UUID]
Shares = list[tuple[UUID, UUID]]  # a group or an organization, and a document whose share with it turned


@dataclass(frozen=True)
class Guests:
    """Of `side`, at the organizations and documents of `ours`. Who was in another company's organization is not
    ours to tell: of those only who was ever put forward. `everybody`: the side was at some time as a whole."""

    low_id: UUID
    high_id: UUID
    side: UUID
    ours: UUID
    since: dt.datetime
    until: dt.datetime
    everybody: bool
    reverse: bool = False
    most: int = 0
    plan_kept: bool = (
        False  # (kernel.alike) one person after the other took seconds under a plan for any times
    )

    @property
    def inside(self) -> QuerySet[Membership]:
        return Membership.objects.filter(organization__environment_id=self.ours).order_by()

    @property
    def lent(self) -> QuerySet[Share]:
        return Share.objects.filter(organization__environment_id=self.ours).order_by()

    @property
    def known(self) -> Q:
        """That one of them was ever put forward to us, in this partnership or an earlier one: by name, or with all who were
        there then. Who came when that was over was not."""
        named = Q(Exists(_forward(self).filter(user_id=OuterRef("pk"))))
        return named | Q(Exists(_forward(self).filter(_there_then(), user=None))) if self.everybody else named


@dataclass(frozen=True)
class Through:
    """By what their people may have something. It is little, and looked up first: their people may be very many."""

    held: Keys = ()  # groups in which one of them can have been, with a membership of ours
    moved: Keys = ()  # whose membership turned
    shared: Keys = ()  # with a share
    lent: Keys = ()  # of which a share turned
    places: Keys = ()  # organizations of other companies with a share
    opened: Keys = ()  # of which, and of ours, a share turned
    seated: Keys = ()  # groups in those places
    ours: Keys = ()  # organizations of ours whose share turned
    inside: Keys = ()  # groups in those
    home: Keys = ()  # of the places those of their own company
    beyond: Keys = ()  # all others, and ours: who of them is there hangs on a partnership


def of(pair: Partnership, side: UUID, ours: UUID, window: Window) -> Guests:
    """Of one side of a pair."""
    guests = Guests(pair.low_id, pair.high_id, side, ours, window.since, window.until, everybody=False)
    return replace(guests, everybody=bool(asked(_whole, guests).rows()))


def _forward(guests: Guests) -> QuerySet[Participant]:
    pair = {"partnership__low_id": guests.low_id, "partnership__high_id": guests.high_id}
    found: QuerySet[Participant] = Participant.objects.filter(environment_id=guests.side, **pair).order_by()
    return found


def _there_then() -> Q:
    """Rows that had not ended, nor their partnership, when the person of the outer query came; begun before they went."""
    came, went = OuterRef("created_at"), Coalesce(OuterRef("removed_at"), FAR)
    over = ("ended_at", "expires_at", "partnership__ended_at", "partnership__expires_at")
    still = reduce(and_, (Q(**{name: None}) | Q(**{f"{name}__gt": came}) for name in over))
    return still & Q(valid_from__lt=went)


def _whole(guests: Guests) -> QuerySet[Any, UUID]:
    """Whether the side was ever put forward as a whole."""
    return _forward(guests).filter(user=None).values_list("pk", flat=True)[:1]


def through(guests: Guests) -> tuple[Through, Shares]:
    """And what came to be shared with such groups and organizations, or no longer is. At most seven queries."""
    times = {"since": guests.since, "until": guests.until}
    given, lent = _GIVEN.rows(ours=guests.ours, **times), _LENT.rows(ours=guests.ours, **times)
    places: dict[UUID, set[UUID]] = {}
    for _group, place, home, _paper in lent:
        if place:
            places.setdefault(home, set()).add(place)
    own, here = places.pop(guests.side, set()), places.pop(guests.ours, set())
    abroad = {place for some in places.values() for place in some}
    far = _seated_in(abroad, times)
    groups = {*given, *far, *(row[0] for row in lent if row[0])}
    theirs = set(_WITH.rows(groups=list(groups), side=guests.side)) if groups else set()
    lent = [row for row in lent if row[0] is None or row[0] in theirs]
    held = [group for group in given if group in theirs]
    moved = _MOVED.rows(groups=held, ours=guests.ours, **times) if held else []
    found = Through(
        held=held,
        moved=moved,
        shared=list({row[0] for row in lent if row[0]}),
        places=[*own, *abroad],
        lent=list({row[0] for row in lent if row[0] and row[3]}),
        opened=list({row[1] for row in lent if row[1] and row[3]}),
        seated=[*_seated_in(own, times), *(group for group in far if group in theirs)],
        ours=list(here),
        inside=[group for group in _seated_in(here, times) if group in theirs],
        home=list(own),
        beyond=[*abroad, *here],
    )
    return found, [(row[0] or row[1], row[3]) for row in lent if row[3]]


def _seated_in(places: set[UUID], times: dict[str, dt.datetime]) -> list[UUID]:
    """The groups that had a membership there."""
    found: list[UUID] = _SEATED.rows(places=list(places), **times) if places else []
    return found


def _given(ours: UUID, since: dt.datetime, until: dt.datetime) -> QuerySet[Any, Any]:
    """Groups with a membership of ours, whoever is in them; by the index of groups in each organization."""
    rows = Membership.objects.filter(Window(since, until).touched, group__isnull=False).order_by()
    return rows.filter(organization__environment_id=ours).values_list("group_id", flat=True).distinct()


def _with(groups: list[UUID], side: UUID) -> QuerySet[Any, Any]:
    """Those of these groups in which somebody of the side can ever have been: theirs, and where one was across."""
    pairs = Partnership.objects.filter(Q(low_id=side) | Q(high_id=side)).order_by().values("pk")
    across = _theirs(GroupMembership, side).filter(partnership_id__in=pairs, partnership__isnull=False)
    known = Q(environment_id=side) | Q(pk__in=across.values("group_id"))
    return Group.objects.filter(known, pk__among=groups).order_by().values_list("pk", flat=True)


def _moved(groups: list[UUID], ours: UUID, since: dt.datetime, until: dt.datetime) -> QuerySet[Any, Any]:
    """Those of these groups whose membership turned; by the index of groups, not through all organizations."""
    window = Window(since, until)
    theirs = Membership.objects.filter(group_id__among=groups).order_by().values("pk")
    rows = Membership.objects.filter(window.touched, row_turned(window), pk__in=theirs).order_by()
    return rows.filter(organization__environment_id=ours).values_list("group_id", flat=True).distinct()


def _seated(places: list[UUID], since: dt.datetime, until: dt.datetime) -> QuerySet[Any, Any]:
    within = Membership.objects.filter(Window(since, until).touched, organization_id__among=places)
    return within.filter(group__isnull=False).order_by().values_list("group_id", flat=True).distinct()


def _lent(ours: UUID, since: dt.datetime, until: dt.datetime) -> QuerySet[Any, Any]:
    """With groups and organizations, of which companies; which documents, where the share turned.

    Who came to an organization of ours or left it is found without it: those of which no share turned are left out.
    """
    window, wide = Window(since, until), Q(group__isnull=False) | Q(to_organization__isnull=False)
    places = Organization.objects.filter(environment_id=ours).order_by().values("pk")
    telling = Q(group__isnull=False) | row_turned(window) | ~Q(to_organization_id__in=places)
    rows = Share.objects.filter(window.touched, wide, telling, organization_id__among=places).order_by()
    paper = Case(When(row_turned(window), then=F("document_id")), output_field=UUIDField())
    return rows.values_list(
        "group_id", "to_organization_id", "to_organization__environment_id", paper
    ).distinct()


_GIVEN = Prepared(_given, moments=_TIMES, kept=False)
_WITH = Prepared(_with, lists=("groups",))
_LENT = Prepared(_lent, moments=_TIMES, kept=False)
_MOVED = Prepared(_moved, lists=("groups",), moments=_TIMES, kept=False)
_SEATED = Prepared(_seated, lists=("places",), moments=_TIMES, kept=False)


def first(guests: Guests, found: Through, here: pages.Place, most: int) -> list[User]:
    """So many of them from a place on, by name in the order in which they are read.

    Out of those whom something can have turned for, where they are few: all of a company are not tried for nobody.
    """
    # Of what there is none nothing is asked: to plan that takes as long as to answer it.
    lists = {name: list(keys) for name, keys in vars(found).items() if keys}
    after = dict(zip(("after", "after_id"), here.values, strict=False))
    few = candidates(guests, lists)
    if few is not None and not few:
        return []
    near = {} if few is None else {"near": few}
    rows: list[User] = asked(
        _people, replace(guests, reverse=here.reverse, most=most), **lists, **near, **after
    ).rows()
    return rows


def candidates(guests: Guests, lists: dict[str, list[UUID]]) -> list[UUID] | None:
    """Everybody for whom something can have turned; None where they are many, which what they were given tells sooner."""
    times = {"since": guests.since, "until": guests.until}
    if sum(_LATELY.rows(low=guests.low_id, high=guests.high_id, ours=guests.ours, **times)) > GATHERED:
        return None
    found: list[UUID] = asked(_touched, replace(guests, most=GATHERED + 1, plan_kept=True), **lists).rows()
    return found if len(found) <= GATHERED else None


def _lately(low: UUID, high: UUID, ours: UUID, since: dt.datetime, until: dt.datetime) -> QuerySet[Any, Any]:
    """For each of the first memberships given between the two companies whether it is at ours; one index has all."""
    pairs = Partnership.objects.filter(low_id=low, high_id=high).order_by().values("pk")
    given = Membership.objects.filter(Window(since, until).within("valid_from"), partnership_id__in=pairs)
    rows = given.filter(user__isnull=False).order_by()
    return rows.values_list(_at(ours), flat=True)[: GATHERED + GATHERED // 5 + 1]


def _at(ours: UUID) -> Case:
    """1 or 0. PostgreSQL looks up the organization of each of ten thousand where that is said as a condition."""
    here = Organization.objects.filter(environment_id=ours).order_by().values("pk")
    return Case(When(organization_id__in=here, then=1), default=0, output_field=SmallIntegerField())


_LATELY = Prepared(_lately, moments=_TIMES, kept=False)


def _touched(guests: Guests, **lists: list[UUID]) -> QuerySet[Any, UUID]:
    """Everybody who can fit, each by an index, some twice: what is between companies hangs on a partnership of theirs."""
    window, through = Window(guests.since, guests.until), Through(**lists)
    pairs = Partnership.objects.filter(low_id=guests.low_id, high_id=guests.high_id).order_by().values("pk")
    turned = Partnership.objects.filter(window.turned(), pk__in=pairs).order_by().values("pk")
    anew = row_turned(window) | (Q(organization_id__among=through.opened) if through.opened else Q())
    hanging, shares = _theirs(Membership, guests.side), _theirs(Share, guests.side)
    of_pair, seats = _there(guests.ours).filter(partnership_id__in=pairs), GroupMembership.objects.order_by()
    shut = hanging.filter(organization_id__in=closed(window).values("pk"))
    people = User.objects.filter(environment_id=guests.side).order_by()
    found: list[QuerySet[Any]] = [
        of_pair.filter(window.within("valid_from")),
        of_pair.filter(window.within("ended_at"), ended_at__isnull=False),
        of_pair.filter(window.within("expires_at"), expires_at__isnull=False),
        hanging.filter(partnership_id__in=turned),
        shut.alias(pair=unindexed("partnership_id")).filter(pair__in=pairs),
        shares.filter(window.touched, row_turned(window), partnership_id__in=pairs),
        Block.objects.filter(window.turned(), Exists(people.filter(pk=OuterRef("user_id")))),
    ]
    turning = through.moved, through.lent, through.seated, through.inside
    found += [seats.filter(group_id__among=groups) for groups in turning if groups]
    lasting = through.held, through.shared
    found += [seats.filter(seat_turned(window), group_id__among=groups) for groups in lasting if groups]
    if through.home:
        # Said so that SQLite begins with the places.
        members = Membership.objects.filter(organization_id__among=through.home).order_by().values("pk")
        found.append(Membership.objects.filter(window.touched, anew, pk__in=members, user__isnull=False))
    if through.beyond:
        across = Partnership.objects.filter(Q(low_id=guests.side) | Q(high_id=guests.side))
        there = Membership.objects.filter(anew, organization_id__among=through.beyond, user__isnull=False)
        elsewhere = there.filter(partnership_id__in=across.order_by().values("pk"))
        found += [
            elsewhere.filter(ended_at=None, partnership__isnull=False),
            elsewhere.filter(ended_at__gt=moment(guests.since)),
        ]
    gone = people.filter(window.within("removed_at"), removed_at__isnull=False).values_list("pk", flat=True)
    rows = gone.union(*(each.order_by().values_list("user_id", flat=True) for each in found), all=True)
    return rows[: guests.most]


def _there(ours: UUID) -> QuerySet[Membership]:
    """Memberships of people at ours. Of those that hang on a pair these are theirs, and nobody is asked whose they are."""
    return Membership.objects.alias(here=_at(ours)).filter(here=1, user__isnull=False).order_by()


def _theirs(kind: Any, side: UUID) -> QuerySet[Any]:
    """Rows of the side's people; not along the people, who may be very many."""
    company = unindexed("user__environment_id")
    found: QuerySet[Any] = kind.objects.alias(company=company).filter(company=side).order_by()
    return found


def _people(
    guests: Guests,
    near: list[UUID] | None = None,
    after: str = "",
    after_id: UUID | None = None,
    **lists: list[UUID],
) -> QuerySet[User]:
    window, mine, through = Window(guests.since, guests.until), of_each(), Through(**lists)
    # A share, and what leads to one, has to have turned; of who was blocked or went it is enough that there was one.
    shaken = Q(Exists(Block.objects.filter(window.turned(), **mine))) | window.within("removed_at")
    shares = guests.lent.filter(window.touched, **mine)
    held, moved = (Q(group_id__among=some) if some else None for some in (through.held, through.moved))
    fits = Q(Exists(shares.filter(row_turned(window)))) | shaken & Q(Exists(shares))
    fits |= has_turned(guests.inside, held, moved, window)
    seats = GroupMembership.objects.filter(window.touched, **mine).order_by()
    if through.shared:
        there = seats.filter(group_id__among=through.shared)
        turned = seat_turned(window) | (Q(group_id__among=through.lent) if through.lent else Q())
        fits |= Q(Exists(there.filter(turned))) | shaken & Q(Exists(there))
    if through.inside:
        fits |= Q(Exists(seats.filter(group_id__among=through.inside)))
    theirs = Membership.objects.filter(window.touched, **mine).alias(place=unindexed("organization_id"))
    if through.ours:
        fits |= Q(Exists(theirs.filter(place__among=through.ours)))
    fits |= _elsewhere(guests, through, theirs, seats, shaken)
    values = [after, after_id] if after_id else []
    here = pages.Place(list(ORDER), guests.reverse, False, values)
    found = User.objects.filter(fits, here.after, environment_id=guests.side)
    found = found if near is None else found.filter(pk__among=near)
    return found.order_by(*here.order)[: guests.most]


def _elsewhere(
    guests: Guests,
    through: Through,
    theirs: QuerySet[Any],
    seats: QuerySet[Any],
    shaken: Q,
) -> Q:
    """That something turned by a share with another company's organization."""
    shown = Q()
    if through.places:
        there = theirs.filter(place__among=through.places)
        turned = row_turned(Window(guests.since, guests.until))
        turned |= Q(place__among=through.opened) if through.opened else Q()
        shown |= Q(Exists(there.filter(turned))) | shaken & Q(Exists(there))
    if through.seated:
        shown |= Q(Exists(seats.filter(group_id__among=through.seated)))
    return guests.known & shown if shown else Q()
