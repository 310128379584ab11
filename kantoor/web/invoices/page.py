"""What the views of a draft share: finding it, saving what was posted, drawing the page, telling what changed."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kantoor.access import reading, refusals
from kantoor.access.policy import Permission
from kantoor.documents.models import Document
from kantoor.invoicing import attachments, drafts, making, numbering, parties, sheets
from kantoor.invoicing.drafts import Overtaken, Saved
from kantoor.invoicing.sheets import Sheet
from kantoor.kernel import ids
from kantoor.web.amounts import money
from kantoor.web.invoices.sheet import Page, posted
from kantoor.web.request import Asked

TERMS = (14, 30, 60)


def found(request: Asked, document_id: UUID, permission: Permission = Permission.DOCUMENT_EDIT) -> Document:
    """The draft, for somebody who may edit it."""
    return reading.find(request.actor, document_id, drafts.visible_to, permission)


def save(request: Asked, document: Document, sheet: Sheet | None = None) -> Saved:
    """What was posted; `over` is the version that somebody saw before they chose their own."""
    version = request.POST.get("over") or request.POST.get("version", "")
    number = (
        int(version) if version.isascii() and version.isdigit() and len(version) < len("1000000000") else 0
    )
    return drafts.save(
        request.actor, document, sheet or posted(request.POST), number, request.POST.get("page", "")[:36]
    )


def context(
    request: Asked, document: Document, sheet: Sheet, *, whole: bool = False, page: str = "", version: int = 0
) -> dict[str, Any]:
    """For invoices/draft.html; `page` names the open page, which does not conflict with itself."""
    made = making.make(sheet, parties.seller(document.organization))
    series = numbering.of(document.organization, sheet.kind)
    return {
        "document": document,
        "organization": document.organization,
        "form": Page(document, sheet, made, whole=whole),
        "invoice": made.invoice,
        "payable": money(made.invoice.totals.payable, made.invoice.currency),
        "todo": made.told(whole=True),
        "page": page or ids.uuid7().hex[:24],  # the page adds how often it has sent
        "version": version or document.version,
        "saved_at": document.draft.saved_at,
        "saved_by": document.draft.saved_by.name,
        "attachments": attachments.of(document),
        "accounts": parties.accounts(document.organization),
        "terms": _terms(made.invoice.issued_on),
        "number": numbering.shown(series, made.invoice.issued_on),
        **_rights(request, document),
    }


def _rights(request: Asked, document: Document) -> dict[str, Any]:
    """`keep`: why they may not discard it."""
    actor, place = request.actor, document.organization_id
    return {
        "keep": refusals.why_not(actor, Permission.DOCUMENT_DISCARD, document=document),
        "administers": actor.may(Permission.ORGANIZATION_EDIT, organization_id=place),
        "creates": actor.may(Permission.DOCUMENTS_CREATE, organization_id=place),
    }


def _terms(issued_on: dt.date | None) -> list[tuple[str, str]]:
    """Usual days to pay: ISO date and words."""
    if issued_on is None:
        return []
    return [
        ((issued_on + dt.timedelta(days=days)).isoformat(), _("%(n)s days") % {"n": days}) for days in TERMS
    ]


def drawn(
    request: Asked, document: Document, sheet: Sheet, *, whole: bool = False, status: int = 200
) -> HttpResponse:
    """The whole page."""
    return render(
        request, "invoices/draft.html", context(request, document, sheet, whole=whole), status=status
    )


def told(request: Asked, document: Document, saved: Saved) -> HttpResponse:
    """To a page that saved by itself: version, errors, amounts, and the parts that follow from what was typed."""
    whole = request.POST.get("whole") == "1"
    shown = context(request, document, posted(request.POST), whole=whole, version=saved.version)
    form: Page = shown["form"]
    parts = ("totals", "texts", "todo")
    return JsonResponse(
        {
            "version": saved.version,
            "said": _("Saved"),
            "errors": form.errors,
            "nets": form.nets,
            "parts": {
                f"draft-{part}": render_to_string(f"invoices/{part}.html", shown, request) for part in parts
            },
        }
    )


def overtaken(request: Asked, document: Document, told: Overtaken, quietly: bool = False) -> HttpResponse:
    """Both versions beside each other, to choose; what was typed here stays in the form."""
    mine = posted(request.POST)
    choice = {
        "overtaken": told,
        "differences": sheets.differences(told.theirs, mine),
        "over": document.version,
        "document": document,
    }
    if quietly:
        html = render_to_string("invoices/choice.html", choice, request)
        return JsonResponse({"choice": html, "version": document.version}, status=409)
    shown = context(request, document, mine, page=request.POST.get("page", "")) | choice
    return render(request, "invoices/draft.html", shown, status=409)
