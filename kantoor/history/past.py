"""The rows in which the past of a person stands, everywhere or in one organization."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import turned
from kantoor.access.turned import meeting
from kantoor.accounts.models import Block
from kantoor.environments.models import Appointment
from kantoor.groups.models import GroupMembership
from kantoor.kernel import pages
from kantoor.kernel.alike import asked
from kantoor.kernel.among import unindexed
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Participant
from kantoor.sharing.models import Share


@dataclass(frozen=True)
class Past:
    """`within`: only what concerns this organization."""

    person: UUID
    within: UUID | None = None

    def memberships(self) -> QuerySet[Membership]:
        """Of the person, or of a group at a time at which they were in it."""
        seats = GroupMembership.objects.filter(user_id=self.person, group_id=OuterRef("group_id"))
        rows = turned.of_person(self.person).filter(Q(group=None) | Exists(meeting(seats)))
        if self.within is None:
            return rows
        # Theirs lead, and no index of a place with a hundred thousand others.
        return rows.alias(place=unindexed("organization_id")).filter(place=self.within)

    def own(self) -> QuerySet[Membership]:
        """Those of the person; a group's too where only one organization is looked at."""
        return self.memberships() if self.within else Membership.objects.filter(user_id=self.person)

    def places(self) -> QuerySet[GroupMembership]:
        """In groups; within an organization, those that gave something of it."""
        rows = GroupMembership.objects.filter(user_id=self.person)
        if self.within is None:
            return rows
        given = Membership.objects.filter(organization_id=self.within, group_id=OuterRef("group_id"))
        lent = Share.objects.filter(organization_id=self.within, group_id=OuterRef("group_id"))
        return rows.filter(Exists(meeting(given)) | Exists(meeting(lent)))

    def blocks(self) -> QuerySet[Block]:
        """Within an organization, those that suspended something of it."""
        rows: QuerySet[Block] = Block.objects.filter(user_id=self.person)
        if self.within is None:
            return rows
        own = Membership.objects.filter(organization_id=self.within, user_id=self.person)
        suspended = [Exists(meeting(some)) for some in (own, self.places(), self.shares())]
        return rows.filter(suspended[0] | suspended[1] | suspended[2])

    def shares(self) -> QuerySet[Share]:
        """Given to the person themselves."""
        rows = Share.objects.filter(user_id=self.person)
        return rows.filter(organization_id=self.within) if self.within else rows

    @property
    def is_empty(self) -> bool:
        """Whether they never had anything. At most three queries."""
        return not any(asked(kind, self).rows() for kind in (_any_membership, _any_place, _any_share))

    def page(self, kind: str, place: pages.Place, most: int) -> list[Any]:
        """So many rows of a kind from a place on, in the order by when they began. One query."""
        moment, key = place.values or (None, None)
        return asked(_page, self, Turn(kind, place.reverse, most, moment, key)).rows()


def of_person(person: UUID) -> QuerySet[Membership]:
    """Every membership of a person everywhere, for questions that are made once (access.history.Of)."""
    return Past(person).memberships()


@dataclass(frozen=True)
class Turn:
    """Which rows of a page: before or after those of a moment, as `reverse` says."""

    kind: str
    reverse: bool
    most: int
    moment: dt.datetime | None
    key: UUID | None


def _page(past: Past, turn: Turn) -> QuerySet[Any]:
    values = [] if turn.moment is None else [turn.moment, turn.key]
    here = pages.Place(["valid_from", "id"], turn.reverse, False, values)
    return _of_kind(past, turn.kind).filter(here.after).order_by(*here.order)[: turn.most]


def _of_kind(past: Past, kind: str) -> QuerySet[Any]:
    rows: dict[str, QuerySet[Any]] = {
        "membership": past.own().select_related("organization", "group"),
        "group": past.places().select_related("group"),
        "share": past.shares().select_related("document", "organization"),
        "block": past.blocks(),
        "participant": Participant.objects.filter(user_id=past.person).select_related("partnership"),
        "appointment": Appointment.objects.filter(user_id=past.person),
    }
    return rows[kind]


def _any_membership(past: Past) -> QuerySet[Any, Any]:
    return past.memberships().order_by().values_list("pk")[:1]


def _any_place(past: Past) -> QuerySet[Any, Any]:
    return past.places().order_by().values_list("pk")[:1]


def _any_share(past: Past) -> QuerySet[Any, Any]:
    return past.shares().order_by().values_list("pk")[:1]
