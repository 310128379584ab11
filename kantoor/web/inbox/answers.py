"""Answering a request: yes, or no with a reason."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.inbox import opening, requests
from kantoor.inbox.models import Kind
from kantoor.kernel.errors import Conflict, Refused
from kantoor.web.inbox.forms import RefusalForm
from kantoor.web.inbox.requests import page
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def accept(request: Asked, request_id: UUID) -> HttpResponse:
    """Say yes. The page of a refused answer stands at this address: reading it again leads to the request."""
    if request.method == "GET":
        return redirect("inbox_request", opening.find(request.actor, request_id).request.pk)
    try:
        requests.accept(request.actor, request_id)
    except (Conflict, Refused) as problem:
        return _too_late(request, request_id, problem)
    messages.success(request, _("Accepted. It counts from now."))
    return redirect("inbox_request", request_id)


@require_http_methods(["GET", "POST"])
def decline(request: Asked, request_id: UUID) -> HttpResponse:
    """The dialog that asks for a reason; POST says no."""
    opened = opening.find(request.actor, request_id)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if opened.request.kind == Kind.ACCESS:
        form.fields["reason"].help_text = _(
            "For your colleagues; whoever asked is not told. You may leave it empty."
        )
    if request.method == "POST" and form.is_valid():
        try:
            requests.decline(request.actor, request_id, form.cleaned_data["reason"])
        except (Conflict, Refused) as problem:
            return _too_late(request, request_id, problem)
        messages.success(request, _("Declined. Nothing was opened."))
        return redirect("inbox_request", request_id)
    if not opened.waits:
        return redirect("inbox_request", request_id)
    context = page(request, opened) | {"form": form}
    return render(request, "inbox/refusal.html", context, status=400 if form.errors else 200)


def _too_late(request: Asked, request_id: UUID, problem: Conflict | Refused) -> HttpResponse:
    """The request as it stands now, with what happened to it."""
    context = page(request, opening.find(request.actor, request_id)) | {"problem": problem}
    return render(request, "inbox/request.html", context, status=problem.status)
