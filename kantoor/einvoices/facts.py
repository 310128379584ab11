"""What lists show of an invoice: number, dates, amount, and who is at the other side."""

from typing import Any

from kantoor.documents.documents import facts
from kantoor.documents.models import Box, DocumentKind
from kantoor.einvoices.invoice import Identifier, Invoice, Party
from kantoor.organizations import identifiers

ORDERS = frozenset({"220", "221", "224", "225", "226", "227", "228"})
CURRENCY = 3


def kind_of(invoice: Invoice) -> DocumentKind:
    if invoice.type_code in ORDERS:
        return DocumentKind.ORDER
    return DocumentKind.CREDIT_NOTE if invoice.is_credit_note else DocumentKind.INVOICE


def other_party(invoice: Invoice, box: Box | str) -> Party:
    """Who is at the other side: of what came in the supplier, of what is made or sent the customer."""
    incoming = box == Box.RECEIVED
    ordered = kind_of(invoice) == DocumentKind.ORDER
    return invoice.seller if incoming != ordered else invoice.buyer


def facts_of(invoice: Invoice, box: Box | str) -> dict[str, Any]:
    """The columns for `documents.begin(fields=)`, the invoice itself among them. Its kind is `kind_of`."""
    party = other_party(invoice, box)
    known = invoice.currency if len(invoice.currency) == CURRENCY and invoice.currency.isalpha() else ""
    return facts(
        number=invoice.number,
        dated_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=known.upper(),
        amount=invoice.totals.payable,
        party=party.name or party.trading_name,
        party_number=number_of(party),
    ) | {"invoice": invoice.as_json()}


def number_of(party: Party) -> str:
    """The party's number as scheme:value of `organizations.identifiers`; empty when none can be read."""
    for scheme, value in candidates(party):
        try:
            return ":".join(identifiers.registration(scheme, identifiers.parse(scheme, value)))
        except (identifiers.InvalidIdentifier, identifiers.UnknownScheme):
            continue
    return ""


def candidates(party: Party) -> list[tuple[str, str]]:
    """What may be a number, the most official first."""
    legal = [party.registration] if party.registration else []
    network = [party.endpoint] if party.endpoint else []
    found = [_spelled(each) for each in (*legal, *network, *party.identifiers) if each.scheme]
    found += [("vat", party.vat)] if party.vat else []
    national = {"NL": "kvk", "BE": "kbo"}.get(party.address.country)
    return found + [(national, each.value) for each in legal if national and not each.scheme]


def _spelled(identifier: Identifier) -> tuple[str, str]:
    if identifier.scheme in identifiers.SCHEMES:
        return identifier.scheme, identifier.value
    return "peppol", f"{identifier.scheme}:{identifier.value}"
