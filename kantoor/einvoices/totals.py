"""Reckoning an invoice as EN 16931 wants it: each amount rounded half up to two decimals, VAT per category and rate."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from kantoor.einvoices.invoice import Charge, Invoice, Line, Totals, Vat

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)
# Enough digits for any product of two numbers that the form takes; nothing is rounded on the way.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
Group = tuple[str, Decimal | None]


def rounded(amount: Decimal) -> Decimal:
    """To cents, half up; away from zero when negative, so that a credit note mirrors its invoice."""
    return amount.quantize(CENT, ROUND_HALF_UP, EXACT) + ZERO


def reckon(invoice: Invoice) -> Invoice:
    """The invoice with every amount that follows from the others: lines, percentages, VAT breakdown and totals.

    Reasons given in its VAT breakdown stay; what was prepaid and the rounding stay.
    """
    with localcontext(EXACT):
        lines = [_line(line) for line in invoice.lines]
        net_of_lines = sum((line.net for line in lines), ZERO)
        charges = [_charge(charge, net_of_lines) for charge in invoice.charges]
        vat = _breakdown(lines, charges, invoice.vat)
        totals = _totals(net_of_lines, charges, vat, invoice.totals)
    return replace(invoice, lines=lines, charges=charges, vat=vat, totals=totals)


def _line(line: Line) -> Line:
    full = rounded(line.quantity * line.price / (line.price_base or Decimal(1)))
    charges = [_charge(charge, full) for charge in line.charges]
    return replace(line, charges=charges, net=full + _sum(charges, True) - _sum(charges, False))


def _charge(charge: Charge, base: Decimal) -> Charge:
    """A percentage is of the base given with it, or else of the whole that it stands under."""
    if charge.percent is None:
        return replace(charge, amount=rounded(charge.amount))
    of = rounded(base if charge.base is None else charge.base)
    return replace(charge, base=of, amount=rounded(of * charge.percent / HUNDRED))


def _sum(charges: Iterable[Charge], charged: bool) -> Decimal:
    return sum((charge.amount for charge in charges if charge.is_charge == charged), ZERO)


def _breakdown(lines: list[Line], charges: list[Charge], before: list[Vat]) -> list[Vat]:
    bases: dict[Group, Decimal] = {}
    for line in lines:
        _put(bases, (line.vat_category, line.vat_rate), line.net)
    for charge in charges:
        amount = charge.amount if charge.is_charge else -charge.amount
        _put(bases, (charge.vat_category, charge.vat_rate), amount)
    given = {row.category: row for row in before}
    return [_row(group, base, given.get(group[0])) for group, base in sorted(bases.items(), key=_order)]


def _put(bases: dict[Group, Decimal], group: Group, amount: Decimal) -> None:
    category, rate = group
    key = (category, None if rate is None else rate.normalize())
    bases[key] = bases.get(key, ZERO) + amount


def _order(item: tuple[Group, Decimal]) -> tuple[bool, Decimal, str]:
    """The highest rate first."""
    (category, rate), _base = item
    return rate is None, -(rate or ZERO), category


def _row(group: Group, base: Decimal, given: Vat | None) -> Vat:
    category, rate = group
    amount = rounded(base * (rate or ZERO) / HUNDRED)
    shown = None if rate is None else rate.quantize(Decimal(1)) if rate == rate.to_integral_value() else rate
    reason, code = (given.reason, given.reason_code) if given else ("", "")
    return Vat(category, shown, rounded(base), amount, reason, code)


def _totals(lines: Decimal, charges: list[Charge], vat: list[Vat], before: Totals) -> Totals:
    allowances, charged = _sum(charges, False), _sum(charges, True)
    net = lines - allowances + charged
    tax = sum((row.amount for row in vat), ZERO)
    gross = net + tax
    return replace(
        before,
        lines=rounded(lines),
        allowances=rounded(allowances),
        charges=rounded(charged),
        net=rounded(net),
        vat=rounded(tax),
        gross=rounded(gross),
        payable=rounded(gross - before.prepaid + before.rounding),
    )
