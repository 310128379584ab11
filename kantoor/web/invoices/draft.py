"""The form of a draft: shown, saved as somebody types, checked, looked at as paper, given up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kantoor.access.policy import Permission
from kantoor.invoicing import drafts, finishing
from kantoor.invoicing.drafts import Overtaken
from kantoor.web.invoices import page
from kantoor.web.invoices.sheet import posted
from kantoor.web.request import Asked


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: Asked, document_id: UUID) -> HttpResponse:
    """The form; POST saves it. A page that saves by itself is answered with what has changed (JSON)."""
    document = page.found(request, document_id)
    if request.method == "GET":
        return page.drawn(request, document, drafts.sheet_of(document))
    quietly = request.headers.get("Accept") == "application/json"
    try:
        saved = page.save(request, document)
    except Overtaken as told:
        return page.overtaken(request, document, told, quietly)
    if quietly:
        return page.told(request, document, saved)
    messages.success(request, _("Saved."))
    return redirect("draft", document.pk)


@require_POST
def complete(request: Asked, document_id: UUID) -> HttpResponse:
    """Save, and if nothing is missing go on to sending."""
    document = page.found(request, document_id)
    try:
        saved = page.save(request, document)
    except Overtaken as told:
        return page.overtaken(request, document, told)
    if saved.made.problems:
        return page.drawn(
            request, page.found(request, document_id), posted(request.POST), whole=True, status=400
        )
    return redirect("document_sending", document.pk)


@never_cache
@require_GET
def preview(request: Asked, document_id: UUID) -> HttpResponse:
    """The PDF as it would be, marked as a draft."""
    document = page.found(request, document_id)
    response = HttpResponse(finishing.preview(document), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="draft.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def remove(request: Asked, document_id: UUID) -> HttpResponse:
    """Asks once; POST gives the draft up."""
    document = page.found(request, document_id, Permission.DOCUMENT_DISCARD)
    if request.method == "GET":
        return render(
            request, "invoices/removal.html", page.context(request, document, drafts.sheet_of(document))
        )
    drafts.discard(request.actor, document)
    messages.success(request, _("The draft is discarded."))
    if request.actor.may(Permission.DOCUMENTS_CREATE, organization_id=document.organization_id):
        return redirect("invoice_new", document.organization_id)
    return redirect("documents")  # full by a share, without a role there
