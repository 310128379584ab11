"""From the sheet to the invoice: everything that can be read is, with amounts reckoned; the rest is told as problems."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kantoor.einvoices import exemptions
from kantoor.einvoices.invoice import Address, Charge, Invoice, Line, Party, Payment, Reference, Vat
from kantoor.einvoices.quantities import NAMES as UNITS
from kantoor.einvoices.totals import ZERO, reckon
from kantoor.einvoices.ubl_writing import is_peppol
from kantoor.einvoices.writing_names import CORE, PEPPOL, PEPPOL_PROFILE
from kantoor.invoicing import completeness, taxes
from kantoor.invoicing.buyers import buyer
from kantoor.invoicing.sheets import Extra, Row, Sheet
from kantoor.invoicing.typed import LONG, Problem, Typed
from kantoor.kernel.errors import Invalid
from kantoor.organizations import countries, identifiers

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK")
TRANSFER = "30"
DISCOUNT = "95"
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Made:
    """The invoice as far as it can be read, and what is wrong with or missing from the sheet."""

    invoice: Invoice
    problems: list[Problem]

    def told(self, whole: bool) -> dict[str, str]:
        """Field → words: what is wrong, and if `whole` also what is missing."""
        found: dict[str, str] = {}
        for problem in self.problems:
            if whole or not problem.missing:
                found.setdefault(problem.field, problem.text)
        return found


def make(sheet: Sheet, seller: Party, number: str = "") -> Made:
    """The invoice that the sheet describes, from this supplier."""
    typed = Typed()
    country = seller.address.country
    invoice = Invoice(
        number=number,
        type_code="381" if sheet.is_credit_note else "380",
        issued_on=typed.day("issued_on", sheet.issued_on),
        due_on=typed.day("due_on", sheet.due_on),
        currency=_currency(typed, sheet.currency),
        buyer_reference=typed.text("buyer_reference", sheet.buyer_reference),
        notes=[note for note in [typed.text("note", sheet.note, LONG, lines=True)] if note],
        terms=typed.text("terms", sheet.terms, LONG, lines=True),
        starts_on=typed.day("starts_on", sheet.starts_on),
        ends_on=typed.day("ends_on", sheet.ends_on),
        seller=seller,
        buyer=buyer(typed, sheet),
        delivered_on=typed.day("delivered_on", sheet.delivered_on),
        references=_references(typed, sheet),
        lines=[_line(typed, row, at, country) for at, row in enumerate(sheet.lines) if not row.is_blank],
        charges=[
            _charge(typed, extra, at, country) for at, extra in enumerate(sheet.extras) if not extra.is_blank
        ],
    )
    for at, line in enumerate(invoice.lines, 1):
        line.id = str(at)
    _dress(typed, sheet, invoice)
    made = reckon(invoice)
    completeness.look(typed, sheet, made)
    return Made(made, typed.problems)


def _dress(typed: Typed, sheet: Sheet, invoice: Invoice) -> None:
    """What follows from the rest: texts of the VAT, payment, delivery, profile."""
    texts = {key: typed.text(f"text_{key}", value, LONG, lines=True) for key, value in sheet.texts.items()}
    sides = invoice.seller.address.country, invoice.buyer.address.country
    used = {line.vat_category for line in invoice.lines} | {one.vat_category for one in invoice.charges}
    for category in sorted(used & exemptions.REASONED):
        reason = texts.get(category) or exemptions.text_of(category, *sides)
        invoice.vat.append(Vat(category, ZERO, ZERO, ZERO, reason, exemptions.CODES.get(category, "")))
    destination = _country(typed, "delivered_country", sheet.delivered_country)
    if exemptions.COMMUNITY in used:
        destination = destination or invoice.buyer.address.country
    if destination:
        invoice.delivered_to = Party(address=Address(country=destination))
    invoice.payments = _payments(typed, sheet, invoice.number)
    invoice.customization = PEPPOL if is_peppol(invoice) else CORE
    invoice.profile = PEPPOL_PROFILE if is_peppol(invoice) else ""


def _currency(typed: Typed, code: str) -> str:
    if code not in CURRENCIES:
        typed.wrong("currency", _("Choose one of the currencies of the list."))
        return "EUR"
    return code


def _country(typed: Typed, name: str, code: str) -> str:
    if code and code not in countries.NAMES:
        typed.wrong(name, _("Choose a country of the list."))
        return ""
    return code


def _references(typed: Typed, sheet: Sheet) -> list[Reference]:
    days = {"preceding_number": typed.day("preceding_on", sheet.preceding_on)}
    kinds = {"order_reference": "order", "contract_reference": "contract", "preceding_number": "preceding"}
    found = []
    for name, kind in kinds.items():
        text = typed.text(name, getattr(sheet, name))
        if text:
            found.append(Reference(kind, text, days.get(name)))
    return found


def _payments(typed: Typed, sheet: Sheet, number: str) -> list[Payment]:
    account = "".join(sheet.account.split())
    if not account:
        return []
    return [
        Payment(
            means=TRANSFER,
            reference=typed.text("payment_reference", sheet.payment_reference, 140) or number,
            account=typed.tried("account", lambda: identifiers.parse("iban", account), ""),
            account_name=typed.text("account_name", sheet.account_name, 70),
        )
    ]


def _line(typed: Typed, row: Row, at: int, country: str) -> Line:
    category, rate = _tax(typed, f"line_vat:{at}", row.vat, country)
    if row.unit not in UNITS:
        typed.wrong(f"line_unit:{at}", _("Choose a unit of the list."))
    line = Line(
        id="",
        name=typed.text(f"line_name:{at}", row.name),
        description=typed.text(f"line_description:{at}", row.description, LONG, lines=True),
        quantity=typed.number(f"line_quantity:{at}", row.quantity, Decimal(1), negative=True) or ZERO,
        unit=row.unit if row.unit in UNITS else "C62",
        price=typed.number(f"line_price:{at}", row.price, ZERO) or ZERO,
        net=ZERO,
        vat_category=category,
        vat_rate=rate,
    )
    if row.discount.strip():
        line.charges = [
            _part(typed, f"line_discount:{at}", row.discount, Charge(False, ZERO, reason_code=DISCOUNT))
        ]
    return line


def _charge(typed: Typed, extra: Extra, at: int, country: str) -> Charge:
    category, rate = _tax(typed, f"extra_vat:{at}", extra.vat, country)
    charge = Charge(
        is_charge=extra.sort == "charge",
        amount=ZERO,
        reason=typed.text(f"extra_reason:{at}", extra.reason),
        vat_category=category,
        vat_rate=rate,
    )
    if not extra.amount.strip():
        typed.missing(f"extra_amount:{at}", _("Give an amount, or a percentage such as 5%."))
    return _part(typed, f"extra_amount:{at}", extra.amount, charge)


def _part(typed: Typed, name: str, text: str, charge: Charge) -> Charge:
    """An amount, or with a % sign a share."""
    value = typed.number(name, text.replace("%", ""), ZERO, most_decimals=2) or ZERO
    if "%" not in text:
        charge.amount = value
    elif value > WHOLE:
        typed.wrong(name, _("More than 100% is not possible."))
    else:
        charge.percent = value
    return charge


def _tax(typed: Typed, name: str, code: str, country: str) -> taxes.Tax:
    found = taxes.read(code, country)
    if found is None:
        typed.wrong(name, _("Choose the VAT.")) if code else typed.missing(name, _("Choose the VAT."))
    return found or (exemptions.ZERO, ZERO)


def must(made: Made) -> Invoice:
    """The invoice, or Invalid with everything that is still to be done."""
    if made.problems:
        todo = " ".join(made.told(whole=True).values())
        raise Invalid(_("This draft is not complete yet. %(todo)s") % {"todo": todo})
    return made.invoice
