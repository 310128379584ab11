"""Requests to be in a group: what accepting does, withdrawing, reminding (domain 7.1, 5.4)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access.action import action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.groups import groups, people
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict
from kantoor.organizations.asking import BETWEEN_REMINDERS
from kantoor.partnerships import partnerships


def open_of(group: Group) -> QuerySet[Request]:
    """Who was asked into the group and has not answered, oldest first."""
    rows = Request.objects.filter(kind=Kind.GROUP, state=RequestState.OPEN, group=group, expires_at__gt=Now())
    return rows.select_related("to_user__environment", "asked_by").order_by("id")


def visible_to(actor: Actor) -> QuerySet[Request]:
    """The requests of the groups that the actor may see."""
    mine = groups.visible_to(actor).values("pk")
    rows = Request.objects.filter(kind=Kind.GROUP, group_id__in=mine)
    return rows.select_related("group__partnership", "to_user__environment", "asked_by")


@action("groups.withdraw", Permission.GROUP_MANAGE, of=visible_to)
def withdraw(actor: Actor, request: Request) -> Request:
    """Take a request back before it is answered."""
    requests.settle(request, RequestState.WITHDRAWN, actor.user)
    requests.told(actor, request, "withdrawn", group=request.group and request.group.name)
    return request


@action("groups.remind", Permission.GROUP_MANAGE, of=visible_to)
def remind(actor: Actor, request: Request) -> Request:
    """Send the request once more, at most once a day."""
    requests.require_open(request)
    if request.reminded_at and request.reminded_at > now() - BETWEEN_REMINDERS:
        raise Conflict(_("A reminder was sent less than a day ago. Give them a little time."))
    Request.objects.filter(pk=request.pk).update(reminded_at=Now())
    requests.told(actor, request, "reminded", group=request.group and request.group.name)
    return request


@requests.on_accept(Kind.GROUP)
def begin_place(actor: Actor, request: Request) -> None:
    """The place that was asked for, if what it rests on still stands."""
    group, partnership = request.group, request.partnership
    assert group is not None and partnership is not None
    lock(partnership)
    if not partnerships.is_live(partnership):
        raise Conflict(_("The partnership has ended, and this request with it."))
    if not Group.objects.filter(pk=group.pk, closed_at=None).exists():
        raise Conflict(_("The group was closed, and this request with it."))
    GroupMembership.objects.filter(group=group, user=actor.user).lapse()
    people.begin(group, actor.user, request.asked_by, partnership)
