"""Supporting documents inside an e-invoice (BG-24): their bytes, under a safe name and with the type that they have."""

import base64
import binascii
from collections.abc import Callable
from mimetypes import guess_extension
from pathlib import PurePosixPath

import filetype
from django.utils.translation import gettext_lazy as _

from kantoor.documents.files import shown_name
from kantoor.einvoices.invoice import Attachment
from kantoor.einvoices.nodes import Node

Embedded = tuple[str, str, bytes]  # name, detected media type, bytes
UNKNOWN = "application/octet-stream"
MOST = 200
NEVER_A_DOCUMENT = ("130", "50")  # of AdditionalDocumentReference: the invoiced object and the project


def of_ubl(node: Node) -> tuple[list[Attachment], list[Embedded]]:
    """What a UBL document brings along."""

    def described(each: Node) -> Attachment:
        return Attachment(
            id=each.text("cbc:ID"),
            description=each.text("cbc:DocumentDescription"),
            url=each.text("cac:Attachment/cac:ExternalReference/cbc:URI"),
        )

    every = node.all("cac:AdditionalDocumentReference")
    found = [each for each in every if each.text("cbc:DocumentTypeCode") not in NEVER_A_DOCUMENT]
    return _taken(found, described, "cac:Attachment/cbc:EmbeddedDocumentBinaryObject")


def of_cii(node: Node) -> tuple[list[Attachment], list[Embedded]]:
    """What a CII invoice brings along; `node` is its header agreement."""

    def described(each: Node) -> Attachment:
        return Attachment(
            id=each.text("ram:IssuerAssignedID"),
            description=each.text("ram:Name"),
            url=each.text("ram:URIID"),
        )

    every = node.all("ram:AdditionalReferencedDocument")
    found = [each for each in every if each.text("ram:TypeCode") not in NEVER_A_DOCUMENT]
    return _taken(found, described, "ram:AttachmentBinaryObject")


def _taken(
    every: list[Node], described: Callable[[Node], Attachment], path: str
) -> tuple[list[Attachment], list[Embedded]]:
    attachments: list[Attachment] = []
    embedded: list[Embedded] = []
    for each in every[:MOST]:
        attachment = described(each)
        content = _content(each, path)
        if content is not None:
            name = each.attribute("filename", path) or attachment.id
            attachment.media_type = detected(content, name)
            attachment.name = named(name, attachment.media_type)
            attachment.index = len(embedded)
            embedded.append((attachment.name, attachment.media_type, content))
        attachments.append(attachment)
    return attachments, embedded


def _content(node: Node, path: str) -> bytes | None:
    element = node.one(path).element
    if element is None:
        return None
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True) or None
    except (binascii.Error, ValueError):
        node.note(path, _("The attachment is damaged: it is not proper base64. It was left out."))
        return None


def detected(content: bytes, name: str) -> str:
    """The media type by the bytes, whatever the sender says; the name only tells kinds of plain text apart."""
    found = filetype.guess_mime(content)
    if found:
        return str(found)
    try:
        begin = content.decode("utf-8-sig").lstrip()[:1]
    except UnicodeDecodeError:
        return UNKNOWN
    if b"\0" in content:
        return UNKNOWN
    if begin == "<":
        return "application/xml"
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"


def named(name: str, media_type: str) -> str:
    """A name without folders, which ends as its type does when it has no ending."""
    shown = shown_name(name)
    return shown if PurePosixPath(shown).suffix else f"{shown[:190]}{guess_extension(media_type) or ''}"
