"""Bytes on their way out: through who may see the document, and written down (domain 7.7, 8.6)."""

from uuid import UUID

from kantoor.access import reading
from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents, files
from kantoor.documents.models import File
from kantoor.kernel.errors import NotFound


def find(actor: Actor, document_id: UUID, file_id: UUID) -> File:
    """The file of a document that the actor may see now; NotFound for every other."""
    document = reading.find(actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    found = files.one(document, file_id)
    if found is None:
        raise NotFound
    found.document = document
    return found


def note(actor: Actor, file: File, *, shown: bool = False) -> None:
    """Write down that the actor reads the file."""
    document = file.document
    outside = document.organization.environment_id != actor.environment_id
    with performing():
        record.entry(
            actor,
            "documents.downloaded",
            document,
            organization=document.organization,
            partner_id=actor.environment_id if outside else None,
            file=str(file.pk),
            name=file.name,
            sha256=file.sha256,
            shown=shown,
        )
