"""An open attempt: the code of a letter, the look at the DNS, taking it back, its file."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kantoor.kernel.errors import DomainError
from kantoor.organizations import activations, evidence
from kantoor.organizations.models import Activation
from kantoor.web.request import Asked


def _found(request: Asked, activation_id: UUID) -> Activation:
    return evidence.fetch(activations.visible_to(request.actor), activation_id)


def _back(attempt: Activation) -> HttpResponseRedirect:
    return redirect("organization_activation", attempt.organization_id)


@require_POST
def code(request: Asked, activation_id: UUID) -> HttpResponse:
    """Type the code of the letter."""
    attempt = _found(request, activation_id)
    entered = activations.enter_code(request.actor, attempt, request.POST.get("code", ""))
    if entered.activated:
        said = _("%(name)s is active. Now you can add members.")
        messages.success(request, said % {"name": attempt.organization.name})
        return redirect("organization", attempt.organization_id)
    left = entered.tries_left
    said = ngettext(
        "This is not the code in the letter. You can try %(n)d more time.",
        "This is not the code in the letter. You can try %(n)d more times.",
        left,
    )
    over = _("This was not the code either. That was the fifth try: ask for another letter.")
    messages.error(request, said % {"n": left} if left else over)
    return _back(attempt)


@require_POST
def sighting(request: Asked, activation_id: UUID) -> HttpResponse:
    """Look in the DNS now."""
    attempt = _found(request, activation_id)
    try:
        if activations.look(request.actor, activation_id):
            messages.success(request, _("The record is there. The operator judges it now."))
        else:
            said = _("The record is not there yet. New records can take an hour to show; then look again.")
            messages.error(request, said)
    except DomainError as problem:
        messages.error(request, str(problem))
    return _back(attempt)


@require_POST
def withdrawal(request: Asked, activation_id: UUID) -> HttpResponse:
    """Take the attempt back."""
    attempt = _found(request, activation_id)
    activations.withdraw(request.actor, attempt)
    messages.success(request, _("Withdrawn. You can choose another way now."))
    return _back(attempt)


@require_GET
def file(request: Asked, activation_id: UUID) -> FileResponse:
    """The evidence, always as a download, never shown inside a page of ours."""
    found = evidence.read(request.actor, activation_id)
    response = FileResponse(found.file, as_attachment=True, filename=found.name)
    response["Content-Type"] = found.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
