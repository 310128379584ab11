"""The sheet: what is typed on the form of an invoice, as text, right or wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.documents.models import DocumentKind

MOST_LINES, MOST_CHARGES, LONGEST = 200, 20, 5000


@dataclass
class Row:
    """A line."""

    name: str = ""
    description: str = ""
    quantity: str = ""
    unit: str = "C62"
    price: str = ""
    discount: str = ""
    vat: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.name or self.description or self.price or self.discount)


@dataclass
class Extra:
    """An allowance or charge on the whole."""

    sort: str = "allowance"
    reason: str = ""
    amount: str = ""
    vat: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.reason or self.amount)


@dataclass
class Sheet:
    kind: str = DocumentKind.INVOICE.value
    issued_on: str = ""
    due_on: str = ""
    currency: str = "EUR"
    buyer_name: str = ""
    buyer_contact: str = ""
    buyer_street: str = ""
    buyer_more: str = ""
    buyer_postal_code: str = ""
    buyer_city: str = ""
    buyer_country: str = ""
    buyer_vat: str = ""
    buyer_number: str = ""
    buyer_peppol: str = ""
    buyer_email: str = ""
    buyer_reference: str = ""
    order_reference: str = ""
    contract_reference: str = ""
    preceding_number: str = ""
    preceding_on: str = ""
    delivered_on: str = ""
    delivered_country: str = ""
    starts_on: str = ""
    ends_on: str = ""
    account: str = ""
    account_name: str = ""
    payment_reference: str = ""
    note: str = ""
    terms: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    lines: list[Row] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_credit_note(self) -> bool:
        return self.kind == DocumentKind.CREDIT_NOTE


BUYER = tuple(
    one.name for one in fields(Sheet) if one.name.startswith("buyer_") and one.name != "buyer_reference"
)
PLAIN = tuple(one.name for one in fields(Sheet) if one.name not in ("texts", "lines", "extras"))
ROW = tuple(one.name for one in fields(Row))
EXTRA = tuple(one.name for one in fields(Extra))
LABELS: Mapping[str, Any] = {
    "kind": gettext_lazy("Kind"),
    "issued_on": gettext_lazy("Date"),
    "due_on": gettext_lazy("Due date"),
    "currency": gettext_lazy("Currency"),
    "buyer_name": gettext_lazy("Customer"),
    "buyer_contact": gettext_lazy("For the attention of"),
    "buyer_street": gettext_lazy("Street and number"),
    "buyer_more": gettext_lazy("Second address line"),
    "buyer_postal_code": gettext_lazy("Postal code"),
    "buyer_city": gettext_lazy("City"),
    "buyer_country": gettext_lazy("Country"),
    "buyer_vat": gettext_lazy("VAT number"),
    "buyer_number": gettext_lazy("Registration number"),
    "buyer_peppol": gettext_lazy("Peppol participant"),
    "buyer_email": gettext_lazy("Email address for invoices"),
    "buyer_reference": gettext_lazy("Their reference"),
    "order_reference": gettext_lazy("Their order number"),
    "contract_reference": gettext_lazy("Contract"),
    "preceding_number": gettext_lazy("Credits invoice"),
    "preceding_on": gettext_lazy("Dated"),
    "delivered_on": gettext_lazy("Delivered on"),
    "delivered_country": gettext_lazy("Delivered in"),
    "starts_on": gettext_lazy("Period from"),
    "ends_on": gettext_lazy("Period until"),
    "account": gettext_lazy("Account (IBAN)"),
    "account_name": gettext_lazy("In the name of"),
    "payment_reference": gettext_lazy("Payment reference"),
    "note": gettext_lazy("Note on the invoice"),
    "terms": gettext_lazy("Payment terms"),
}


def read(kept: Mapping[str, Any]) -> Sheet:
    """A sheet out of the JSON that was kept, or that a form made; what is not text is not taken."""
    texts, plain = kept.get("texts"), _texts(kept, PLAIN)
    if plain.get("kind") != DocumentKind.CREDIT_NOTE:
        plain["kind"] = DocumentKind.INVOICE.value
    return Sheet(
        **plain,
        texts={str(key)[:2]: _text(value) for key, value in texts.items()}
        if isinstance(texts, Mapping)
        else {},
        lines=[Row(**_texts(row, ROW)) for row in _rows(kept.get("lines"))[:MOST_LINES]],
        extras=[Extra(**_texts(row, EXTRA)) for row in _rows(kept.get("extras"))[:MOST_CHARGES]],
    )


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _texts(kept: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: _text(kept[name]) for name in names if isinstance(kept.get(name), str)}


def _text(value: Any) -> str:
    """Without what a database or XML cannot hold; line ends as one kind."""
    plain = str(value).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")[:LONGEST]
    return plain.encode("utf-8", "ignore").decode()


@dataclass(frozen=True)
class Difference:
    """One field that two people filled in differently."""

    label: str
    theirs: str
    mine: str


def differences(theirs: Sheet, mine: Sheet) -> list[Difference]:
    """Where the two differ, in the order of the form."""
    found = [
        Difference(str(LABELS[name]), getattr(theirs, name), getattr(mine, name))
        for name in PLAIN
        if getattr(theirs, name) != getattr(mine, name)
    ]
    for at in range(max(len(theirs.lines), len(mine.lines))):
        pair = [_said(sheet.lines[at : at + 1]) for sheet in (theirs, mine)]
        if pair[0] != pair[1]:
            found.append(Difference(_("Line %(n)s") % {"n": at + 1}, *pair))
    if theirs.extras != mine.extras:
        found.append(Difference(_("Discounts and charges"), _said(theirs.extras), _said(mine.extras)))
    if theirs.texts != mine.texts:
        found.append(Difference(_("VAT texts"), *(" · ".join(one.texts.values()) for one in (theirs, mine))))
    return found


def _said(rows: Iterable[Row | Extra]) -> str:
    return "; ".join(" · ".join(value for value in asdict(row).values() if value) for row in rows)
