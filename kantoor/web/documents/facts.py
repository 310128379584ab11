"""Amount, dates and parties of a document, as its list knows them and its invoice tells more."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kantoor.access.standing import Standing
from kantoor.documents import papers, parties
from kantoor.documents.models import Box, Document, Status
from kantoor.einvoices import exemptions
from kantoor.einvoices.invoice import Invoice
from kantoor.web.amounts import figure, money, rate
from kantoor.web.documents.invoice_page import displayed
from kantoor.web.request import Asked

LONG = 60  # days
# Before a number that does not say itself of which register it is.
SPOKEN = {"kbo": "BE", "kvk": "KvK", "gln": "GLN", "lei": "LEI", "duns": "D-U-N-S", "peppol": "Peppol"}
SETTLED = (Status.PAID, Status.REJECTED, Status.DUPLICATE, Status.DRAFT)


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/facts.html."""
    document = at.document
    invoice = papers.invoice(document)
    scheme, _colon, number = document.party_number.partition(":")
    return {
        "known_amount": money(document.amount, document.currency) if document.currency else "",
        "due_in": due_in(document, dt.datetime.now(dt.UTC).date()),
        "orders": orders(invoice) if invoice else [],
        "vat_said": taxed(invoice) if invoice else "",
        "party_shown": f"{SPOKEN.get(scheme, '')} {displayed(scheme, number)}".strip() if number else "",
        "party_label": _("To") if document.box in (Box.SENT, Box.MADE) else _("From"),
        "party_partner": parties.partner(request.actor, document),
    }


def due_in(document: Document, today: dt.date) -> str:
    """In how many days it is to be paid, while that matters."""
    if document.due_on is None or document.status in SETTLED:
        return ""
    days = (document.due_on - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if -days > LONG:
        return _("overdue")
    return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}


def orders(invoice: Invoice) -> list[str]:
    """Under which order or reference of the customer it comes, each once."""
    known = [each.id for each in invoice.references if each.kind == "order" and each.id.upper() != "NA"]
    return list(dict.fromkeys(each for each in (*known, invoice.buyer_reference) if each))


def taxed(invoice: Invoice) -> str:
    """Reverse charge, 21%, or the amount and its rates."""
    special = {
        row.category for row in invoice.vat if row.category not in ("", exemptions.STANDARD) and not row.rate
    }
    rates = sorted({row.rate for row in invoice.vat if row.rate})
    words = [str(exemptions.NAMES.get(category, category)) for category in sorted(special)]
    if not rates:
        return ", ".join(words)
    told = f"{figure(invoice.totals.vat)} ({', '.join(rate(each) for each in rates)})"
    return ", ".join([told, *words])
