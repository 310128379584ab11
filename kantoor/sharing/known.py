"""Whom an asker may know of, before one organization or document (domain 1, 2, 7.5, 8.4)."""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import readers
from kantoor.accounts.models import User
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.alike import asked
from kantoor.organizations import choosable
from kantoor.organizations.models import Membership
from kantoor.sharing.models import Share


class Sight(IntEnum):
    """How much of an answer the asker may know."""

    ONESELF = 0
    SHARES = 1  # full by a share alone: the shares of people
    OWN_PEOPLE = 2  # administers the company, not the organization
    ACCESS = 3  # who has access and why, not who is asked
    EVERYTHING = 4

    @property
    def chooses(self) -> bool:
        """Whether others than own people can be asked about: who can be chosen, and who has something."""
        return self in (Sight.SHARES, Sight.ACCESS, Sight.EVERYTHING)


@dataclass(frozen=True)
class Known:
    """Who asks, of which company (`outside_id`: where it is not the organization's); before what; how much they may know.

    `oversees`: whether they see everybody of their company.
    """

    asker_id: UUID
    side_id: UUID
    outside_id: UUID | None
    organization_id: UUID
    house_id: UUID
    document_id: UUID | None
    sight: Sight
    oversees: bool

    def find(self, key: UUID) -> list[User]:
        """The one with this id, if they may know of them. One question."""
        return asked(_one, self, key=key).rows()

    def everybody(self) -> QuerySet[User]:
        """All of them, with their companies; each is tried alone."""
        known = Q(pk=self.asker_id)
        if self.oversees:
            known |= Q(environment_id=self.side_id)
        if self.sight.chooses:
            known |= choosable.chosen(self.house_id, self.outside_id) | _has_something(self)
        found = User.objects.filter(known)
        if self.sight == Sight.OWN_PEOPLE:
            found = found.filter(environment_id=self.side_id)
        return found.select_related("environment")


def _one(known: Known, key: UUID) -> QuerySet[User]:
    return known.everybody().filter(pk=key)


def _has_something(known: Known) -> Q:
    """That they have, or had, something of it; as far as it is told to those who see as much. Asked of one at a time."""
    place, paper, mine = known.organization_id, known.document_id, {"user_id__each": OuterRef("pk")}
    reading = Q() if paper is None else readers.tried(place, paper)
    if known.sight == Sight.ACCESS and paper is not None:
        return Q(pk__in=Request.objects.filter(document_id=paper).values("asked_by_id")) | reading
    shared = Share.objects.filter(organization_id=place, **mine)
    if known.sight == Sight.SHARES:
        return Q(Exists(shared.live().filter(document_id=paper)))
    # Also by a group or an organization with which it is shared.
    members = Membership.objects.filter(organization_id=place)
    seats = GroupMembership.objects.filter(Exists(members.filter(group_id=OuterRef("group_id"))), **mine)
    asked_in = Request.objects.filter(to_user_id__each=OuterRef("pk"), organization_id=place)
    rows: list[QuerySet[Any]] = [members.filter(**mine), seats, shared, asked_in]
    asking = Request.objects.filter(kind=Kind.ACCESS, organization_id=place).order_by()
    return reduce(or_, (Q(Exists(some)) for some in rows)) | Q(pk__in=asking.values("asked_by_id")) | reading
