"""What hangs on a partnership: what its end would take, or has taken (domain 6.4)."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel import pages
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

WHY = "partnership ended"
MANY = 1_000  # memberships
End = dt.datetime | None


def _hanging(partnership: Partnership) -> Q:
    """Resting on it, or of one of its partner groups; those are asked for first, so that indexes are used."""
    groups = list(Group.objects.filter(partnership=partnership).values_list("pk", flat=True))
    rests = Q(partnership=partnership)
    return rests | Q(group_id__in=groups) if groups else rests


def _rows(rows: "QuerySet[Any]", end: End) -> "QuerySet[Any]":
    """The rows still open, or those that ended together at `end`."""
    return rows.filter(ended_at=None) if end is None else rows.filter(ended_at=end, ended_why=WHY)


def memberships(partnership: Partnership, end: End = None) -> QuerySet[Membership]:
    """Memberships in either direction, of people and of partner groups."""
    rows: QuerySet[Membership] = _rows(Membership.objects.filter(_hanging(partnership)), end)
    return rows.select_related("user", "group", "organization")


def waiting(partnership: Partnership, end: End = None) -> QuerySet[Request]:
    """The requests that rest on it and nobody answered."""
    rows = Request.objects.filter(_hanging(partnership)).select_related("to_user", "organization", "group")
    if end is None:
        return rows.filter(state=RequestState.OPEN)
    return rows.filter(state=RequestState.ENDED, answered_at=end)


def places(partnership: Partnership, end: End = None) -> QuerySet[GroupMembership]:
    """Places in groups, and all those in partner groups."""
    rows: QuerySet[GroupMembership] = _rows(GroupMembership.objects.filter(_hanging(partnership)), end)
    return rows.select_related("user", "group")


def shares(partnership: Partnership, end: End = None) -> QuerySet[Share]:
    """Shares across it, in either direction, and with its partner groups."""
    rows: QuerySet[Share] = _rows(Share.objects.filter(_hanging(partnership)), end)
    return rows.select_related("user", "group", "to_organization", "document", "organization")


def participants(partnership: Partnership, end: End = None) -> QuerySet[Participant]:
    """Whom both sides have put forward."""
    rows: QuerySet[Participant] = _rows(Participant.objects.filter(partnership=partnership), end)
    return rows.select_related("user", "environment")


@dataclass(frozen=True)
class Direction:
    """What the people of one environment have on the other side."""

    environment_id: str
    memberships: int
    people: int
    organizations: int
    requests: int
    places: int
    participants: int
    shares: int = 0


@dataclass(frozen=True)
class Ends:
    """What ends with a partnership: a preview before, a receipt after."""

    directions: tuple[Direction, ...]
    groups: int

    @property
    def nothing(self) -> bool:
        """Whether nobody loses anything but the possibility of being chosen."""
        held = (d.memberships + d.requests + d.places + d.shares for d in self.directions)
        return not self.groups and not any(held)

    def of(self, environment_id: UUID | str) -> Direction:
        return next(d for d in self.directions if d.environment_id == str(environment_id))


def many(partnership: Partnership) -> bool:
    """So much that counting it takes longer than a page should."""
    rows = Membership.objects.filter(ended_at=None).order_by("id")  # along an index that has this order
    found = rows.filter(partnership=partnership), rows.filter(group__partnership=partnership).order_by()
    return any(each[MANY : MANY + 1].exists() for each in found)


def counted(partnership: Partnership, end: End = None) -> Ends:
    """How much, per direction. Six queries, whatever the number of rows."""
    low, high = partnership.low_id, partnership.high_id
    held = memberships(partnership, end).select_related(None).order_by()
    by_place = held.values(place=F("organization__environment_id")).annotate(
        rows=Count("pk"),
        people=Count("user_id", distinct=True),
        organizations=Count("organization_id", distinct=True),
    )
    inside = {low if row["place"] == high else high: row for row in by_place}
    asked = _tally(waiting(partnership, end), "to_user__environment_id")
    seated = _tally(places(partnership, end), "user__environment_id")
    lent = _tally(shares(partnership, end), "organization__environment_id")
    forward = _tally(participants(partnership, end), "environment_id")
    closed = Group.objects.filter(partnership=partnership, closed_at=end).count()
    directions = []
    for side in (low, high):
        row = inside.get(side, {"rows": 0, "people": 0, "organizations": 0})
        counts = (row["rows"], row["people"], row["organizations"], asked[side], seated[side], forward[side])
        other = high if side == low else low
        directions.append(Direction(str(side), *counts, shares=lent[other]))
    return Ends(tuple(directions), closed)


def _tally(rows: QuerySet[Any], column: str) -> "Counter[UUID]":
    grouped = rows.select_related(None).order_by().values_list(column).annotate(n=Count("pk"))
    return Counter(dict(grouped))


@dataclass(frozen=True)
class Name:
    """One row that ends: who, and where."""

    person: str
    place: str


PARTS: dict[str, tuple[Callable[[Partnership, End], QuerySet[Any]], str]] = {
    "memberships": (memberships, "organization__environment_id"),
    "requests": (waiting, "to_user__environment_id"),
    "places": (places, "user__environment_id"),
    "participants": (participants, "environment_id"),
    "shares": (shares, "organization__environment_id"),
}


def page(
    actor: Actor, partnership: Partnership, part: str, side: UUID | None, cursor: str = ""
) -> pages.Page[Any]:
    """The rows of one part that concern the people of one side, fifty at a time."""
    require(actor)
    if part not in PARTS or side not in (partnership.low_id, partnership.high_id):
        raise NotFound
    rows, column = PARTS[part]
    if part in ("memberships", "shares"):
        side = partnership.high_id if side == partnership.low_id else partnership.low_id
    found = rows(partnership, partnership.ended_at).filter(**{column: side})
    return pages.keyset(found, order=("id",), cursor=cursor)


def name_of(row: Any) -> Name:
    """A row of a page as words."""
    if isinstance(row, Share):
        return _shared(row)
    person = getattr(row, "to_user", None) or getattr(row, "user", None) or getattr(row, "group", None)
    place = getattr(row, "organization", None) or getattr(row, "group", None)
    return Name(person.name if person else "", place.name if place and place is not person else "")


def _shared(row: Share) -> Name:
    """Whom a document is shared with, and of which organization it is; which document, its readers know."""
    receiver = row.user or row.group or row.to_organization
    return Name(receiver.name if receiver else "", row.organization.name)


def require(actor: Actor) -> None:
    """Counts and names are for those who may end the partnership."""
    if not actor.may(Permission.PARTNERSHIPS_END):
        raise refusals.refused(Permission.PARTNERSHIPS_END, actor.environment_id)
