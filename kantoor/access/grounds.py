"""The rows on which somebody's access to one place rests or rested, and what keeps each from giving anything.

For `access.explaining`, which puts them together to paths.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.accounts.models import Block, User
from kantoor.documents.models import Document
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.alike import asked
from kantoor.kernel.among import unindexed
from kantoor.organizations.models import Membership, Organization
from kantoor.sharing.models import Share

Row = Membership | GroupMembership | Share
R = TypeVar("R", Membership, GroupMembership, Share)
BY = ("began_by", "ended_by", "partnership__ended_by", "group")


class Why(StrEnum):
    """What keeps a path from giving anything, in the order in which people want to read it."""

    ASKED = "asked"
    BLOCKED = "blocked"
    WITHHELD = "withheld"
    AHEAD = "ahead"
    PARTNERSHIP = "partnership"
    GROUP_CLOSED = "group_closed"
    CLOSED = "closed"
    EXPIRED = "expired"
    ENDED = "ended"
    DECLINED = "declined"
    LAPSED = "lapsed"

    @property
    def order(self) -> int:
        return list(Why).index(self) + 1


@dataclass(frozen=True)
class Obstacle:
    """Since when, by whom, and how a row was ended (`ended_why`)."""

    why: Why
    at: dt.datetime | None = None
    by: User | None = None
    how: str = ""


@dataclass(frozen=True)
class Place:
    """What is asked about (kernel.alike): an organization, or a document of it. `at`: `then`, unless that is now."""

    organization_id: UUID
    document_id: UUID | None
    then: dt.datetime
    at: dt.datetime | None


class Rows:
    """What the tables hold of some people and one place: the organization, or a document of it."""

    def __init__(
        self,
        organization: Organization,
        document: Document | None,
        people: Sequence[User],
        then: dt.datetime,
        at: dt.datetime | None,
    ) -> None:
        self.organization, self.document, self.then, self.at = organization, document, then, at
        self.people = [person.pk for person in people]
        self.place = Place(organization.pk, document.pk if document else None, then, at)
        shares: list[Share] = asked(_shares, self.place, people=self.people).rows() if document else []
        self._shares_by = _by(shares, "user_id")
        self._group_shares = _last([s for s in shares if s.group_id], "group_id", then)
        self._organization_shares = _last(
            [s for s in shares if s.to_organization_id], "to_organization_id", then
        )
        places = {organization.pk, *(s.to_organization_id for s in shares if s.to_organization_id)}
        memberships: list[Membership] = asked(
            _memberships, self.place, people=self.people, organizations=list(places)
        ).rows()
        self._memberships_by = _by(memberships, "organization_id", "user_id")
        self._group_memberships = {
            key: _last([m for m in rows if m.group_id], "group_id", then)
            for key, rows in _by(memberships, "organization_id").items()
        }
        in_question = {one.group_id for one in memberships} | {one.group_id for one in shares}
        groups = [key for key in in_question if key is not None]
        seats: list[GroupMembership] = (
            asked(_seats, self.place, people=self.people, groups=groups).rows() if groups else []
        )
        self._places_by = _by(seats, "group_id", "user_id")
        self._requests_by, self.questions = self._requests(groups)
        blocks: list[Block] = asked(_blocks, self.place, people=self.people).rows()
        self._blocks = {block.user_id: block for block in blocks}
        self.kept = self._kept()

    def _requests(self, groups: list[UUID]) -> tuple[dict[Any, list[Request]], dict[Any, list[Request]]]:
        """What they were asked, by place and person; and what they ask for themselves and wait for."""
        by: dict[Any, list[Request]] = defaultdict(list)
        own: dict[Any, list[Request]] = defaultdict(list)
        for row in asked(_requests, self.place, people=self.people, groups=groups).rows():
            if row.kind == Kind.ACCESS:
                own[row.asked_by_id] += [row] if self._waits(row) else []
            else:
                by[(row.organization_id or row.group_id, row.to_user_id)] = [row]
        return by, own

    def _kept(self) -> dict[UUID, Membership]:
        if self.organization.closed_at is None:
            return {}
        found = asked(_kept, self.place, people=self.people).rows()
        return {row.user_id: row for row in found if row.user_id}

    def shares_with(self, person: UUID) -> list[Share]:
        return _telling(self._shares_by.get(person, []), self.then)

    def shares_with_groups(self) -> list[Share]:
        return self._group_shares

    def shares_with_organizations(self) -> list[Share]:
        return self._organization_shares

    def memberships_of(self, organization: UUID, person: UUID) -> list[Membership]:
        return _telling(self._memberships_by.get((organization, person), []), self.then)

    def memberships_of_groups(self, organization: UUID) -> list[Membership]:
        return self._group_memberships.get(organization, [])

    def places_in(self, group: UUID, person: UUID) -> list[GroupMembership]:
        return _telling(self._places_by.get((group, person), []), self.then)

    def asked_into(self, place: UUID, person: UUID) -> list[Request]:
        """What they were last asked, unless they said yes, or came or left since by another way."""
        since = [*self._memberships_by.get((place, person), []), *self._places_by.get((place, person), [])]
        rows = self._requests_by.get((place, person), [])
        return [
            row
            for row in rows
            if self._waits(row)
            or not (self._accepted(row) or any(one.valid_from > row.asked_at for one in since))
        ]

    def _accepted(self, row: Request) -> bool:
        return row.state == RequestState.ACCEPTED

    def _waits(self, row: Request) -> bool:
        answered = row.answered_at is not None and row.answered_at <= self.then
        return not answered and row.expires_at > self.then

    def unanswered(self, row: Request) -> Obstacle:
        """What a request that was not accepted comes to."""
        if self._waits(row):
            return Obstacle(Why.ASKED, row.asked_at, row.asked_by)
        if row.answered_at is not None and row.answered_at <= self.then and row.state != RequestState.EXPIRED:
            return Obstacle(Why.DECLINED, row.answered_at, row.answered_by, row.state)
        return Obstacle(Why.LAPSED, row.expires_at)

    def suspended(self, person: User) -> Obstacle | None:
        """A block suspends everything (domain 3.6)."""
        block = self._blocks.get(person.pk)
        return Obstacle(Why.BLOCKED, block.valid_from, block.began_by) if block else None

    def withheld(self, person: User) -> Obstacle | None:
        """What has not come yet is nobody's; what is not scanned yet is for who brought it alone."""
        paper = self.document
        if paper is not None and self.at is not None and paper.made_at > self.then:
            return Obstacle(Why.AHEAD, paper.made_at)
        hidden = paper is not None and paper.made_by_id != person.pk and self._held_back
        return Obstacle(Why.WITHHELD) if hidden else None

    @cached_property
    def _held_back(self) -> bool:
        return self.document is not None and reached.held_back(self.document, self.at)

    def obstacle(self, row: Row) -> Obstacle | None:
        """Why a row gives nothing at the moment; None: it holds, by the definition of reach."""
        if row.holds:  # type: ignore[union-attr]  # what `_held` annotates
            return None
        if self.at is not None and row.valid_from > self.then:
            return Obstacle(Why.AHEAD, row.valid_from, row.began_by)
        ended = row.ended_at if row.ended_at and (self.at is None or row.ended_at <= self.then) else None
        if ended and row.ended_why != "expired":
            return Obstacle(Why.ENDED, ended, row.ended_by, row.ended_why)
        if ended or (row.expires_at and row.expires_at <= self.then):
            return Obstacle(Why.EXPIRED, ended or row.expires_at)
        return self._of_its_place(row)

    def _of_its_place(self, row: Row) -> Obstacle:
        """Open itself, but what it belongs to is not."""
        if isinstance(row, GroupMembership) and row.group.closed_at and row.group.closed_at <= self.then:
            return Obstacle(Why.GROUP_CLOSED, row.group.closed_at)
        place = row.organization if isinstance(row, Membership) else self.organization
        if not isinstance(row, GroupMembership) and place.closed_at and place.closed_at <= self.then:
            return Obstacle(Why.CLOSED, place.closed_at, place.closed_by)
        pair = row.partnership
        return Obstacle(
            Why.PARTNERSHIP,
            (pair.ended_at or pair.expires_at) if pair else None,
            pair.ended_by if pair else None,
        )


def _groups_of(people: list[UUID]) -> QuerySet[Any, Any]:
    """The groups in which they are, were, or are asked to be."""
    asking = Request.objects.filter(kind=Kind.GROUP, to_user_id__among=people).order_by()
    places = GroupMembership.objects.filter(user_id__among=people).order_by()
    return places.values("group_id").union(asking.values("group_id"))


def _shares(of: Place, people: list[UUID]) -> QuerySet[Share]:
    rows = Share.objects.filter(document=of.document_id).order_by()
    mine = rows.filter(user_id__among=people).values("pk")
    groups = rows.filter(group_id__in=_groups_of(people)).values("pk")
    across = rows.filter(to_organization__isnull=False).values("pk")
    found = Share.objects.filter(pk__among=mine.union(groups, across))
    return _held(found, reached.shares(of.at)).select_related(*BY, "to_organization")


def _memberships(of: Place, people: list[UUID], organizations: list[UUID]) -> QuerySet[Membership]:
    """Said as a union of probes, as in `reach.held_by`: the open and the ended of people each by an index of both
    columns; of groups by that of groups, as the place is not said in a way by which each member would be looked up.

    Asked beforehand: with so many tables beside them PostgreSQL otherwise joins all memberships there are first."""
    rows = Membership.objects.order_by()
    mine = rows.filter(organization_id__beside=organizations, user_id__among=people)
    by_group = rows.filter(group_id__in=_groups_of(people)).values("pk")
    theirs = rows.alias(place=unindexed("organization_id")).filter(
        place__among=organizations, pk__in=by_group
    )
    ended = mine.filter(ended_at__isnull=False).values("pk")
    found = Membership.objects.filter(
        pk__among=mine.filter(ended_at=None).values("pk").union(ended, theirs.values("pk"))
    )
    live = _held(found, reach.memberships(of.at))
    return live.select_related(*BY, "organization__closed_by", "added_by")


def _seats(of: Place, people: list[UUID], groups: list[UUID]) -> QuerySet[GroupMembership]:
    found = GroupMembership.objects.filter(user_id__among=people, group_id__among=groups)
    return _held(found, reach.places(of.at)).select_related(*BY)


def _requests(of: Place, people: list[UUID], groups: list[UUID]) -> QuerySet[Request]:
    place = Q(kind=Kind.MEMBERSHIP, organization_id=of.organization_id)
    about = Q(kind=Kind.ACCESS, organization_id=of.organization_id, document=of.document_id)
    to = Q(to_user_id__among=people) & (place | Q(kind=Kind.GROUP, group_id__among=groups))
    rows = Request.objects.filter(to | about & Q(asked_by_id__among=people), asked_at__lte=of.then)
    return rows.select_related("asked_by", "answered_by", "organization", "group").order_by("id")


def _blocks(of: Place, people: list[UUID]) -> QuerySet[Block]:
    return Block.objects.live(of.at).filter(user_id__among=people).select_related("began_by")


def _kept(of: Place, people: list[UUID]) -> QuerySet[Membership]:
    rows = reach.kept(of.at).filter(organization_id=of.organization_id, user_id__among=people)
    return rows.select_related(*BY, "organization__closed_by", "added_by")


def _held(rows: "QuerySet[R]", live: "QuerySet[R]") -> "QuerySet[R]":
    """Each with whether it is one of those that hold."""
    return rows.annotate(holds=Exists(live.order_by().filter(pk=OuterRef("pk"))))


def _by(rows: Iterable[R], *columns: str) -> dict[Any, list[R]]:
    found: dict[Any, list[R]] = defaultdict(list)
    for row in rows:
        key = tuple(getattr(row, column) for column in columns)
        found[key if len(columns) > 1 else key[0]].append(row)
    return dict(found)


def _last(rows: list[R], column: str, then: dt.datetime) -> list[R]:
    """For each value of the column those that tell something."""
    return [row for same in _by(rows, column).values() for row in _telling(same, then)]


def _telling(rows: list[R], then: dt.datetime) -> list[R]:
    """Those that hold; else the last one begun, else the first to come: a changed row says nothing its next does not."""
    holding = [row for row in rows if row.holds]  # type: ignore[attr-defined]
    begun = [row for row in rows if row.valid_from <= then]
    if holding or not rows:
        return holding
    return [max(begun, key=_beginning)] if begun else [min(rows, key=_beginning)]


def _beginning(row: Row) -> dt.datetime:
    moment: dt.datetime = row.valid_from
    return moment
