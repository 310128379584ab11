"""An invoice as a page for people: everything it says, in words and figures of the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from kantoor.documents.models import DocumentKind
from kantoor.einvoices import exemptions, quantities
from kantoor.einvoices.facts import kind_of
from kantoor.einvoices.invoice import Charge, Invoice, Line, Party
from kantoor.organizations import countries, identifiers
from kantoor.web.amounts import MINUS, figure, money, rate
from kantoor.web.documents import invoice_words

MOST_LINES = 500
# Codes of units that say the same as one with words.
ALIKE = {"EA": "C62", "H87": "C62", "NAR": "C62", "1": "C62"}
# Schemes of the network that are ours by another name.
OWN = {"0106": "kvk", "0208": "kbo", "9944": "vat", "9925": "vat"}
Said = tuple[str, str]


@dataclass
class Block:
    """A party: its name, its lines, its numbers."""

    label: str
    name: str
    lines: list[str]
    numbers: list[Said]


@dataclass
class Row:
    id: str
    name: str
    more: list[str]
    quantity: str
    price: str
    vat: str
    net: str


@dataclass
class Sheet:
    """What documents/invoice/*.html shows."""

    heading: str
    number: str
    seller: Block
    buyer: Block
    others: list[Block]
    facts: list[Said]
    notes: list[str]
    rows: list[Row]
    left_out: int
    sums: list[Said]
    total: Said
    vat: list[dict[str, str]]
    payments: list[list[Said]]
    terms: str
    language: str = ""
    attachments: list[dict[str, object]] = field(default_factory=list)


def sheet(invoice: Invoice) -> Sheet:
    """The page of an invoice, credit note or order."""
    kind = kind_of(invoice)
    heading = {
        DocumentKind.INVOICE: _("Invoice"),
        DocumentKind.CREDIT_NOTE: _("Credit note"),
        DocumentKind.ORDER: _("Order"),
    }[kind]
    payable = {
        DocumentKind.INVOICE: _("To be paid"),
        DocumentKind.CREDIT_NOTE: _("To be credited"),
        DocumentKind.ORDER: _("Total"),
    }[kind]
    return Sheet(
        heading=heading,
        number=invoice.number,
        seller=block(_("Supplier"), invoice.seller),
        buyer=block(_("Customer"), invoice.buyer),
        others=list(others(invoice)),
        facts=[(label, said) for label, said in facts(invoice) if said],
        notes=invoice.notes,
        rows=[row(line) for line in invoice.lines[:MOST_LINES]],
        left_out=max(len(invoice.lines) - MOST_LINES, 0),
        sums=list(sums(invoice)),
        total=(payable, money(invoice.totals.payable, invoice.currency)),
        vat=[vat_row(each.category, each.rate, each.base, each.amount, each.reason) for each in invoice.vat],
        payments=[said for said in payments(invoice) if said],
        terms=invoice.terms,
    )


def block(label: str, party: Party) -> Block:
    town = " ".join(part for part in (party.address.postal_code, party.address.city) if part)
    country = str(countries.NAMES.get(party.address.country, party.address.country))
    place = party.address
    lines = [party.trading_name, place.street, place.more, place.line3, town, place.region, country]
    reach = [party.contact, party.phone, party.email]
    return Block(label, party.name, [line for line in (*lines, *reach) if line], list(numbers(party)))


def numbers(party: Party) -> Iterator[Said]:
    """Its numbers, each once, as people write them."""
    known = [party.registration, *party.identifiers, party.endpoint]
    shown = {}
    for each in known:
        if each and each.value not in shown:
            shown[each.value] = invoice_words.scheme(each.scheme)
            yield shown[each.value], displayed(OWN.get(each.scheme, each.scheme), each.value)
    if party.vat and party.vat not in shown:
        yield _("VAT number"), displayed("vat", party.vat)
    if party.tax_number:
        yield _("Tax number"), party.tax_number


def displayed(scheme: str, value: str) -> str:
    """The number as people write it, where it is one."""
    try:
        return identifiers.display(scheme, identifiers.parse(scheme, value))
    except (identifiers.InvalidIdentifier, identifiers.UnknownScheme):
        return value


def others(invoice: Invoice) -> Iterator[Block]:
    for label, party in (
        (_("Paid to"), invoice.payee),
        (_("Tax representative"), invoice.representative),
        (_("Delivered to"), invoice.delivered_to),
    ):
        if party is not None:
            yield block(label, party)


def facts(invoice: Invoice) -> Iterator[Said]:
    yield _("Number"), invoice.number
    yield _("Date"), day(invoice.issued_on)
    yield _("Due"), day(invoice.due_on)
    yield _("Your reference"), invoice.buyer_reference
    for each in invoice.references:
        on = f" ({day(each.issued_on)})" if each.issued_on else ""
        yield invoice_words.reference(each.kind), f"{each.id}{on}"
    yield _("Period"), period(invoice.starts_on, invoice.ends_on)
    yield _("Delivered on"), day(invoice.delivered_on)
    yield _("Tax date"), day(invoice.tax_point_on)
    yield _("Booking code"), invoice.accounting_reference


def day(value: object) -> str:
    return str(formats.date_format(value, "j F Y")) if value else ""  # type: ignore[arg-type]


def period(begin: object, end: object) -> str:
    return " – ".join(said for said in (day(begin), day(end)) if said)


def row(line: Line) -> Row:
    per = f" / {figure(line.price_base, 0)}" if line.price_base != 1 else ""
    unit = quantities.named(ALIKE.get(line.unit, line.unit))
    return Row(
        id=line.id,
        name=line.name,
        more=[said for said in more(line) if said],
        quantity=f"{figure(line.quantity, 0)} {unit}".strip(),
        price=f"{figure(line.price)}{per}",
        vat=vat_name(line.vat_category, line.vat_rate),
        net=figure(line.net),
    )


def more(line: Line) -> Iterator[str]:
    """What a line says beneath its name."""
    yield line.description
    yield line.note
    yield period(line.starts_on, line.ends_on)
    standard = line.standard_item
    codes = (
        (_("Item"), line.seller_item),
        (_("Your item"), line.buyer_item),
        (invoice_words.scheme(standard.scheme) if standard else "", standard.value if standard else ""),
        (_("Order line"), line.order_line),
        (_("Booking code"), line.buyer_reference),
    )
    yield " · ".join(f"{label} {said}" for label, said in codes if said)
    for name, value in line.properties:
        yield f"{name}: {value}"
    for charge in line.charges:
        label, said = off(charge)
        yield f"{label}: {said}"


def off(charge: Charge) -> Said:
    """What was taken off or added, with its reason."""
    name = charge.reason or (_("Charge") if charge.is_charge else _("Discount"))
    label = f"{name} {rate(charge.percent)}".strip()
    return label, figure(charge.amount if charge.is_charge else -charge.amount)


def vat_name(category: str, percent: Decimal | None) -> str:
    """21%, or the category where there is no rate to tell."""
    if category in ("", exemptions.STANDARD):
        return rate(percent)
    return str(exemptions.NAMES.get(category, category)) if not percent else f"{rate(percent)} ({category})"


def vat_row(
    category: str, percent: Decimal | None, base: Decimal, amount: Decimal, reason: str
) -> dict[str, str]:
    return {
        "name": vat_name(category, percent),
        "base": figure(base),
        "amount": figure(amount),
        "reason": reason,
    }


def sums(invoice: Invoice) -> Iterator[Said]:
    totals = invoice.totals
    if invoice.charges:
        yield _("Lines"), figure(totals.lines)
        yield from (off(charge) for charge in invoice.charges)
    yield _("Total without VAT"), figure(totals.net)
    yield _("VAT"), figure(totals.vat)
    yield _("Total with VAT"), figure(totals.gross)
    if totals.prepaid:
        yield _("Paid already"), f"{MINUS}{figure(totals.prepaid)}"
    if totals.rounding:
        yield _("Rounding"), figure(totals.rounding)
    if totals.vat_in_tax_currency is not None:
        yield (
            _("VAT in %(currency)s") % {"currency": invoice.tax_currency},
            figure(totals.vat_in_tax_currency),
        )


def payments(invoice: Invoice) -> Iterator[list[Said]]:
    for each in invoice.payments:
        said = (
            (_("How"), invoice_words.means(each.means) or each.means_text),
            (_("Account"), displayed("iban", each.account)),
            (_("In the name of"), each.account_name),
            (_("Bank"), each.bank),
            (_("Reference"), each.reference),
            (_("Card"), each.card),
            (_("Mandate"), each.mandate),
            (_("From account"), displayed("iban", each.debited_account)),
        )
        yield [(label, value) for label, value in said if value]
