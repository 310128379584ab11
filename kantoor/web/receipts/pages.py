"""Receipts: the list of the company's, one in words, and its two files."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kantoor.kernel import pages
from kantoor.receipts import paper, receipts
from kantoor.receipts.models import Receipt
from kantoor.receipts.statement import Broken
from kantoor.receipts.wording import Words
from kantoor.web.request import Asked

SHOWN = 200


@require_GET
def listed(request: Asked) -> HttpResponse:
    """All of the company's, newest first."""
    page = pages.keyset(receipts.of_environment(request.actor), ("-id",), request.GET.get("page", ""))
    context = {"page": page, "rows": [_words(row) for row in page.rows]}
    return render(request, "receipts/list.html", context)


@require_GET
def show(request: Asked, receipt_id: UUID) -> HttpResponse:
    """What ended, how many, 0 left, when, by whom (domain 8.5)."""
    return render(request, "receipts/one.html", about(receipts.one(request.actor, receipt_id)))


@require_GET
def as_json(request: Asked, receipt_id: UUID) -> HttpResponse:
    """The signed file."""
    found = receipts.one(request.actor, receipt_id)
    return _file(found, receipts.content(found), "application/json", "json")


@require_GET
def as_pdf(request: Asked, receipt_id: UUID) -> HttpResponse:
    """For reading and filing; signed too. Of what is no longer as it was signed there is none: its page says so."""
    found = receipts.one(request.actor, receipt_id)
    if _words(found) is None:
        return redirect("receipt", found.pk)
    return _file(found, paper.draw(found), "application/pdf", "pdf")


def about(receipt: Receipt) -> dict[str, Any]:
    """The context of the page, and of the parts that others show."""
    words = _words(receipt)
    shown = words.lines(0, SHOWN) if words else []
    return {
        "receipt": receipt,
        "words": words,
        "lines": shown,
        "more": words.size - len(shown) if words else 0,
    }


def with_receipt(said: str, key: UUID | None) -> str:
    """The sentence, and where what ended can be read again."""
    return format_html('{} <a href="{}">{}</a>', said, reverse("receipt", args=[key]), _("Receipt"))


def _words(receipt: Receipt) -> Words | None:
    """None when what is kept is no longer what was signed; the page says so."""
    try:
        return Words(receipt, receipts.read(receipt))
    except Broken:
        return None


def _file(receipt: Receipt, content: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"receipt-{receipt.at:%Y-%m-%d}-{receipt.pk.hex[-8:]}.{ending}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
