"""Notes and tags beside a document."""

from typing import Any

from kantoor.access import refusals
from kantoor.access.policy import Permission
from kantoor.documents import notes, tags
from kantoor.documents.models import Document
from kantoor.web.request import Asked


def context(request: Asked, document: Document) -> dict[str, Any]:
    """For documents/parts/notes.html."""
    reason = refusals.why_not(request.actor, Permission.DOCUMENT_EDIT, document.organization, document)
    shown = notes.of(request.actor, document)
    return {
        "notes": shown.notes,
        "tags": tags.on([document]).get(document.pk, []),
        "known_tags": tags.choosable(request.actor, document.organization_id),
        "mentionable": [] if reason else notes.people(request.actor, document, most=12),
        "why_no_notes": reason,
        "reads_some_notes": shown.some,
    }
