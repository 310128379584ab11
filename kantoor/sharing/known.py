"""Whom an asker may know of, before one organization or document (domain 1, 2, 7.5, 8.4)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import readers
from kantoor.accounts.models import User
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.alike import asked
from kantoor.organizations import typed
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
        """The one with this id, if they may know of them; looked for in each of the places. One question."""
        return asked(_one, self, key=key).rows()

    def among(self, others: Q) -> QuerySet[User]:
        """All of them; `others`: of the rest, as far as the sight lets one see."""
        known = Q(pk=self.asker_id)
        if self.oversees:
            known |= Q(environment_id=self.side_id)
        found = User.objects.filter(known | others if self.sight.chooses else known)
        if self.sight == Sight.OWN_PEOPLE:
            found = found.filter(environment_id=self.side_id)
        return found.select_related("environment")


def _one(known: Known, key: UUID) -> QuerySet[User]:
    others = typed.chosen(known.house_id, known.outside_id) | holders(known, None, key)
    return known.among(others).filter(pk=key)


def holders(known: Known, everybody: QuerySet[User] | None, key: UUID | None = None) -> Q:
    """Who has, or had, something of it; as far as it is told to those who see as much.

    `everybody`: who reaches the document; with `key` only that one is looked for in each of the places.
    """
    paper = known.document_id
    if paper is not None and key is not None:
        everybody = readers.tried(known.organization_id, paper).filter(pk=key)
    reading = Q() if everybody is None else Q(pk__in=everybody.values("pk"))
    if known.sight == Sight.ACCESS and paper is not None:
        return Q(pk__in=Request.objects.filter(document_id=paper).values("asked_by_id")) | reading
    shared = Share.objects.filter(user__isnull=False, organization_id=known.organization_id).order_by()
    if known.sight == Sight.SHARES:
        return Q(pk__in=shared.live().filter(document_id=paper).values("user_id"))
    # Also by a group or an organization with which it is shared.
    return Q(pk__in=_of_organization(known.organization_id, shared, key)) | reading


def _of_organization(place: UUID, shared: QuerySet[Share], key: UUID | None) -> QuerySet[Any, Any]:
    """Of its administrators: members, people of groups, who has a share, who was asked or asks; now or before."""
    members = Membership.objects.filter(organization_id=place).order_by()
    within = GroupMembership.objects.filter(group_id__in=members.values("group_id"))
    seats: QuerySet[GroupMembership] = _seats_of(key, members) if key else within.order_by()
    about = Request.objects.filter(organization_id=place).order_by()
    asked_in, asking = about.filter(to_user__isnull=False), about.filter(kind=Kind.ACCESS)
    own = members.filter(user__isnull=False)
    if key:
        own, shared = own.filter(user_id=key), shared.filter(user_id=key)
        asked_in, asking = asked_in.filter(to_user_id=key), asking.filter(asked_by_id=key)
    rest: list[Any] = [seats.values("user_id"), shared.values("user_id")]
    rest += [asked_in.values("to_user_id"), asking.values("asked_by_id")]
    return own.values("user_id").union(*rest)


def _seats_of(person: UUID, members: QuerySet[Membership]) -> QuerySet[GroupMembership]:
    """Their places in the groups of these, each looked up: there may be very many members."""
    given = members.filter(group_id=OuterRef("group_id"))
    found: QuerySet[GroupMembership] = GroupMembership.objects.filter(Exists(given), user_id=person)
    return found.order_by()
