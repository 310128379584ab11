"""Whether the sums of an invoice add up, by our own reckoning: always on, in plain words (EN 16931 BR-CO-10 to 17, BR-S-08).

As the standard has it, totals are compared to the cent; rounding inside a line or a VAT row may differ a little.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kantoor.einvoices import places
from kantoor.einvoices.invoice import Charge, Invoice, Line
from kantoor.einvoices.violations import Violation
from kantoor.kernel.wording import Words

CENT, HUNDRED = Decimal("0.01"), Decimal(100)
OF_LINE, OF_VAT = Decimal("0.02"), Decimal(1)
MOST = 50  # beyond these nobody reads on


def check(invoice: Invoice) -> list[Violation]:
    """Everything that does not add up, the totals first."""
    found = [*totals(invoice), *vat(invoice), *lines(invoice)]
    return found[:MOST]


def totals(invoice: Invoice) -> Iterator[Violation]:
    told = invoice.totals
    taken = sum((one.amount for one in invoice.charges if not one.is_charge), Decimal(0))
    added = sum((one.amount for one in invoice.charges if one.is_charge), Decimal(0))
    nets = sum((line.net for line in invoice.lines), Decimal(0))
    sums: list[tuple[Words, Decimal, Words, Decimal]] = [
        (_("the lines together"), nets, _("total of the lines"), told.lines),
        (_("the allowances together"), taken, _("total of the allowances"), told.allowances),
        (_("the charges together"), added, _("total of the charges"), told.charges),
        (
            _("the lines less allowances plus charges"),
            told.lines - told.allowances + told.charges,
            _("total without VAT"),
            told.net,
        ),
        (_("the total without VAT plus VAT"), told.net + told.vat, _("total with VAT"), told.gross),
        (
            _("the total with VAT less what was paid"),
            told.gross - told.prepaid + told.rounding,
            _("amount to pay"),
            told.payable,
        ),
    ]
    # An order leaves out what only an invoice has to say.
    for what, reckoned, name, said in sums[:1] if invoice.type_code.startswith("22") else sums:
        if cents(reckoned) != cents(said):
            yield Violation(_differs(what, reckoned, name, said, invoice.currency), _("totals"))


def vat(invoice: Invoice) -> Iterator[Violation]:
    together = sum((row.amount for row in invoice.vat), Decimal(0))
    if invoice.vat and cents(together) != cents(invoice.totals.vat):
        yield Violation(
            _differs(
                _("the VAT rows together"), together, _("total VAT"), invoice.totals.vat, invoice.currency
            ),
            _("VAT breakdown"),
        )
    for number, row in enumerate(invoice.vat, 1):
        reckoned = row.base * (row.rate or Decimal(0)) / HUNDRED
        if abs(cents(reckoned) - row.amount) >= OF_VAT:
            words = _differs(
                format_lazy(_("{rate}% of {base}"), rate=plain(row.rate or Decimal(0)), base=plain(row.base)),
                reckoned,
                _("VAT amount"),
                row.amount,
                invoice.currency,
            )
            yield Violation(words, format_lazy(places.COUNTED["TaxSubtotal"], n=number))


def lines(invoice: Invoice) -> Iterator[Violation]:
    for number, line in enumerate(invoice.lines, 1):
        reckoned = net_of(line)
        if abs(cents(reckoned) - cents(line.net)) > OF_LINE:
            words = _differs(
                _("quantity times price, with what is taken off or added,"),
                reckoned,
                _("amount of the line"),
                line.net,
                invoice.currency,
            )
            yield Violation(words, format_lazy(places.COUNTED["InvoiceLine"], n=number), fatal=False)


def net_of(line: Line) -> Decimal:
    """What the line should come to."""
    base = line.price_base or Decimal(1)
    return line.quantity * line.price / base + sum((_signed(one) for one in line.charges), Decimal(0))


def _signed(charge: Charge) -> Decimal:
    return charge.amount if charge.is_charge else -charge.amount


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """Without the zeros that say nothing."""
    return f"{amount.normalize():f}"


def _differs(what: Words, reckoned: Decimal, name: Words, said: Decimal, currency: str) -> Words:
    return format_lazy(
        _("The {name} says {said} {currency}, but {what} come to {reckoned} {currency}: {difference} apart."),
        name=name,
        said=f"{cents(said):f}",
        what=what,
        reckoned=f"{cents(reckoned):f}",
        currency=currency,
        difference=f"{abs(cents(reckoned) - cents(said)):f}",
    )
