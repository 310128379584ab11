"""Whom or what to look at for changes within a window: everything for which something began or ended then. Some more than
changed in the end; `stretches.steps` tells."""

from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access.history import KEPT
from kantoor.access.stretches import Window
from kantoor.accounts.models import Block, User
from kantoor.groups.models import GroupMembership
from kantoor.organizations.models import Membership, Organization
from kantoor.sharing.models import Share


def people_of(given: QuerySet[Membership], lent: QuerySet[Share], window: Window) -> QuerySet[User]:
    """The people for whom something turned by these memberships and shares, their own or their groups'."""
    held = given.filter(window.touched).order_by()
    shared = lent.filter(window.touched).order_by()
    places = GroupMembership.objects.filter(window.touched).order_by()
    turned = window.turned() | window.turned("partnership__") | window.within("organization__closed_at")
    groups = held.filter(group__isnull=False).values("group_id")
    groups = groups.union(shared.filter(group__isnull=False).values("group_id"))
    moved = held.filter(turned, group__isnull=False).values("group_id")
    moved = moved.union(shared.filter(turned, group__isnull=False).values("group_id"))
    seat = window.turned() | window.turned("partnership__") | window.within("group__closed_at")
    removed = window.within("user__removed_at")
    kept = given.filter(KEPT, removed, user__isnull=False).order_by()
    ids = held.filter(turned, user__isnull=False).values("user_id")
    ids = ids.union(
        shared.filter(turned, user__isnull=False).values("user_id"),
        places.filter(group_id__in=moved).values("user_id"),
        places.filter(seat, group_id__in=groups).values("user_id"),
        kept.values("user_id"),
        _blocked(given, held, shared, places.filter(group_id__in=groups), window),
    )
    found: QuerySet[User] = User.objects.filter(pk__in=ids)
    return found


def _blocked(
    given: QuerySet[Membership],
    held: QuerySet[Membership],
    shared: QuerySet[Share],
    places: QuerySet[GroupMembership],
    window: Window,
) -> QuerySet[Block]:
    """Those of the people who were blocked or unblocked then."""
    rows = Block.objects.filter(window.turned()).order_by()
    within = Q(user_id__in=held.filter(user__isnull=False).values("user_id"))
    within |= Q(user_id__in=shared.filter(user__isnull=False).values("user_id"))
    within |= Q(user_id__in=places.values("user_id"))
    within |= Q(user_id__in=given.filter(KEPT, user__isnull=False).order_by().values("user_id"))
    return rows.filter(within).values("user_id")


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
