"""What is wrong with an invoice: its own sums at once, the official rules when they have been run."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kantoor.access import reading as reached
from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.documents import documents, files, papers
from kantoor.documents.models import Document
from kantoor.einvoices import arithmetic, markup, reading, validation
from kantoor.einvoices.invoice import Invoice
from kantoor.einvoices.violations import Violation
from kantoor.kernel.errors import Conflict
from kantoor.web.request import Asked


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/problems.html: what can be said at once."""
    invoice = papers.invoice(at.document)
    has_xml = invoice is not None and papers.xml_file(files.of(at.document)) is not None
    return {
        "problems": _at_once(invoice) if invoice else [],
        "to_check": has_xml,
        "is_invoice": invoice is not None,
    }


def _at_once(invoice: Invoice) -> list[Violation]:
    sums = arithmetic.check(invoice) if invoice.lines else []
    if documents.is_plain(invoice.totals.payable):
        return sums
    words = _("is too large to be real. Lists show this document without an amount.")
    return [Violation(words, _("amount to pay")), *sums]


@require_GET
def check(request: Asked, document_id: UUID) -> HttpResponse:
    """All of it, with the official rules; as a page of its own, or to be put into the page of the document."""
    document = reached.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENT_SEE)
    found = {"document": document, "organization": document.organization} | checked(document)
    name = (
        "documents/problems/all.html" if request.headers.get("HX-Request") else "documents/problems/page.html"
    )
    return render(request, name, found)


def checked(document: Document) -> dict[str, Any]:
    """Problems of reading, of the sums and of the rules."""
    nothing: dict[str, Any] = {"problems": [], "rules": [], "is_installed": validation.available()}
    try:
        xml = papers.xml(document, files.of(document))
    except Conflict as lost:
        return nothing | {"unchecked": str(lost)}
    if not xml:
        return nothing | {"unchecked": ""}
    found = reading.of_xml(xml)
    violations: list[Violation] = []
    unchecked: object = ""
    try:
        rules = validation.names(xml)
        violations = validation.check(xml) if validation.available() and rules else []
    except (validation.Unchecked, markup.Unreadable) as refusal:
        rules, unchecked = [], refusal.message
    return {
        "problems": found.problems,
        "violations": violations,
        "rules": rules,
        "unchecked": unchecked,
        "is_installed": validation.available(),
    }
