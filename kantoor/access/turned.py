"""Whom or what to look at for changes within a window: everything for which something began or ended then. Some more than
changed in the end; `stretches.steps` tells."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from kantoor.access import alphabet
from kantoor.access.history import KEPT
from kantoor.access.stretches import Window
from kantoor.accounts.models import Block, User
from kantoor.groups.models import GroupMembership
from kantoor.kernel.among import unindexed
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

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
    # What turned in a month or in ten years, of ten or of a hundred thousand: PostgreSQL has to see which.
    plan_kept: ClassVar[bool] = False

    def ways(self) -> Iterator[Self]:
        """Along the names of everybody, and of who was removed since; in one where they are few, who are gathered."""
        if alphabet.many(self):
            yield replace(self, gone=False)
            yield replace(self, gone=True)
        else:
            yield self

    def everybody(self) -> QuerySet[User]:
        return (
            User.objects.all() if self.gone is None else User.objects.filter(removed_at__isnull=not self.gone)
        )

    def fits(self) -> Q:
        """Each reason, asked of one person."""
        return has_turned(self._given, self._given, self._window)

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
            *self._own(given.filter(window.touched)),
            inside.filter(group_id__in=anew.values("group_id")),
            inside.filter(_seat_turned(window)),
            inside.filter(Exists(blocked)),
            theirs.filter(window.touched),
        ]
        if self.closed:
            ids += [given.filter(KEPT).filter(window.within("user__removed_at")), theirs.filter(KEPT)]
        first, *others = (rows.filter(user__isnull=False).values("user_id") for rows in ids)
        # PostgreSQL would else read everybody for a few thousand.
        return self.everybody().filter(pk__among=first.union(*others))

    def is_little(self) -> bool:
        """That is asked of the rows."""
        return False

    def rows(self) -> QuerySet[Any, Any]:
        """Those that turned, as indexes tell, beyond so many as take no longer to gather than people to try."""
        first, *others = (rows.values("organization_id") for rows in self._own(self._given))
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

    def _own(self, rows: QuerySet[Membership]) -> list[QuerySet[Membership]]:
        """Of these memberships those that turned; all, if the organization was closed then."""
        if self.shut:
            return [rows]
        window = self._window
        expired = rows.filter(window.within("expires_at"))
        side = Q(low_id=self.environment_id) | Q(high_id=self.environment_id)
        pairs = Partnership.objects.filter(side, window.turned()).order_by().values("pk")
        hanging = Membership.objects.filter(partnership_id__in=pairs).order_by().values("pk")
        return [
            rows.filter(window.within("valid_from")),
            rows.filter(window.within("ended_at")),
            expired.filter(ended_at=None),
            expired.filter(ended_at__gt=window.since),
            rows.filter(pk__in=hanging),
        ]


def people_of(place: Organization, window: Window) -> Turned:
    """Of an organization."""
    closed = place.closed_at is not None and place.closed_at <= window.until
    shut = closed and place.closed_at > window.since  # type: ignore[operator]
    times = window.since, window.until
    return Turned(place.pk, place.environment_id, *times, shut, closed, gathered=GATHERED)


def _turned(window: Window) -> Q:
    """Of memberships, with what they hang on."""
    return window.turned() | window.turned("partnership__") | window.within("organization__closed_at")


def _seat_turned(window: Window) -> Q:
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


def has_turned(direct: QuerySet[Membership], grouped: QuerySet[Membership], window: Window) -> Q:
    """The same, asked of one person after the other: of a whole company's memberships few are theirs."""
    mine = {"user_id": OuterRef("pk")}
    own = direct.filter(window.touched, **mine).order_by()
    theirs = grouped.filter(window.touched, group__isnull=False).order_by()
    places = GroupMembership.objects.filter(window.touched, **mine).order_by()
    turned, seat = _turned(window), _seat_turned(window)
    kept = direct.filter(KEPT, **mine).order_by()
    inside = places.filter(group_id__in=theirs.values("group_id"))
    blocked = Exists(Block.objects.filter(window.turned(), **mine))
    return (
        Q(Exists(own.filter(turned)))
        | Q(Exists(kept.filter(window.within("user__removed_at"))))
        | Q(Exists(places.filter(group_id__in=theirs.filter(turned).values("group_id"))))
        | Q(Exists(inside.filter(seat)))
        | Q(blocked) & (Q(Exists(own)) | Q(Exists(kept)) | Q(Exists(inside)))
    )


def groups_of(side: UUID) -> list[UUID]:
    """The groups in which somebody of an environment has ever been."""
    rows = GroupMembership.objects.filter(user__environment_id=side).order_by()
    return list(rows.values_list("group_id", flat=True).distinct())


def put_forward(pair: Partnership, side: UUID) -> QuerySet[User]:
    """Whom an environment has ever put forward to the other of a pair, in this partnership or an earlier one."""
    rows = Participant.objects.filter(
        environment_id=side, partnership__low_id=pair.low_id, partnership__high_id=pair.high_id
    ).order_by()
    named = Q(pk__in=rows.filter(user__isnull=False).values("user_id"))
    everybody = Q() if rows.filter(user=None).exists() else named
    found: QuerySet[User] = User.objects.filter(everybody, environment_id=side)
    return found


def lent_to(
    lent: QuerySet[Share], side: UUID, groups: list[UUID], window: Window, known: QuerySet[User]
) -> Q:
    """That somebody of an environment was given something by one of the shares: they, their group, their organization.

    Who was in their organizations is theirs to tell: of those only who is known. The groups and organizations, which are
    few, are looked up first; each person is asked of those, as their people may be very many.
    """
    mine = {"user_id": OuterRef("pk")}
    rows = lent.filter(window.touched).order_by()
    houses = list(Organization.objects.filter(environment_id=side).values_list("pk", flat=True))
    taken = rows.filter(to_organization_id__among=houses).values_list("to_organization_id", flat=True)
    places = list(taken.distinct())
    within = Membership.objects.filter(window.touched, organization_id__among=places).order_by()
    held = list(within.filter(group__isnull=False).values_list("group_id", flat=True).distinct())
    shared = list(rows.filter(group_id__among=groups).values_list("group_id", flat=True).distinct())
    seats = GroupMembership.objects.filter(window.touched, **mine).order_by()
    theirs = Membership.objects.filter(window.touched, **mine).alias(place=unindexed("organization_id"))
    found = Q(Exists(rows.filter(**mine))) | Q(Exists(seats.filter(group_id__among=shared)))
    inside = Q(Exists(seats.filter(group_id__among=held))) | Q(Exists(theirs.filter(place__among=places)))
    return found | Q(Exists(known.filter(pk=OuterRef("pk")))) & inside


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
