"""An invoice as a PDF, drawn by typst out of `invoice.typ`. What people wrote goes in as data, never as markup."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from kantoor.einvoices import exemptions, paying, quantities
from kantoor.einvoices.invoice import Address, Charge, Identifier, Invoice, Line, Party
from kantoor.einvoices.writing_tree import number as plain
from kantoor.einvoices.writing_tree import written
from kantoor.organizations import countries

TEMPLATE = Path(__file__).with_name("invoice.typ")
MINUS = "\N{MINUS SIGN}"
ENDLESS = re.compile(r"\S{36}")
SPOKEN = {"0106": "KvK", "0208": "KBO/BCE", "0190": "OIN", "kvk": "KvK", "kbo": "KBO/BCE", "oin": "OIN"}
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def draw(invoice: Invoice, language: str, *, draft: bool = False) -> bytes:
    """The PDF in this language ("nl", "en"); a draft says that it is one."""
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(language if language in known else settings.LANGUAGE_CODE):
        data = _data(invoice, draft)
    return typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": json.dumps(_clean(data))})


def _data(invoice: Invoice, draft: bool) -> dict[str, Any]:
    heading = _("Credit note") if invoice.is_credit_note else _("Invoice")
    return {
        "title": f"{heading} {invoice.number}".strip(),
        "heading": heading,
        "language": translation.get_language()[:2],
        "draft": draft,
        "seller": {"name": invoice.seller.name, "lines": _sender(invoice.seller)},
        "buyer": {"name": invoice.buyer.name, "lines": _addressed(invoice.buyer)},
        "facts": _facts(invoice),
        "notes": [note for note in invoice.notes if note.strip()],
        "rows": [_row(line, invoice.currency) for line in invoice.lines],
        "sums": _sums(invoice),
        "total": [_("To be credited") if invoice.is_credit_note else _("To be paid"), money(invoice)],
        "reasons": [row.reason for row in invoice.vat if row.reason],
        "payment": _payment(invoice),
        "terms": invoice.terms,
        "foot": " · ".join([invoice.seller.name, *_numbers(invoice.seller)]),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "to": _("To"),
        "page": _("Page"),
        "draft": _("DRAFT"),
        "item": _("Description"),
        "quantity": _("Quantity"),
        "price": _("Price"),
        "vat": _("VAT"),
        "amount": _("Amount"),
        "code": _("Code for the app of your bank"),
    }


def figure(value: Decimal, least: int = 2) -> str:
    """A number as the language writes it, with all its decimals and at least so many."""
    decimals = max(least, -int(value.normalize().as_tuple().exponent))
    return formats.number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def money(invoice: Invoice) -> str:
    """What is to be paid, with its currency."""
    return f"{SIGNS.get(invoice.currency, invoice.currency)} {figure(invoice.totals.payable)}"


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")


def _place(address: Address) -> list[str]:
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    country = str(countries.NAMES.get(address.country, address.country))
    lines = (address.street, address.more, address.line3, town, address.region, country)
    return [line for line in lines if line]


def _sender(party: Party) -> list[str]:
    reach = " · ".join(part for part in (party.contact, party.phone, party.email) if part)
    return [" · ".join(_place(party.address)), *([reach] if reach else [])]


def _addressed(party: Party) -> list[str]:
    return [*([party.contact] if party.contact else []), *_place(party.address)]


def _numbers(party: Party) -> list[str]:
    """KvK 68120930, VAT NL000099998B57."""
    found = [_spoken(party.registration)] if party.registration else []
    return [*found, *([f"{_('VAT')} {party.vat}"] if party.vat else [])]


def _spoken(number: Identifier) -> str:
    return f"{SPOKEN.get(number.scheme, number.scheme)} {number.value}".strip()


def _facts(invoice: Invoice) -> list[list[str]]:
    """Label and value, where there is a value."""
    period = " – ".join(_day(day) for day in (invoice.starts_on, invoice.ends_on) if day)
    said = {
        "order": _("Order"),
        "contract": _("Contract"),
        "preceding": _("Credits invoice") if invoice.is_credit_note else _("Earlier invoice"),
        "project": _("Project"),
    }
    rows = [
        (_("Number"), invoice.number),
        (_("Date"), _day(invoice.issued_on) if invoice.issued_on else ""),
        (_("Due date"), _day(invoice.due_on) if invoice.due_on else ""),
        (_("Your reference"), invoice.buyer_reference),
        *((said[one.kind], one.id) for one in invoice.references if one.kind in said),
        (_("Period"), period),
        (_("Delivered on"), _day(invoice.delivered_on) if invoice.delivered_on else ""),
        (_("Your VAT number"), invoice.buyer.vat),
    ]
    return [[label, value] for label, value in rows if value]


def _row(line: Line, currency: str) -> dict[str, Any]:
    per = f" / {plain(line.price_base)}" if line.price_base != 1 else ""
    more = [part for part in (line.description, line.note) if part]
    return {
        "name": line.name,
        "more": [*more, *(_off(charge) for charge in line.charges)],
        "quantity": f"{figure(line.quantity, 0)} {quantities.named(line.unit)}",
        "price": f"{figure(line.price)}{per}",
        "vat": _rate(line.vat_category, line.vat_rate),
        "net": figure(line.net),
    }


def _rate(category: str, rate: Decimal | None) -> str:
    return f"{plain(rate)}%" if category == exemptions.STANDARD and rate is not None else f"0% ({category})"


def _off(charge: Charge) -> str:
    name = charge.reason or (_("Charge") if charge.is_charge else _("Discount"))
    share = f" {plain(charge.percent)}%" if charge.percent is not None else ""
    sign = "" if charge.is_charge else MINUS
    return f"{name}{share}: {sign}{figure(charge.amount)}"


def _sums(invoice: Invoice) -> list[list[str]]:
    rows = []
    if invoice.charges:
        rows.append([_("Lines"), figure(invoice.totals.lines)])
        for charge in invoice.charges:
            label, _colon, value = _off(charge).rpartition(": ")
            rows.append([label, value])
    rows.append([_("Total without VAT"), figure(invoice.totals.net)])
    for row in invoice.vat:
        shown = f"{plain(row.rate)}% " if row.category == exemptions.STANDARD else ""
        label = (
            _("VAT")
            if row.category == exemptions.STANDARD
            else str(exemptions.NAMES.get(row.category, row.category))
        )
        rows.append([f"{label} {shown}({figure(row.base)})", figure(row.amount)])
    if invoice.totals.prepaid:
        rows.append([_("Paid already"), f"{MINUS}{figure(invoice.totals.prepaid)}"])
    if invoice.totals.rounding:
        rows.append([_("Rounding"), figure(invoice.totals.rounding)])
    return rows


def _payment(invoice: Invoice) -> dict[str, Any] | None:
    payment = next((one for one in invoice.payments if one.account), None)
    if payment is None or invoice.is_credit_note:
        return None
    until = _("Please pay by %(day)s") % {"day": _day(invoice.due_on)} if invoice.due_on else _("Please pay")
    account = payment.account
    grouped = " ".join(account[at : at + 4] for at in range(0, len(account), 4))
    rows = [
        [_("Amount"), money(invoice)],
        ["IBAN", grouped],
        [_("In the name of"), payment.account_name or invoice.seller.name],
        [_("Reference"), payment.reference or invoice.number],
    ]
    return {"heading": until, "rows": [row for row in rows if row[1]], "code": paying.code(invoice)}


def _clean(value: Any) -> Any:
    """Without control characters, which a PDF cannot show, and with places where an endless word may break."""
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    if not isinstance(value, str) or value.startswith("<?xml"):
        return value
    return ENDLESS.sub("\\g<0>\u200b", written(value))
