"""Answering a question for access: at which level or role, until when."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.inbox import opening
from kantoor.inbox.models import Kind
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.sharing import asking
from kantoor.web.inbox.requests import page
from kantoor.web.members.forms import RoleForm
from kantoor.web.request import Asked
from kantoor.web.sharing.forms import ShareForm


@require_http_methods(["GET", "POST"])
def show(request: Asked, request_id: UUID) -> HttpResponse:
    """The dialog with level and date; POST gives."""
    opened = opening.find(request.actor, request_id)
    if opened.request.kind != Kind.ACCESS:
        raise NotFound
    if not opened.waits:
        return redirect("inbox_request", request_id)
    made, name = (ShareForm, "level") if opened.request.document_id else (RoleForm, "role")
    form = made(request.POST if request.method == "POST" else None, initial={name: 1})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            asking.grant(request.actor, request_id, form.cleaned_data[name], form.moment())
        except (Conflict, Refused, Invalid) as refusal:
            problem = refusal
        else:
            messages.success(request, _("Given. They are told."))
            return redirect("inbox_request", request_id)
    context = page(request, opened) | {"form": form, "problem": problem}
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "sharing/answer.html", context, status=status)
