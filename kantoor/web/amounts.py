"""Amounts and figures as the person's language writes them."""

from decimal import Decimal

from django.utils import formats

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
MINUS, NARROW = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
MOST_DECIMALS = 8


def figure(value: Decimal, least: int = 2) -> str:
    """A number with all its decimals, and at least so many."""
    exponent = value.normalize().as_tuple().exponent
    decimals = min(max(least, -exponent if isinstance(exponent, int) else 0), MOST_DECIMALS)
    shown = str(formats.number_format(abs(value), decimal_pos=decimals, use_l10n=True, force_grouping=True))
    return f"{MINUS}{shown}" if value < 0 else shown


def money(value: Decimal, currency: str) -> str:
    """An amount with its currency in front: € 16,606.00."""
    sign = SIGNS.get(currency, currency)
    return f"{sign}{NARROW}{figure(value)}".strip()


def rate(value: Decimal | None) -> str:
    """21%."""
    return "" if value is None else f"{figure(value, 0)}%"


def tally(number: int, counted: int) -> str:
    """How many; 99+ where counting ended at a hundred, and nothing for none."""
    return f"{counted - 1}+" if number >= counted else str(number or "")
