"""An invoice or credit note in the terms of EN 16931-1: what UBL is read into and written from.

Amounts are `Decimal`, in the currency of the invoice; dates are dates; what is not there is empty or None. The business
terms (BT) and groups (BG) of the standard stand beside the fields.
"""

import datetime as dt
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


@dataclass
class Identifier:
    """A number and its scheme: ISO 6523 ICD, EAS, or the project's own name for it ("vat", "kvk")."""

    value: str
    scheme: str = ""


@dataclass
class Address:
    """BG-5, BG-8, BG-15."""

    street: str = ""
    more: str = ""
    line3: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    country: str = ""


@dataclass
class Party:
    """Seller (BG-4), buyer (BG-7), payee (BG-10) or tax representative (BG-11)."""

    name: str = ""
    trading_name: str = ""
    endpoint: Identifier | None = None
    identifiers: list[Identifier] = field(default_factory=list)
    registration: Identifier | None = None
    vat: str = ""
    tax_number: str = ""
    legal_form: str = ""
    address: Address = field(default_factory=Address)
    contact: str = ""
    phone: str = ""
    email: str = ""


@dataclass
class Charge:
    """An allowance (BG-20, BG-27) or a charge (BG-21, BG-28)."""

    is_charge: bool
    amount: Decimal
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""
    reason_code: str = ""
    vat_category: str = ""
    vat_rate: Decimal | None = None


@dataclass
class Line:
    """BG-25. `price` is net, for `price_base` units; `vat_category` by UNCL5305: S Z E AE K G O L M."""

    id: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    net: Decimal
    price_base: Decimal = Decimal(1)
    gross_price: Decimal | None = None
    price_discount: Decimal | None = None
    description: str = ""
    note: str = ""
    buyer_reference: str = ""
    order_line: str = ""
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    origin: str = ""
    vat_category: str = "S"
    vat_rate: Decimal | None = None
    charges: list[Charge] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


@dataclass
class Vat:
    """BG-23: one row of the VAT breakdown."""

    category: str
    rate: Decimal | None
    base: Decimal
    amount: Decimal
    reason: str = ""
    reason_code: str = ""


@dataclass
class Payment:
    """BG-16: how to pay. `means` by UNCL4461 (30 credit transfer, 58 SEPA, 59 direct debit...)."""

    means: str = ""
    means_text: str = ""
    reference: str = ""
    account: str = ""
    account_name: str = ""
    bank: str = ""
    card: str = ""
    mandate: str = ""
    debited_account: str = ""


@dataclass
class Totals:
    """BG-22."""

    lines: Decimal = Decimal(0)
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    vat_in_tax_currency: Decimal | None = None
    gross: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    payable: Decimal = Decimal(0)


@dataclass
class Attachment:
    """BG-24: a supporting document; embedded bytes are kept as a file beside (`index` of the embedded ones)."""

    id: str
    description: str = ""
    url: str = ""
    name: str = ""
    media_type: str = ""
    index: int | None = None


@dataclass
class Reference:
    """A document referred to.

    `kind`: order, sales_order, contract, despatch, receipt, tender, project, object (BT-18) or preceding (BG-3).
    """

    kind: str
    id: str
    issued_on: dt.date | None = None


@dataclass
class Invoice:
    """The whole; `type_code` by UNCL1001 (380 invoice, 381 credit note...)."""

    number: str = ""
    type_code: str = "380"
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    tax_point_on: dt.date | None = None
    currency: str = "EUR"
    tax_currency: str = ""
    customization: str = ""
    profile: str = ""
    buyer_reference: str = ""
    accounting_reference: str = ""
    notes: list[str] = field(default_factory=list)
    terms: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    seller: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    payee: Party | None = None
    representative: Party | None = None
    delivered_on: dt.date | None = None
    delivered_to: Party | None = None
    payments: list[Payment] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    vat: list[Vat] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def is_credit_note(self) -> bool:
        return self.type_code in ("381", "396", "81", "83", "532")

    def as_json(self) -> dict[str, Any]:
        """For a JSON column: numbers and dates as text, so that nothing is rounded."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Invoice":
        """What `as_json` gave; fields that a later version added are at their defaults."""
        made: Invoice = _made(cls, kept)
        return made


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal | dt.date) else value


def _made(kind: Any, kept: Any) -> Any:
    origin = get_origin(kind)
    if kept is None or origin is tuple:
        return None if kept is None else tuple(kept)
    if origin is UnionType:
        return _made(next(one for one in get_args(kind) if one is not type(None)), kept)
    if origin is list:
        return [_made(get_args(kind)[0], each) for each in kept]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {one.name: _made(hints[one.name], kept[one.name]) for one in fields(kind) if one.name in kept}
        return kind(**known)  # type: ignore[operator]
    return dt.date.fromisoformat(kept) if kind is dt.date else kind(kept)
