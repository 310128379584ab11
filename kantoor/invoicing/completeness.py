"""What has to be on an invoice before it can be sent, in the words of who fills it in (EN 16931, Peppol, NL rules)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kantoor.einvoices import exemptions
from kantoor.einvoices.invoice import Invoice
from kantoor.einvoices.ubl_writing import is_peppol
from kantoor.invoicing.sheets import Sheet
from kantoor.invoicing.typed import Typed

# More than this no column of amounts holds on every database.
MOST = Decimal(10) ** 12


def look(typed: Typed, sheet: Sheet, invoice: Invoice) -> None:
    """Note everything that is missing or does not go together."""
    _supplier(typed, invoice)
    _customer(typed, invoice)
    _head(typed, sheet, invoice)
    _rows(typed, sheet, invoice)
    _taxes(typed, invoice)
    _payment(typed, sheet, invoice)


def _supplier(typed: Typed, invoice: Invoice) -> None:
    seller, address = invoice.seller, invoice.seller.address
    if not seller.vat:
        typed.missing(
            "seller", _("The supplier has no VAT number yet: add it to the organization's details.")
        )
    if not (address.street and address.city and address.postal_code):
        typed.missing(
            "seller", _("The supplier's address is not complete: add it to the organization's details.")
        )
    if address.country == "NL" and (not seller.registration or seller.registration.scheme != "0106"):
        typed.missing(
            "seller", _("The supplier has no KvK number yet: add it to the organization's details.")
        )


def _customer(typed: Typed, invoice: Invoice) -> None:
    party, address = invoice.buyer, invoice.buyer.address
    if not party.name:
        typed.missing("buyer_name", _("Who is the invoice for?"))
    for name, value, words in (
        ("buyer_street", address.street, _("Give the street and number.")),
        (
            "buyer_postal_code",
            address.postal_code or address.country not in ("NL", "BE"),
            _("Give the postal code."),
        ),
        ("buyer_city", address.city, _("Give the city.")),
        ("buyer_country", address.country, _("Choose the country.")),
    ):
        if not value:
            typed.missing(name, words)


def _head(typed: Typed, sheet: Sheet, invoice: Invoice) -> None:
    if not invoice.issued_on:
        typed.missing("issued_on", _("Give the date."))
    if invoice.issued_on and invoice.due_on and invoice.due_on < invoice.issued_on:
        typed.wrong("due_on", _("This is before the date of the invoice."))
    if invoice.starts_on and invoice.ends_on and invoice.ends_on < invoice.starts_on:
        typed.wrong("ends_on", _("This is before the beginning of the period."))
    named = invoice.buyer_reference or any(one.kind == "order" for one in invoice.references)
    if is_peppol(invoice) and not named:
        typed.missing(
            "buyer_reference", _("Give their reference or their order number: one of the two is needed.")
        )
    if sheet.is_credit_note and not any(one.kind == "preceding" for one in invoice.references):
        typed.missing("preceding_number", _("Which invoice does this credit?"))


def _rows(typed: Typed, sheet: Sheet, invoice: Invoice) -> None:
    if not invoice.lines:
        typed.missing("lines", _("Add at least one line."))
    for at, row in enumerate(sheet.lines):
        if row.is_blank:
            continue
        if not row.name.strip():
            typed.missing(f"line_name:{at}", _("What is it?"))
        if not row.price.strip():
            typed.missing(f"line_price:{at}", _("Give the price."))
    for at, extra in enumerate(sheet.extras):
        if not extra.is_blank and not extra.reason.strip():
            typed.missing(f"extra_reason:{at}", _("What is it for?"))
    if abs(invoice.totals.gross) >= MOST:
        typed.wrong("lines", _("The total is too big."))
    if invoice.totals.payable < 0:
        words = _("The total is below zero. Make a credit note instead: amounts there are positive.")
        below = _("The total of a credit note is positive: what goes back to the customer.")
        typed.missing("lines", below if sheet.is_credit_note else words)


def _taxes(typed: Typed, invoice: Invoice) -> None:
    used, buyer = {row.category for row in invoice.vat}, invoice.buyer
    seller_country, country = invoice.seller.address.country, buyer.address.country
    if exemptions.REVERSE in used and not buyer.vat and not buyer.registration:
        typed.missing("buyer_vat", _("Reverse charge needs the customer's VAT number."))
    if exemptions.COMMUNITY in used:
        if not buyer.vat:
            typed.missing("buyer_vat", _("An intra-community supply needs the customer's VAT number."))
        if not invoice.delivered_on and not invoice.starts_on and not invoice.ends_on:
            typed.missing(
                "delivered_on", _("An intra-community supply needs the day of delivery or a period.")
            )
        if country and country == seller_country:
            typed.missing("buyer_country", _("An intra-community supply goes to another country."))
    for row in invoice.vat:
        if row.category in exemptions.REASONED and not row.reason:
            typed.missing(f"text_{row.category}", _("Say why there is no VAT."))


def _payment(typed: Typed, sheet: Sheet, invoice: Invoice) -> None:
    if sheet.is_credit_note:
        return
    if not any(one.account for one in invoice.payments):
        typed.missing("account", _("On which account do you want to be paid?"))
    if not invoice.due_on and not invoice.terms:
        typed.missing("due_on", _("Give the day by which to pay."))
