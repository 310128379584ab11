"""Notes and tags beside a document."""

from typing import Any

from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.documents import notes, tags
from kantoor.web.request import Asked


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/notes.html."""
    document, reason = at.document, at.why_not(Permission.DOCUMENT_EDIT)
    shown = notes.of(at)
    return {
        "notes": shown.notes,
        "tags": tags.on([document]).get(document.pk, []),
        "known_tags": tags.of(document.organization_id) if at.is_member else [],
        "mentionable": [] if reason else notes.people(at, most=12),
        "why_no_notes": reason,
        "reads_some_notes": shown.some,
    }
