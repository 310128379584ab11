"""New drafts out of what is there: a copy, a credit note for an invoice, a UBL file."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.einvoices.invoice import Charge, Invoice, Line
from kantoor.einvoices.totals import rounded
from kantoor.invoicing import drafts, figures, taxes
from kantoor.invoicing.making import CURRENCIES
from kantoor.invoicing.sheets import MOST_CHARGES, MOST_LINES, Extra, Row, Sheet
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.organizations import identifiers
from kantoor.organizations.models import Organization

MONEY = Decimal("0.000001")


def copy(actor: Actor, document: Document) -> Document:
    """A new draft with the same customer and lines."""
    sheet = _of_own(document)
    _anew(sheet, document.organization)
    return drafts.begin(actor, document.organization, sheet.kind, sheet)


def credit(actor: Actor, document: Document) -> Document:
    """A credit note for the whole invoice, with the same amounts: positive, as a credit note has them."""
    if not is_credited(document):
        raise Conflict(_("A credit note is made for an invoice that was sent."))
    sheet = _of_own(document)
    number, day = document.number, document.dated_on
    _anew(sheet, document.organization)
    sheet.kind, sheet.due_on, sheet.terms = DocumentKind.CREDIT_NOTE.value, "", ""
    sheet.preceding_number, sheet.preceding_on = number, day.isoformat()
    return drafts.begin(actor, document.organization, sheet.kind, sheet, document)


def fill(actor: Actor, organization: Organization, invoice: Invoice) -> Document:
    """A draft out of an invoice that was read from a file; supplier and dates are ours."""
    if len(invoice.lines) > MOST_LINES or len(invoice.charges) > MOST_CHARGES:
        words = _("This invoice has more lines than the form can hold (%(n)s).")
        raise Invalid(words % {"n": MOST_LINES}, field="file")
    sheet = sheet_of(invoice, organization)
    begun = drafts.blank(organization, sheet.kind)
    sheet.account, sheet.account_name = begun.account, begun.account_name
    return drafts.begin(actor, organization, sheet.kind, sheet)


def is_copyable(document: Document) -> bool:
    """Whether it was made in the form here."""
    own = document.box != Box.RECEIVED and document.source == Source.CREATED
    return _is_draft(document) or (own and bool(document.invoice))


def is_creditable(document: Document) -> bool:
    """Whether a credit note can be made out of it."""
    return is_credited(document) and is_copyable(document)


def is_credited(document: Document) -> bool:
    """Whether it is something that one credits: an invoice that was sent."""
    return document.kind == DocumentKind.INVOICE and document.box == Box.SENT


def _is_draft(document: Document) -> bool:
    return document.box == Box.MADE and hasattr(document, "draft")


def _of_own(document: Document) -> Sheet:
    """The sheet of something made or sent here; what was received has another supplier."""
    if _is_draft(document):
        return drafts.sheet_of(document)
    if not is_copyable(document) or not document.invoice:
        raise Conflict(_("Only what was made in the form here can be copied."))
    return sheet_of(Invoice.from_json(document.invoice), document.organization)


def _anew(sheet: Sheet, organization: Organization) -> None:
    """Dates of today; nothing that belonged to the first one only."""
    begun = drafts.blank(organization, sheet.kind)
    sheet.issued_on, sheet.due_on = begun.issued_on, begun.due_on
    sheet.payment_reference = ""


def sheet_of(invoice: Invoice, organization: Organization) -> Sheet:
    """What would have been typed for this invoice."""
    buyer, place = invoice.buyer, invoice.buyer.address
    kept = {one.kind: one for one in reversed(invoice.references)}
    preceding = kept.get("preceding")
    payment = next((one for one in invoice.payments if one.account), None)
    own = payment.reference if payment and payment.reference != invoice.number else ""
    return Sheet(
        kind=(DocumentKind.CREDIT_NOTE if invoice.is_credit_note else DocumentKind.INVOICE).value,
        issued_on=_day(invoice.issued_on),
        due_on=_day(invoice.due_on),
        currency=invoice.currency if invoice.currency in CURRENCIES else "EUR",
        buyer_name=buyer.name,
        buyer_contact=buyer.contact,
        buyer_street=place.street,
        buyer_more=place.more,
        buyer_postal_code=place.postal_code,
        buyer_city=place.city,
        buyer_country=place.country,
        buyer_vat=buyer.vat,
        buyer_number=buyer.registration.value if buyer.registration else "",
        buyer_peppol=_peppol(invoice),
        buyer_email=buyer.email,
        buyer_reference=invoice.buyer_reference,
        order_reference=kept["order"].id if "order" in kept else "",
        contract_reference=kept["contract"].id if "contract" in kept else "",
        preceding_number=preceding.id if preceding else "",
        preceding_on=_day(preceding.issued_on) if preceding else "",
        delivered_on=_day(invoice.delivered_on),
        delivered_country=invoice.delivered_to.address.country if invoice.delivered_to else "",
        starts_on=_day(invoice.starts_on),
        ends_on=_day(invoice.ends_on),
        account=payment.account if payment else "",
        account_name=payment.account_name if payment else "",
        payment_reference=own,
        note="\n".join(invoice.notes),
        terms=invoice.terms,
        texts={row.category: row.reason for row in invoice.vat if row.reason},
        lines=[row for line in invoice.lines for row in _rows(line, organization.country)],
        extras=[_extra(charge, organization.country) for charge in invoice.charges],
    )


def _peppol(invoice: Invoice) -> str:
    """Only what the other numbers do not tell already."""
    end, known = invoice.buyer.endpoint, invoice.buyer.registration
    if (
        end is None
        or end.scheme == "EM"
        or (known and end.value == known.value)
        or end.value == invoice.buyer.vat
    ):
        return ""
    text = f"{end.scheme}:{end.value}"
    try:
        return identifiers.parse("peppol", text)
    except Invalid:
        return ""


def _day(day: object) -> str:
    return str(day) if day else ""


def _tax(category: str, rate: Decimal | None, country: str) -> str:
    code = taxes.code_of(category, rate)
    return code if taxes.read(code, country) else ""


def _rows(line: Line, country: str) -> list[Row]:
    """One row, and one more for each charge on the line."""
    tax = _tax(line.vat_category, line.vat_rate, country)
    price = line.price if line.price_base == 1 else (line.price / line.price_base).quantize(MONEY)
    allowances = [charge for charge in line.charges if not charge.is_charge]
    own = Row(
        name=line.name,
        description="\n".join(part for part in (line.description, line.note) if part),
        quantity=figures.shown(line.quantity),
        unit=line.unit,
        price=figures.shown(price),
        discount=_discount(allowances),
        vat=tax,
    )
    more = [
        Row(name=charge.reason or _("Charge"), quantity="1", price=figures.shown(charge.amount), vat=tax)
        for charge in line.charges
        if charge.is_charge
    ]
    return [own, *more]


def _discount(allowances: list[Charge]) -> str:
    if not allowances:
        return ""
    if len(allowances) == 1:
        return _part(allowances[0])
    return figures.shown(rounded(sum((charge.amount for charge in allowances), Decimal(0))))


def _part(charge: Charge) -> str:
    whole = charge.percent is not None and charge.base is not None
    if whole and charge.percent is not None and rounded(charge.percent) == charge.percent:
        return f"{figures.shown(charge.percent)}%"
    return figures.shown(charge.amount)


def _extra(charge: Charge, country: str) -> Extra:
    """The form takes no amount below zero: less than no discount is a charge, and the other way round."""
    sort = "charge" if charge.is_charge == (charge.amount >= 0) else "allowance"
    tax = _tax(charge.vat_category, charge.vat_rate, country)
    return Extra(sort, charge.reason, figures.shown(abs(charge.amount)), tax)
