"""The document itself, as something to read: the invoice, a page of a PDF, a picture, XML, or a file to save."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kantoor.access.standing import Standing
from kantoor.documents import files, papers
from kantoor.documents.models import Document, File, FileRole
from kantoor.einvoices import markup, pdf
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.uploads import scanning
from kantoor.web.documents import invoice_page, spelling
from kantoor.web.request import Asked

INVOICE, XML, PDF, PICTURE, OTHER = "invoice", "xml", "pdf", "picture", "other"
TEMPLATE = "documents/paper/{}.html"
MOST_DIGITS = 5


@dataclass(frozen=True)
class View:
    """One way of looking at the document; `key` is its ?view=."""

    key: str
    kind: str
    label: str
    file: File | None = None


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/paper.html."""
    document = at.document
    infected = scanning.is_infected(document)
    kept = [] if infected else files.of(document)
    views = list(ways(document, kept))
    shown = next((each for each in views if each.key == request.GET.get("view")), views[0] if views else None)
    found: dict[str, Any] = {
        "files": [(file, address(file)) for file in kept],
        "views": [(each, f"?view={each.key}", each == shown) for each in views],
        "shown": shown,
        "paper": TEMPLATE.format(shown.kind) if shown else TEMPLATE.format("none"),
        "saved_at": address(shown.file) if shown and shown.file else "",
    }
    if infected and shown is None:
        found["unreadable"] = _("A virus was found in this file. It is not handed out to anybody.")
    return found | (_of_kind(request, document, kept, shown) if shown else {})


def ways(document: Document, kept: list[File]) -> list[View]:
    """The invoice first, then what was made to be looked at, then the XML; attachments last."""
    drawn = [View(INVOICE, INVOICE, str(document.get_kind_display()), None)] if document.invoice else []
    plain = [_way(file, kept) for file in kept if file.media_type not in papers.XML]
    plain.sort(key=lambda way: way.file is not None and way.file.role == FileRole.ATTACHMENT)
    spelled = [_way(file, kept) for file in kept if file.media_type in papers.XML]
    carried = papers.xml_file(kept) if document.invoice and not spelled else None
    if carried is not None and carried.media_type == papers.PDF and carried.role == FileRole.ORIGINAL:
        spelled = [View(XML, XML, "XML", carried)]
    return drawn + plain + spelled


def _way(file: File, kept: list[File]) -> View:
    kind = {papers.PDF: PDF, **dict.fromkeys(papers.XML, XML), **dict.fromkeys(papers.PICTURES, PICTURE)}
    found = kind.get(file.media_type, OTHER)
    alike = [each for each in kept if kind.get(each.media_type, OTHER) == found]
    short = {PDF: "PDF", XML: "XML", PICTURE: _("Picture")}.get(found, file.name)
    return View(str(file.pk), found, short if len(alike) == 1 else file.name, file)


def _of_kind(request: Asked, document: Document, kept: list[File], shown: View) -> dict[str, Any]:
    try:
        if shown.kind == INVOICE:
            return _invoice(document, kept)
        if shown.file is not None:
            files.seek(shown.file)
        if shown.kind == XML:
            return _xml(document, shown)
        return _pdf(request, shown.file) if shown.kind == PDF and shown.file else {}
    except (pdf.Unreadable, markup.Unreadable, Conflict) as refusal:
        return {"unreadable": refusal.message}
    except Invalid:
        return {"unreadable": _("This file is too large to be shown here.")}


def _invoice(document: Document, kept: list[File]) -> dict[str, Any]:
    invoice = papers.invoice(document)
    if invoice is None:
        return {}
    # Some of what came inside may not have been kept, so the place in the invoice says nothing: names do.
    embedded = {file.name: file for file in kept if file.role == FileRole.ATTACHMENT}
    sheet = invoice_page.sheet(invoice)
    for each in invoice.attachments:
        file = embedded.get(each.name) if each.index is not None else None
        safe = each.url if each.url.startswith(("https://", "http://")) else ""
        sheet.attachments.append(
            {"about": each, "file": file, "at": address(file) if file else "", "url": safe}
        )
    return {"sheet": sheet}


def _xml(document: Document, shown: View) -> dict[str, Any]:
    assert shown.file is not None
    whole = shown.file.media_type in papers.XML
    content = papers.content(shown.file) if whole else papers.xml(document, [shown.file])
    if not content:
        return {"unreadable": _("The invoice inside this PDF could not be taken out again.")}
    return {"spelled": spelling.coloured(papers.spelled(content))}


def _pdf(request: Asked, file: File) -> dict[str, Any]:
    last = papers.pages(file)
    asked = request.GET.get("page", "")
    number = (
        min(max(int(asked), 1), last)
        if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS
        else 1
    )
    base = f"?view={file.pk}&page="
    return {
        "number": number,
        "last": last,
        "previous": f"{base}{number - 1}" if number > 1 else "",
        "next": f"{base}{number + 1}" if number < last else "",
        "picture_at": reverse("document_page", args=[file.document_id, file.pk, number]),
        "layer_at": reverse("document_page_layer", args=[file.document_id, file.pk, number]),
        "text_at": reverse("document_page_text", args=[file.document_id, file.pk, number]),
    }


def address(file: File) -> str:
    """Where the file is to be had."""
    return reverse("document_file", args=[file.document_id, file.pk])
