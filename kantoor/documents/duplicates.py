"""The same supplier, number and date a second time in what an organization received (domain 7.4)."""

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents, statuses
from kantoor.documents.models import Box, Document, Status
from kantoor.documents.repeats import standing
from kantoor.kernel.errors import Conflict

# What nobody has worked on yet gives way; what somebody has judged keeps its status.
GIVES_WAY = frozenset({Status.RECEIVED, Status.OPENED})


def others(document: Document) -> list[Document]:
    """Those that this one stands before, newest first."""
    return list(document.duplicates.order_by("-id")[:20])


def gives_way(original: Document) -> bool:
    """Whether the original becomes the duplicate when the other is marked as original."""
    return Status(original.status) in GIVES_WAY


@action("documents.mark_original", Permission.DOCUMENT_EDIT, of=documents.visible_to)
def mark_as_original(actor: Actor, document: Document) -> Document:
    """Take a duplicate for the original; the earlier one becomes the duplicate unless somebody worked on it."""
    if document.box != Box.RECEIVED:
        raise Conflict(_("Only what was received can be a duplicate."))
    if document.status != Status.DUPLICATE:
        raise Unchanged(document)
    original = standing(document)
    statuses.put(document, Status.RECEIVED, actor.user, duplicate_of=None)
    if original is not None:
        lock(original)
        original.refresh_from_db()
        if gives_way(original):
            statuses.put(original, Status.DUPLICATE, actor.user, duplicate_of=document)
    record.entry(
        actor,
        "documents.marked_original",
        document,
        organization=document.organization,
        document=str(document),
        instead_of=str(original.pk) if original else "",
    )
    return document
