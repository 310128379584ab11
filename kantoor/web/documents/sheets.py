"""The pages of a PDF, as pictures and as text: reach is asked every time."""

import hashlib
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.documents import documents, downloads, papers
from kantoor.documents.models import File
from kantoor.einvoices import drawing, pdf
from kantoor.kernel.errors import Invalid, NotFound
from kantoor.uploads import scanning
from kantoor.web.request import Asked

WIDTHS = (800, 1400)  # pixels: for a phone, and for everything else
MOST_LINES = 1_000  # of an invoice that is drawn: typst takes its time
VERSION = "1"  # counts when pages come to be drawn otherwise


@require_safe
def picture(request: Asked, document_id: UUID, file_id: UUID, page: int) -> HttpResponseBase:
    """A page as PNG; the browser may keep it, and asks each time whether it may still show it."""
    file = _pdf(request, document_id, file_id)
    width = WIDTHS[0] if request.GET.get("width") == str(WIDTHS[0]) else WIDTHS[1]
    tag = quote_etag(hashlib.sha256(f"{VERSION} {file.sha256} {page} {width}".encode()).hexdigest())
    if request.headers.get("If-None-Match") == tag:
        return _dressed(HttpResponseNotModified(), tag)
    return _dressed(
        HttpResponse(pdf.picture(papers.content(file), page, width), content_type="image/png"), tag
    )


@require_safe
def text(request: Asked, document_id: UUID, file_id: UUID, page: int) -> HttpResponse:
    """What stands on a page, for search in the page and for screen readers."""
    file = _pdf(request, document_id, file_id)
    said = pdf.text_of(papers.content(file), page)
    name = (
        "documents/paper/text.html" if request.headers.get("HX-Request") else "documents/paper/text_page.html"
    )
    answer = render(request, name, {"said": said.strip(), "document": file.document, "page": page})
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
def layer(request: Asked, document_id: UUID, file_id: UUID, page: int) -> HttpResponse:
    """The words of a page where they stand, to lie unseen over its picture and be selected."""
    file = _pdf(request, document_id, file_id)
    found = pdf.lettering(papers.content(file), page)
    lines = [[_word(*one) for one in line] for line in found.lines]
    shown = {"wide": _number(found.wide), "high": _number(found.high), "lines": lines}
    answer = render(request, "documents/paper/layer.html", shown)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _word(said: str, left: float, top: float, wide: float, high: float) -> dict[str, str]:
    """`foot`: the line on which letters stand, about a fifth above the lower end of their box."""
    places = {"left": left, "foot": top + high * 0.8, "wide": wide, "size": high * 0.9}
    return {"said": said} | {name: _number(value) for name, value in places.items()}


def _number(value: float) -> str:
    """As SVG wants it, whatever the language of the page."""
    return f"{value:.2f}"


@require_safe
def drawing_of(request: Asked, document_id: UUID) -> HttpResponse:
    """The invoice as a PDF in the reader's language, drawn from its fields."""
    document = reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    invoice = papers.invoice(document)
    if invoice is None:
        raise NotFound
    if len(invoice.lines) > MOST_LINES:
        raise Invalid(_("This invoice has too many lines to be drawn as a PDF. Its XML has them all."))
    drawn = drawing.draw(invoice, get_language() or "")
    answer = HttpResponse(drawn, content_type="application/pdf")
    name = f"{invoice.number or document.title}.pdf".replace("/", "-")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _pdf(request: Asked, document_id: UUID, file_id: UUID) -> File:
    file = downloads.find(request.actor, document_id, file_id)
    scanning.refuse_infected(file.document)
    if file.media_type != papers.PDF:
        raise NotFound
    return file


def _dressed(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
