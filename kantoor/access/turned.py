"""Whom or what to look at for changes within a window: everything for which something began or ended then. Some more than
changed in the end; `stretches.steps` tells."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Coalesce

from kantoor.access import alphabet
from kantoor.access.history import KEPT
from kantoor.access.stretches import Window
from kantoor.accounts.models import Block, User
from kantoor.groups.models import GroupMembership
from kantoor.kernel.among import unindexed
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Partnership

GATHERED = 4_000  # rows
FAR = Value(dt.datetime(9999, 1, 1, tzinfo=dt.UTC))


@dataclass(frozen=True)
class Turned:
    """The people for whom something turned by memberships of an organization, their own or a group's: a crowd
    (access.alphabet). `shut`: the organization was closed then; `closed`: then or before.
    """

    organization_id: UUID
    environment_id: UUID
    since: dt.datetime
    until: dt.datetime
    shut: bool = False
    closed: bool = False
    gone: bool | None = None
    gathered: int = 0
    little: bool | None = None

    def ways(self) -> Iterator[Self]:
        """Along the names of everybody, and of who was removed since; in one where they are few, who are gathered."""
        if alphabet.many(self):
            yield replace(self, gone=False, little=False)
            yield replace(self, gone=True, little=False)
        else:
            yield replace(self, little=True)

    def everybody(self) -> QuerySet[User]:
        return (
            User.objects.all() if self.gone is None else User.objects.filter(removed_at__isnull=not self.gone)
        )

    def fits(self) -> Q:
        """Each reason, asked of one person."""
        window = self._window
        theirs = self._given.filter(window.touched, group__isnull=False).order_by()
        held = Q(group_id__in=theirs.values("group_id"))
        moved = Q(group_id__in=theirs.filter(row_turned(window)).values("group_id"))
        return has_turned(self._given, held, moved, window)

    def people(self) -> QuerySet[User]:
        """The plain question: what began, ended or expired, each by its own index (docs/decisions/0180)."""
        window, given = self._window, self._given
        groups = given.filter(window.touched, group__isnull=False)
        anew = _of_groups(given, groups).filter(window.touched).filter(_turned(window))
        inside = GroupMembership.objects.filter(
            window.touched, group_id__in=groups.values("group_id")
        ).order_by()
        theirs = _of_people(given, Block.objects.filter(window.turned()).order_by())
        blocked = Block.objects.filter(window.turned(), user_id=OuterRef("user_id"))
        ids = [
            *self._own(window.touched),
            inside.filter(group_id__in=anew.values("group_id")),
            inside.filter(seat_turned(window)),
            inside.filter(Exists(blocked)),
            theirs.filter(window.touched),
        ]
        if self.closed:
            ids += [given.filter(KEPT).filter(window.within("user__removed_at")), theirs.filter(KEPT)]
        first, *others = (rows.filter(user__isnull=False).values("user_id") for rows in ids)
        # PostgreSQL would else read everybody for a few thousand.
        return self.everybody().filter(pk__among=first.union(*others))

    def is_little(self) -> bool | None:
        """That was asked of the rows, to choose the ways."""
        return self.little

    def is_gathered_anew(self) -> bool:
        """Each way that something turns has an index of its own, whatever the window."""
        return False

    def rows(self) -> QuerySet[Any, Any]:
        """Those that turned, as indexes tell, beyond so many as take no longer to gather than people to try."""
        first, *others = (rows.values("organization_id") for rows in self._own(Q()))
        return first.union(*others, all=True)[self.gathered :]

    @property
    def _window(self) -> Window:
        return Window(self.since, self.until)

    @property
    def _given(self) -> QuerySet[Membership]:
        found: QuerySet[Membership] = Membership.objects.filter(
            organization_id=self.organization_id
        ).order_by()
        return found

    def _own(self, only: Q) -> list[QuerySet[Membership]]:
        """Of the memberships of which that is so those that turned; all, if the organization was closed then."""
        rows = self._given.filter(only)
        if self.shut:
            return [rows]
        window = self._window
        # The index of what began is one of an expression, so that nothing else is asked along it.
        place = Coalesce("organization_id", "id", output_field=UUIDField())
        begun = Membership.objects.alias(place=place).filter(place=self.organization_id)
        expired = rows.filter(window.within("expires_at"))
        side = Q(low_id=self.environment_id) | Q(high_id=self.environment_id)
        pairs = Partnership.objects.filter(side, window.turned()).order_by().values("pk")
        hanging = Membership.objects.alias(house=unindexed("organization_id")).order_by()
        return [
            begun.filter(window.within("valid_from"), only).order_by(),
            rows.filter(window.within("ended_at")),
            expired.filter(ended_at=None),
            expired.filter(ended_at__gt=window.since),
            hanging.filter(only, house=self.organization_id, partnership_id__among=pairs),
        ]


def people_of(place: Organization, window: Window) -> Turned:
    """Of an organization."""
    closed = place.closed_at is not None and place.closed_at <= window.until
    shut = closed and place.closed_at > window.since  # type: ignore[operator]
    times = window.since, window.until
    return Turned(place.pk, place.environment_id, *times, shut, closed, gathered=GATHERED)


def _turned(window: Window) -> Q:
    """Of a few memberships, with what they hang on."""
    return window.turned() | window.turned("partnership__") | window.within("organization__closed_at")


def row_turned(window: Window) -> Q:
    """The same of many, shares too: what they hang on turned seldom, and is not looked up for each of them."""
    pairs = Partnership.objects.filter(window.turned()).order_by().values("pk")
    return window.turned() | Q(partnership_id__in=pairs) | Q(organization_id__in=closed(window).values("pk"))


def closed(window: Window) -> QuerySet[Organization]:
    """The organizations that were closed then."""
    shut = Organization.objects.alias(shut=Coalesce("closed_at", "closed_at"))  # as its index has it
    return shut.filter(window.within("shut"), closed_at__isnull=False).order_by()


def seat_turned(window: Window) -> Q:
    """Of places in groups."""
    return window.turned() | window.turned("partnership__") | window.within("group__closed_at")


def _of_people(given: QuerySet[Membership], rows: QuerySet[Any]) -> QuerySet[Membership]:
    """Of the people of these rows, by the index of people."""
    mine = Membership.objects.filter(user_id__in=rows.values("user_id")).order_by().values("pk")
    return given.filter(pk__in=mine).order_by()


def _of_groups(given: QuerySet[Membership], rows: QuerySet[Any]) -> QuerySet[Membership]:
    """The same by the index of groups."""
    theirs = Membership.objects.filter(group_id__in=rows.values("group_id")).order_by().values("pk")
    return given.filter(pk__in=theirs).order_by()


def has_turned(direct: QuerySet[Membership], held: Q | None, moved: Q | None, window: Window) -> Q:
    """The same, asked of one person after the other: of a whole company's memberships few are theirs.

    `held`: places in the groups that have a membership; `moved`: in those whose membership turned. None: there are none.
    """
    mine = of_each()
    own = direct.filter(window.touched, **mine).order_by()
    places = GroupMembership.objects.filter(window.touched, **mine).order_by()
    kept = direct.filter(KEPT, **mine).order_by()
    blocked = Exists(Block.objects.filter(window.turned(), **mine))
    turned = Q(Exists(own.filter(row_turned(window)))) | window.within("removed_at") & Q(Exists(kept))
    had = Q(Exists(own)) | Q(Exists(kept))
    if moved is not None:
        turned |= Q(Exists(places.filter(moved)))
    if held is not None:
        inside = places.filter(held)
        turned |= Q(Exists(inside.filter(seat_turned(window))))
        had |= Q(Exists(inside))
    return turned | Q(blocked) & had


def of_each() -> dict[str, OuterRef]:
    """The rows of the person of the outer query. PostgreSQL would rather read those of everybody once than look fifty
    times, and is wrong: of an equality that is no equality it makes no hash."""
    if connection.vendor == "postgresql":
        return {"user_id__gte": OuterRef("pk"), "user_id__lte": OuterRef("pk")}
    return {"user_id": OuterRef("pk")}


def of_person(user: UUID) -> QuerySet[Membership]:
    """Every membership, whenever, of the person or of a group that they have ever been in."""
    groups = GroupMembership.objects.filter(user_id=user).order_by().values("group_id")
    rows = Membership.objects.order_by()
    mine = rows.filter(user_id=user).values("pk")
    theirs = rows.filter(group_id__in=groups).values("pk")
    return Membership.objects.filter(pk__in=mine.union(theirs))


def houses_of(given: QuerySet[Membership]) -> QuerySet[Organization]:
    """The organizations of these memberships."""
    return Organization.objects.filter(pk__in=given.order_by().values("organization_id"))


def meeting(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those that held at some time at which the row of the outer query did."""
    begun = Q(valid_from__lt=Coalesce(OuterRef("ended_at"), FAR))
    begun &= Q(valid_from__lt=Coalesce(OuterRef("expires_at"), FAR))
    open_still = Q(ended_at=None) | Q(ended_at__gt=OuterRef("valid_from"))
    in_time = Q(expires_at=None) | Q(expires_at__gt=OuterRef("valid_from"))
    return rows.filter(begun, open_still, in_time)
