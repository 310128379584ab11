"""What becomes of one thing that depends on somebody who leaves: handed over, ended, or left where it is."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.groups import groups
from kantoor.groups import people as places
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Request
from kantoor.kernel.errors import Conflict
from kantoor.organizations import takeover
from kantoor.organizations.models import Organization
from kantoor.partnerships import asking, participants
from kantoor.partnerships.models import Participant
from kantoor.receipts.keeping import Handed
from kantoor.sharing import shares
from kantoor.sharing.models import Share

if TYPE_CHECKING:
    from kantoor.accounts.offboarding import Item

WITHDRAWN = "withdrawn"


def carry_out(actor: Actor, user: User, item: "Item", otherwise: str, successor: User | None) -> Handed:
    """Do it; the line for the receipt."""
    if successor is not None:
        HAND_OVER[item.thing](actor, user, item.key, successor)
    elif otherwise == "end" and item.thing in END:
        END[item.thing](actor, user, item.key)
    name = item.name if item.number == 1 else f"{item.name} ({item.number})"
    to = (successor.pk, successor.name) if successor else None
    return Handed(item.thing, name, to, stays=otherwise == "stay")


def _organization(actor: Actor, user: User, key: UUID, successor: User) -> None:
    takeover.begin(actor, Organization.objects.get(pk=key), successor)


def _group(actor: Actor, user: User, key: UUID, successor: User) -> None:
    group = Group.objects.select_related("partnership").get(pk=key)
    GroupMembership.objects.filter(group=group, user=successor).end(actor.user, "changed")
    places.begin(group, successor, actor.user, group.partnership, manager=True)
    groups.recorded(actor, "appointed", group, subject=successor)


def _partnership(actor: Actor, user: User, key: UUID, successor: User) -> None:
    participants.put_forward(actor, key, [successor.pk])


def _request(actor: Actor, user: User, key: UUID, successor: User) -> None:
    if not Request.objects.filter(pk=key, asked_by=user, state="open").update(asked_by=successor):
        raise Conflict(_("Something changed since this page was made. Look at it again before you go on."))


def _close(actor: Actor, user: User, key: UUID) -> None:
    groups.end(actor, Group.objects.select_related("partnership").get(pk=key))


def _take_out(actor: Actor, user: User, key: UUID) -> None:
    """Also of who is only blocked: unblocked, they are not put forward again."""
    for row in Participant.objects.live().filter(partnership_id=key, user=user):
        participants.take_out(actor, row.pk)


def _take_back(actor: Actor, user: User, key: UUID) -> None:
    asking.withdraw(actor, key)


def _withdraw(actor: Actor, user: User, key: UUID) -> None:
    given = reached.shares().filter(began_by=user, organization_id=key)
    rows = list(given.select_related(*shares.RELATED))
    Share.objects.filter(pk__in=[row.pk for row in rows]).end(actor.user, WITHDRAWN)
    for share in rows:
        shares.recorded(actor, WITHDRAWN, share, shares.holder_of(share), level=share.level)


HAND_OVER = {"organization": _organization, "group": _group, "partnership": _partnership, "request": _request}
END = {"group": _close, "partnership": _take_out, "request": _take_back, "share": _withdraw}
