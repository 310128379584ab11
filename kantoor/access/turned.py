"""Whom or what to look at for changes within a window: everything for which something began or ended then. Some more than
changed in the end; `stretches.steps` tells."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from kantoor.access.history import KEPT
from kantoor.access.stretches import Window
from kantoor.accounts.models import Block, User
from kantoor.groups.models import GroupMembership
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

FAR = Value(dt.datetime(9999, 1, 1, tzinfo=dt.UTC))


def people_of(given: QuerySet[Membership], window: Window, closed: bool) -> QuerySet[User]:
    """The people for whom something turned by these memberships, their own or a group's. `closed`: the organization was.

    Which groups had something and who was blocked, few beside a hundred thousand members, is looked up first: the
    memberships are gone through twice then, not for each of the reasons.
    """
    own = given.filter(window.touched, user__isnull=False).order_by()
    theirs = given.filter(window.touched, group__isnull=False).order_by()
    turned = window.turned() | window.turned("partnership__") | window.within("organization__closed_at")
    seat = window.turned() | window.turned("partnership__") | window.within("group__closed_at")
    groups = list(theirs.values_list("group_id", flat=True).distinct())
    inside = GroupMembership.objects.filter(window.touched, group_id__in=groups).order_by()
    anew = _of_groups(given, groups).filter(window.touched).filter(turned).values("group_id")
    blocked = list(Block.objects.filter(window.turned()).order_by().values_list("user_id", flat=True))
    ids = own.filter(turned).values("user_id")
    ids = ids.union(
        inside.filter(group_id__in=anew).values("user_id"),
        inside.filter(seat).values("user_id"),
        inside.filter(user_id__among=blocked).values("user_id"),
        _of_people(given, blocked).filter(window.touched).values("user_id"),
    )
    if closed:
        kept = given.filter(KEPT, user__isnull=False).order_by()
        ids = ids.union(
            kept.filter(window.within("user__removed_at")).values("user_id"),
            _of_people(given, blocked).filter(KEPT).values("user_id"),
        )
    found: QuerySet[User] = User.objects.filter(pk__in=ids)
    return found


def _of_people(given: QuerySet[Membership], people: list[UUID]) -> QuerySet[Membership]:
    """Theirs, by the index of people."""
    mine = Membership.objects.filter(user_id__among=people).order_by().values("pk")
    return given.filter(pk__in=mine).order_by()


def _of_groups(given: QuerySet[Membership], groups: list[UUID]) -> QuerySet[Membership]:
    """The same by the index of groups."""
    theirs = Membership.objects.filter(group_id__among=groups).order_by().values("pk")
    return given.filter(pk__in=theirs).order_by()


def has_turned(direct: QuerySet[Membership], grouped: QuerySet[Membership], window: Window) -> Q:
    """The same, asked of one person after the other: of a whole company's memberships few are theirs."""
    mine = {"user_id": OuterRef("pk")}
    own = direct.filter(window.touched, **mine).order_by()
    theirs = grouped.filter(window.touched, group__isnull=False).order_by()
    places = GroupMembership.objects.filter(window.touched, **mine).order_by()
    turned = window.turned() | window.turned("partnership__") | window.within("organization__closed_at")
    seat = window.turned() | window.turned("partnership__") | window.within("group__closed_at")
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
) -> QuerySet[Any, Any]:
    """Everybody of an environment to whom one of the shares gave something: to them, their groups, organizations.

    Who was in their organizations is theirs to tell: of those only who is known.
    The groups and organizations, which are few, are looked up first: lists within lists within the question of a page
    are more than SQLite's parser takes. The people, who may be very many, stay in the database.
    """
    rows = lent.filter(window.touched).order_by()
    seats = GroupMembership.objects.filter(window.touched).order_by()
    houses = list(Organization.objects.filter(environment_id=side).values_list("pk", flat=True))
    taken = rows.filter(to_organization_id__in=houses).values_list("to_organization_id", flat=True)
    within = Membership.objects.filter(window.touched, organization_id__in=list(taken.distinct())).order_by()
    held = list(within.filter(group__isnull=False).values_list("group_id", flat=True).distinct())
    shared = list(rows.filter(group_id__in=groups).values_list("group_id", flat=True).distinct())
    forward = known.order_by().values("pk")
    return (
        rows.filter(user__environment_id=side)
        .values("user_id")
        .union(
            seats.filter(group_id__in=shared).values("user_id"),
            seats.filter(group_id__in=held, user_id__in=forward).values("user_id"),
            within.filter(user_id__in=forward).values("user_id"),
        )
    )


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
