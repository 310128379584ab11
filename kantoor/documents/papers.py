"""What of a document can be read as paper: its invoice, its pages, its XML (domain 7.2)."""

from functools import lru_cache
from uuid import UUID

from kantoor.documents import files
from kantoor.documents.models import Document, File, FileRole
from kantoor.einvoices import markup, pdf
from kantoor.einvoices.invoice import Invoice
from kantoor.kernel.errors import Invalid

PDF, XML = "application/pdf", ("application/xml", "text/xml")
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
MOST = 100_000_000  # bytes that are taken into memory to be shown


def invoice(document: Document) -> Invoice | None:
    """The fields of its invoice, where there are."""
    return Invoice.from_json(document.invoice) if document.invoice else None


def content(file: File) -> bytes:
    """All bytes of a file that is to be shown; `Invalid` for one too large for that, `Conflict` for one that is lost."""
    if file.size > MOST:
        raise Invalid("")
    return files.whole(file)


def xml_file(kept: list[File]) -> File | None:
    """The file in which the invoice stands as XML: one by itself, else the PDF that may carry it."""
    plain = [each for each in kept if each.media_type in XML and each.role != FileRole.ATTACHMENT]
    carriers = [each for each in kept if each.media_type == PDF and each.role == FileRole.ORIGINAL]
    return next(iter([*plain, *carriers]), None)


def xml(document: Document, kept: list[File]) -> bytes:
    """The XML of its invoice; empty when there is none, or none that can be read."""
    file = xml_file(kept)
    if file is None or document.invoice is None or file.size > MOST:
        return b""
    if file.media_type in XML:
        return content(file)
    try:
        return pdf.embedded_invoice(content(file))
    except pdf.Unreadable:
        return b""


def pages(file: File) -> int:
    """How many pages a PDF has; counted now if nobody did when it came. Raises `pdf.Unreadable`."""
    return file.pages or _counted(file.pk)


@lru_cache(maxsize=4096)
def _counted(key: UUID) -> int:
    """By a process of its own, and once: the bytes of a file stay what they are."""
    return pdf.pages(content(File.objects.get(pk=key)))


def spelled(xml_bytes: bytes) -> str:
    """XML laid out to be read, without the bytes of what is embedded. Raises `markup.Unreadable`."""
    return markup.laid_out(xml_bytes)
