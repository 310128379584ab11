"""Placing and lifting a legal hold."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import documents
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import seen
from kantoor.retention import due, foreseeing, holds, periods
from kantoor.web.documents import page
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked
from kantoor.web.retention.forms import ReasonForm

DECIDE = Permission.HOLDS_DECIDE


@require_http_methods(["GET", "POST"])
def everything(request: Asked, organization_id: UUID) -> HttpResponse:
    """Hold all that the organization has."""
    found = reading.find(request.actor, organization_id, seen.by, DECIDE)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if _placed(request, form, lambda reason: holds.place_on_all(request.actor, found, reason)):
        return redirect("organization_retention", found.pk)
    context = frame(request.actor, found, "") | {"heading": _("Legal hold"), "form": form}
    context |= {"holds": holds.on_all(found)}
    return render(request, "retention/hold.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def document(request: Asked, document_id: UUID) -> HttpResponse:
    """Hold one document, or see what holds it."""
    found = reading.find(request.actor, document_id, documents.visible_to, DECIDE)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if _placed(request, form, lambda reason: holds.place(request.actor, found, reason)):
        return redirect("document", found.pk)
    context = page.context(request, found) | {"form": form, "holds": holds.on(found)}
    return render(request, "retention/document.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def lifting(request: Asked, hold_id: UUID) -> HttpResponse:
    """What may go then; POST lifts it, unless that is otherwise by now than it was shown."""
    held = reading.find(request.actor, hold_id, holds.visible_to, DECIDE)
    organization = held.organization
    freed = foreseeing.released(organization, periods.of(organization), due.today(), held.document)
    as_shown = held.ended_at or request.POST.get("freed", str(freed)) == str(freed)
    if request.method == "POST" and as_shown:
        holds.lift(request.actor, held)
        messages.success(request, _("The hold is lifted."))
        return redirect("organization_retention", organization.pk)
    context = frame(request.actor, organization, "") | {"heading": _("Lift the hold")}
    return render(request, "retention/lifting.html", context | {"held": held, "freed": freed})


def _placed(request: Asked, form: ReasonForm, place: Callable[[str], Any]) -> bool:
    """Whether the hold is there now; the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        place(form.cleaned_data["reason"])
    except (Invalid, Conflict) as problem:
        form.add_error("reason", str(problem))
        return False
    messages.success(request, _("It is on legal hold: nothing of it goes."))
    return True
