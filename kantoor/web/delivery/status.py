"""The status of one document: has it changed, changing it, rejecting, telling duplicate from original."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.delivery import pulse
from kantoor.documents import documents, duplicates, statuses
from kantoor.documents.models import Document, Status
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.web.documents import page
from kantoor.web.request import Asked


@require_http_methods(["GET", "POST"])
def status(request: Asked, document_id: UUID) -> HttpResponse:
    """GET: the page anew if something changed since `known`, else nothing. POST: the next status."""
    if request.method == "POST":
        return _changed(request, document_id)
    document = _found(request, document_id, Permission.DOCUMENT_SEE)
    if request.GET.get("known") == pulse.of(document):
        return HttpResponse(status=204)
    return render(request, "documents/page.html", page.context(request, document))


def _changed(request: Asked, document_id: UUID) -> HttpResponse:
    given = request.POST
    try:
        document = statuses.change(
            request.actor, document_id, given.get("status", ""), seen=given.get("seen", "")
        )
    except Conflict as too_late:
        messages.error(request, str(too_late))
    else:
        messages.success(request, _("It is “%(status)s” now.") % {"status": document.get_status_display()})
    return redirect("document", document_id)


@require_http_methods(["GET", "POST"])
def rejection(request: Asked, document_id: UUID) -> HttpResponse:
    """The dialog that asks why; POST rejects."""
    document = _found(request, document_id, Permission.DOCUMENT_EDIT)
    reason, problem = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            return _rejected(request, document_id, reason)
        except Invalid as wrong:
            problem = str(wrong)
    shown = {"reason": reason, "problem": problem, "open": Status.REJECTED in statuses.following(document)}
    return _dialog(request, "documents/rejection.html", document, shown, 400 if problem else 200)


def _rejected(request: Asked, document_id: UUID, reason: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        statuses.change(request.actor, document_id, Status.REJECTED, reason, seen=seen)
    except Conflict as too_late:
        messages.error(request, str(too_late))
    else:
        messages.success(request, _("Rejected. The sender reads your reason."))
    return redirect("document", document_id)


@require_http_methods(["GET", "POST"])
def original(request: Asked, document_id: UUID) -> HttpResponse:
    """The dialog that says what will turn round; POST marks it as original."""
    document = _found(request, document_id, Permission.DOCUMENT_EDIT)
    if request.method == "POST":
        try:
            duplicates.mark_as_original(request.actor, document_id)
        except Conflict as too_late:
            messages.error(request, str(too_late))
        else:
            messages.success(request, _("This one is the original now."))
        return redirect("document", document_id)
    other = duplicates.original_for(request.actor, document)
    shown = {"other": other, "turns": bool(other and duplicates.gives_way(other))}
    return _dialog(request, "documents/original.html", document, shown)


def _found(request: Asked, document_id: UUID, permission: Permission) -> Document:
    return reading.find(request.actor, document_id, documents.visible_to, permission)


def _dialog(
    request: Asked, template: str, document: Document, shown: dict[str, Any], code: int = 200
) -> HttpResponse:
    return render(request, template, page.context(request, document) | shown, status=code)
