"""The Activation page: what not being active means, and the ways to prove that one may act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kantoor.access import refusals
from kantoor.access.policy import Permission
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import activations, organizations
from kantoor.organizations.models import Activation, Organization
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """The ways, or the attempt that is under way, and what became of earlier ones."""
    organization = organizations.one(request.actor, organization_id)
    return _page(request, organization)


@require_POST
def letter(request: Asked, organization_id: UUID) -> HttpResponse:
    """Ask for a letter."""
    organization = organizations.one(request.actor, organization_id)
    try:
        activations.ask_letter(request.actor, organization)
    except Conflict as problem:
        return _page(request, organization, {"letter": problem})
    messages.success(request, _("Asked for. The operator prints the letter and posts it."))
    return redirect("organization_activation", organization.pk)


@require_POST
def evidence(request: Asked, organization_id: UUID) -> HttpResponse:
    """Hand in a file."""
    organization = organizations.one(request.actor, organization_id)
    remark = request.POST.get("remark", "")
    try:
        file = request.FILES.get("file")
        if file is None:
            raise Invalid(_("Choose a file first."), field="file")
        activations.give_evidence(request.actor, organization, file, remark)
    except (Invalid, Conflict) as problem:
        return _page(request, organization, {"evidence": problem}, remark)
    messages.success(request, _("Handed in. The operator looks at it; you read the answer in your inbox."))
    return redirect("organization_activation", organization.pk)


@require_POST
def domain(request: Asked, organization_id: UUID) -> HttpResponse:
    """Get the record to publish."""
    organization = organizations.one(request.actor, organization_id)
    try:
        activations.prove_domain(request.actor, organization)
    except Conflict as problem:
        return _page(request, organization, {"domain": problem})
    return redirect("organization_activation", organization.pk)


def _page(
    request: Asked, organization: Organization, problems: dict[str, Any] | None = None, remark: str = ""
) -> HttpResponse:
    tried = activations.history(request.actor, organization)
    attempt = next((one for one in tried if one.outcome == Activation.Outcome.OPEN), None)
    context = frame(request.actor, organization, "activation") | {
        "attempt": attempt,
        "tried": [one for one in tried if one != attempt],
        "tries_left": activations.TRIES - attempt.tries if attempt else 0,
        "problems": problems or {},
        "remark": remark,
        "why_not": refusals.why_not(request.actor, Permission.ORGANIZATIONS_ACTIVATE),
        "names": organizations.administrators([organization.pk]).get(organization.pk, []),
    }
    return render(request, "organizations/activation.html", context, status=400 if problems else 200)
