"""Who has access to a document and why: a part of its page, and a page with everybody."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.documents import documents
from kantoor.sharing import seen
from kantoor.uploads import scanning
from kantoor.web.request import Asked


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/access.html."""
    shown = seen.of(at)
    return {"access": shown, "unshared": shown.may_share or scanning.why_held(at.document)}


@require_GET
def everybody(request: Asked, document_id: UUID) -> HttpResponse:
    """Everybody with access, each with every path; for the members of the organization."""
    document = reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    page, rows = seen.readers(request.actor, document, request.GET.get("page", ""))
    shown = {"document": document, "page": page, "rows": rows, "organization": document.organization}
    shown["explains"] = request.actor.may(Permission.DOCUMENT_EXPLAIN, document_id=document.pk)
    return render(request, "sharing/readers.html", shown)
