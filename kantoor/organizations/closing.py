"""Closing an organization: every grant on it ends; its last administrators keep reading (domain 4.5, 8.5)."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kantoor.access import consequences, reach, spheres
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.clock import Now
from kantoor.kernel.errors import Conflict
from kantoor.organizations import activations, claims, seen
from kantoor.organizations.models import Activation, Membership, Organization, State
from kantoor.receipts import closed
from kantoor.sharing.models import Share


@dataclass(frozen=True)
class Ending:
    """What closing ends; `left` is counted again afterwards and stands in the receipt."""

    people: int
    outside: int
    groups: int
    requests: int
    numbers: int
    left: int = 0
    shares: int = 0
    shares_received: int = 0
    receipt: str = ""


def preview(organization: Organization) -> Ending:
    """What would end now; nine queries."""
    return Ending(
        **_held(organization),
        requests=Request.objects.filter(organization=organization, state=RequestState.OPEN).count(),
        shares=Share.objects.live().filter(organization=organization).count(),
        shares_received=Share.objects.live().filter(to_organization=organization).count(),
        numbers=organization.identifiers.filter(claimed_at__isnull=False, released_at=None).count(),
    )


def _held(organization: Organization) -> dict[str, Any]:
    """The live memberships of people, partners, groups: the open ones by indexes, without the few past their date."""
    rows = Membership.objects.open().filter(organization=organization).order_by()
    past = rows.filter(expires_at__lte=Now()).aggregate(
        people=Count("user_id"), outside=Count("partnership_id"), groups=Count("group_id")
    )
    groups = rows.filter(group__isnull=False).count()
    open_rows = {
        "people": rows.count() - groups,
        "outside": rows.filter(partnership__isnull=False).count(),
        "groups": groups,
    }
    return {name: number - past[name] for name, number in open_rows.items()}


def foresee(actor: Actor, organization: Organization) -> Foreseen:
    """Who would lose what; the closing itself, taken back."""
    sphere = spheres.organization(organization.pk)
    return consequences.of(actor, lambda: close(actor, organization.pk), sphere, organization)


@action("organizations.close", Permission.ORGANIZATION_CLOSE, of=seen.by)
def close(actor: Actor, organization: Organization) -> Ending:
    """End every grant and open request, set the numbers free, and keep the receipt."""
    if organization.state == State.CLOSED:
        raise Conflict(_("%(name)s is closed already.") % {"name": organization.name})
    ends, outside, lines = preview(organization), _partners(organization), closed.lines(organization)
    for activation in Activation.objects.filter(
        organization=organization, outcome=activations.Outcome.OPEN
    ).select_related("organization", "started_by"):
        activations.settle(activation, activations.Outcome.WITHDRAWN, actor)
    held = Membership.objects.filter(organization=organization)
    held.end(actor.user, reach.CLOSURE)
    shared = Share.objects.filter(Q(organization=organization) | Q(to_organization=organization))
    shared.end(actor.user, reach.CLOSURE)
    asked = Request.objects.filter(organization=organization)
    requests.settle_all(asked, RequestState.ENDED, actor.user)
    claims.release(organization)
    Organization.objects.filter(pk=organization.pk).update(
        state=State.CLOSED, closed_at=Now(), closed_by=actor.user
    )
    left = {
        "memberships": held.open().count(),
        "shares": shared.open().count(),
        "requests": asked.filter(state=RequestState.OPEN).count(),
    }
    ends = replace(ends, receipt=str(closed.keep(actor, organization, lines, left).pk))
    record.entry(actor, "organizations.closed", organization, organization=organization, **asdict(ends))
    for environment, people in outside:
        record.entry(
            actor,
            "organizations.closed_to_partner",
            organization,
            organization=organization,
            partner_id=environment,
            people=people,
        )
    return ends


def _partners(organization: Organization) -> list[tuple[UUID, int]]:
    """The other environments whose people are members, and how many: each reads of it in its own trail."""
    outside = Membership.objects.live().filter(organization=organization, partnership__isnull=False)
    return list(
        outside.filter(user__isnull=False)
        .order_by()
        .values_list("user__environment_id")
        .annotate(n=Count("pk"))
    )
