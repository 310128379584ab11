"""The same supplier, number and date a second time in what an organization received (domain 7.4)."""

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action, lock
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents, statuses
from kantoor.documents.models import Box, Document, Status
from kantoor.documents.repeats import original_now
from kantoor.kernel import turns
from kantoor.kernel.errors import Conflict, Refused

# What nobody has worked on yet gives way; what somebody has judged keeps its status.
GIVES_WAY = frozenset({Status.RECEIVED, Status.OPENED})


def others(document: Document) -> list[Document]:
    """Those that this one stands before, newest first."""
    return list(document.duplicates.order_by("-id")[:20])


def original_for(actor: Actor, document: Document) -> Document | None:
    """The one that this is a duplicate of, for who sees that one too."""
    found = original_now(document)
    return documents.visible_to(actor).filter(pk=found.pk).first() if found else None


def gives_way(original: Document) -> bool:
    """Whether the original becomes the duplicate when the other is marked as original."""
    return Status(original.status) in GIVES_WAY


def may_turn(actor: Actor, original: Document) -> bool:
    """Whether the actor may change the earlier one too: who was given one document has no say on the other."""
    makes = actor.may(Permission.DOCUMENTS_CREATE, organization_id=original.organization_id)
    return makes or actor.may(Permission.DOCUMENT_EDIT, document_id=original.pk)


def _require_both(actor: Actor, original: Document) -> None:
    if not may_turn(actor, original):
        said = _(
            "This would change the one that was here first, which is not shared with you. Ask a member of %(name)s."
        )
        raise Refused(said % {"name": original.organization.name})


@action("documents.mark_original", Permission.DOCUMENT_EDIT, of=documents.visible_to)
def mark_as_original(actor: Actor, document: Document) -> Document:
    """Take a duplicate for the original; the earlier one becomes the duplicate unless somebody worked on it."""
    if document.box != Box.RECEIVED:
        raise Conflict(_("Only what was received can be a duplicate."))
    if document.status != Status.DUPLICATE:
        raise Unchanged(document)
    turns.wait("received", document.organization_id, document.number)
    original = original_now(document)
    statuses.put(document, Status.RECEIVED, actor.user, duplicate_of=None)
    if original is not None:
        lock(original)
        original.refresh_from_db()
        if gives_way(original):
            _require_both(actor, original)
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
