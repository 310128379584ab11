"""Writing notes and putting tags on a document."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import documents, notes, tags
from kantoor.kernel.errors import Invalid
from kantoor.web.documents import page
from kantoor.web.request import Asked


@require_POST
def add(request: Asked, document_id: UUID) -> HttpResponse:
    """Write a note; what cannot be kept is shown again."""
    text = request.POST.get("text", "")
    try:
        note = notes.add(request.actor, document_id, text)
    except Invalid as problem:
        return _again(request, document_id, {"note_text": text, "note_problem": str(problem)})
    told = _("Noted. %(names)s will be told.") % {"names": ", ".join(note.mentions)}
    messages.success(request, told if note.mentions else _("Noted."))
    return redirect("document", document_id)


@require_POST
def tag(request: Asked, document_id: UUID) -> HttpResponse:
    """Put a tag on it."""
    try:
        tags.put(request.actor, document_id, request.POST.get("tag", ""))
    except Invalid as problem:
        return _again(request, document_id, {"tag_problem": str(problem)})
    return redirect("document", document_id)


@require_POST
def untag(request: Asked, document_id: UUID, tag_id: UUID) -> HttpResponse:
    """Take a tag off it."""
    tags.take_off(request.actor, document_id, tag_id)
    return redirect("document", document_id)


def _again(request: Asked, document_id: UUID, more: dict[str, str]) -> HttpResponse:
    document = reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    return render(request, "documents/page.html", page.context(request, document) | more, status=400)
