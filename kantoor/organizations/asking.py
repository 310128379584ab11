"""Requests to become a member: what accepting does, withdrawing, reminding (domain 5.4, 5.5)."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict
from kantoor.kernel.prepared import Prepared
from kantoor.organizations import memberships
from kantoor.organizations.models import Organization
from kantoor.partnerships.models import Partnership

BETWEEN_REMINDERS = dt.timedelta(hours=24)


def open_of(organization: Organization) -> QuerySet[Request]:
    """What the organization has asked and nobody has answered, oldest first."""
    return _open(organization.pk)


def first_open_of(organization: Organization) -> list[Request]:
    """The first 100 of them."""
    return _first_open.rows(organization=organization.pk)


def _open(organization: UUID) -> QuerySet[Request]:
    rows = Request.objects.filter(
        kind=Kind.MEMBERSHIP, state=RequestState.OPEN, organization_id=organization, expires_at__gt=Now()
    )
    return rows.select_related("to_user__environment", "asked_by").order_by("id")


_first_open = Prepared(lambda organization: _open(organization)[:100])


def visible_to(actor: Actor) -> QuerySet[Request]:
    """The membership requests made in the name of organizations that the actor reaches."""
    held = reach.held_by(actor.user_id).values("organization_id")
    rows = Request.objects.filter(kind=Kind.MEMBERSHIP, organization_id__in=held)
    return rows.select_related("organization", "to_user__environment", "asked_by")


@action("memberships.withdraw", Permission.MEMBERS_ADD, of=visible_to)
def withdraw(actor: Actor, request: Request) -> Request:
    """Take a request back before it is answered."""
    requests.settle(request, RequestState.WITHDRAWN, actor.user)
    requests.told(actor, request, "withdrawn")
    return request


@action("memberships.remind", Permission.MEMBERS_ADD, of=visible_to)
def remind(actor: Actor, request: Request) -> Request:
    """Send the request once more, at most once a day."""
    if request.state != RequestState.OPEN:
        raise Conflict(requests.what_happened(request))
    last = request.reminded_at or request.asked_at
    if request.reminded_at and last > now() - BETWEEN_REMINDERS:
        raise Conflict(_("A reminder was sent less than a day ago. Give them a little time."))
    Request.objects.filter(pk=request.pk).update(reminded_at=Now())
    requests.told(actor, request, "reminded")
    return request


@requests.on_accept(Kind.MEMBERSHIP)
def begin_membership(actor: Actor, request: Request) -> None:
    """The membership that was asked for, if what it rests on still stands."""
    organization, partnership = request.organization, request.partnership
    assert organization is not None and partnership is not None and request.role is not None
    if request.state != RequestState.OPEN:
        raise Conflict(requests.what_happened(request))
    lock(partnership)
    if not Partnership.objects.live().filter(pk=partnership.pk).exists():
        raise Conflict(_("The partnership has ended, and this request with it."))
    memberships.require_active(organization)
    if request.until is not None and request.until <= now():
        raise Conflict(_("The day on which this would end has passed. Ask the sender for a new request."))
    memberships.begin(
        organization,
        actor.user,
        request.role,
        until=request.until,
        by=request.asked_by,
        partnership=partnership,
    )
