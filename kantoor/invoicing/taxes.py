"""What can be chosen for VAT on a line, by the supplier's country. A choice is its category and rate: S21, AE0."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext as _

from kantoor.einvoices import exemptions

Tax = tuple[str, Decimal]

RATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "NL": ("21", "9"),
        "BE": ("21", "12", "6"),
        "DE": ("19", "7"),
        "FR": ("20", "10", "5.5"),
        "LU": ("17", "14", "8", "3"),
    }
)
UNTAXED = (exemptions.ZERO, exemptions.REVERSE, exemptions.COMMUNITY, exemptions.EXPORT, exemptions.EXEMPT)


def choices(country: str) -> list[tuple[str, str]]:
    """Code and words, the usual one first."""
    rates = [(f"S{rate}", f"{rate}%") for rate in RATES.get(country, ())]
    return rates + [(f"{category}0", _words(category, country)) for category in UNTAXED]


def _words(category: str, country: str) -> str:
    words = {
        exemptions.ZERO: _("0%"),
        exemptions.REVERSE: _("Reverse charge (co-contractor)") if country == "BE" else _("Reverse charge"),
        exemptions.COMMUNITY: _("Intra-community"),
        exemptions.EXPORT: _("Export"),
        exemptions.EXEMPT: _("Exempt"),
    }
    return words[category]


def usual(country: str) -> str:
    """What a new line begins with."""
    return choices(country)[0][0]


def read(code: str, country: str) -> Tax | None:
    """Category and rate of a choice; None for what cannot be chosen."""
    if code not in dict(choices(country)):
        return None
    category = code.rstrip("0123456789.")
    return category, Decimal(code[len(category) :])


def code_of(category: str, rate: Decimal | None) -> str:
    """The choice for a category and rate."""
    return f"{category}{(rate or Decimal(0)).normalize() + 0:f}"
