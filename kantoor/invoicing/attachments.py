"""Files that go along with an invoice: kept with the draft, embedded in the UBL when it is sent."""

from typing import IO

import filetype
from django.utils.translation import gettext as _

from kantoor.access import reading
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import files
from kantoor.documents.models import Document, File, FileRole
from kantoor.einvoices.invoice import Attachment
from kantoor.invoicing import drafts
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.kernel.ids import parse
from kantoor.uploads import scanning

MOST, LARGEST = 10, 5 * 1024 * 1024
# What EN 16931 lets an invoice carry (BR-CL-24).
TYPES = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)


def of(document: Document) -> list[File]:
    """The attachments, in the order in which they came."""
    return [file for file in files.of(document) if file.role == FileRole.ATTACHMENT]


def add(actor: Actor, document: Document, name: str, content: IO[bytes], size: int) -> File:
    """Keep a file with the draft, when the virus scanner (if there is one) has nothing against it."""
    draft = reading.find(actor, document, drafts.visible_to, Permission.DOCUMENT_EDIT)
    if size > LARGEST:
        raise Invalid(_("%(name)s is larger than 5 MB.") % {"name": name}, field="attachment")
    if not size:
        raise Invalid(_("%(name)s is empty.") % {"name": name}, field="attachment")
    body = content.read(LARGEST + 1)
    found = media_type(body, name)
    if found not in TYPES:
        words = _("%(name)s cannot go along: use PDF, PNG, JPEG, CSV, XLSX or ODS.")
        raise Invalid(words % {"name": name}, field="attachment")
    scanning.require_clean(body)
    return _keep(actor, draft, name, body, found)


@action("drafts.attach", Permission.DOCUMENT_EDIT, of=drafts.visible_to)
def _keep(actor: Actor, document: Document, name: str, body: bytes, found: str) -> File:
    """Keep a file with the draft."""
    if len(of(document)) >= MOST:
        raise Invalid(_("An invoice can carry %(n)s attachments.") % {"n": MOST}, field="attachment")
    kept = files.keep(document, name, body, found, role=FileRole.ATTACHMENT)
    record.entry(
        actor,
        "drafts.attached",
        document,
        organization=document.organization,
        file=kept.name,
        sha256=kept.sha256,
    )
    return kept


@action("drafts.detach", Permission.DOCUMENT_EDIT, of=drafts.visible_to)
def remove(actor: Actor, document: Document, file_id: object) -> None:
    """Take an attachment off the draft."""
    key = parse(file_id)
    found = next((file for file in of(document) if file.pk == key), None)
    if found is None:
        raise NotFound
    record.entry(actor, "drafts.detached", document, organization=document.organization, file=found.name)
    drafts.drop([found])


def media_type(body: bytes, name: str) -> str:
    """By content; text without a mark of its own is CSV if it is called so."""
    guessed = filetype.guess_mime(body)
    if guessed:
        return str(guessed)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return ""
    return "text/csv" if name.lower().endswith(".csv") and "\0" not in text else ""


def listed(kept: list[File]) -> list[Attachment]:
    """As the invoice names them."""
    return [
        Attachment(
            id=str(at + 1), description=file.name, name=file.name, media_type=file.media_type, index=at
        )
        for at, file in enumerate(kept)
    ]


def contents(kept: list[File]) -> list[bytes]:
    """The bytes of each."""
    return [files.whole(file) for file in kept]
