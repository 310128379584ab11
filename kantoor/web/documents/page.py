"""The page of one document: the paper on one side; facts, access, notes and history on the other."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.access import reading, standing
from kantoor.access.policy import Permission
from kantoor.documents import documents, marks, readings, statuses
from kantoor.documents.models import Document
from kantoor.web.documents import acts, facts, history, notes, paper, problems, track
from kantoor.web.files import scan
from kantoor.web.request import Asked
from kantoor.web.sharing import access

# Each part brings what its template needs: documents/parts/<part>.html.
PARTS = (acts, track, paper, facts, problems, access, notes, history, scan)


@require_GET
def show(request: Asked, document_id: UUID) -> HttpResponse:
    """One document, for who reaches it."""
    document = reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    document = statuses.mark_opened(request.actor, document)
    shown = context(request, document)
    marks.note_opened(request.actor, document)
    readings.note(request.actor, document)
    return render(request, "documents/page.html", shown)


def context(request: Asked, document: Document) -> dict[str, Any]:
    """The context of the page; the dialogs over it need it too."""
    at = standing.on(request.actor, document)
    found: dict[str, Any] = {
        "document": document,
        "organization": document.organization,
        "level": at.level,
        "is_member": at.is_member,
    }
    for part in PARTS:
        found |= part.context(request, at)
    return found
