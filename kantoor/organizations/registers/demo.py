"""A register of invented Dutch and Belgian companies, for the demo world, trials and tests; asks nobody.

The numbers in `demo.csv` have check digits that fit. But for those of the demo world's cast they lie where
none are given out: KvK numbers from 00, RSINs from 99999 (the Dutch test range), enterprises from 1999.
"""

import csv
import functools
import re
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from kantoor.kernel.text import fold
from kantoor.organizations import identifiers
from kantoor.organizations.registers.company import Company

NUMBER_SCHEMES = {"NL": "kvk", "BE": "kbo"}


class DemoRegister:
    """Finds by beginnings of words in name and city, accents and case ignored, or by that of a number."""

    code = "demo"
    label = _("The demo register")
    country = None

    def search(self, text: str, limit: int) -> list[Company]:
        words = _words(text)
        if not words or limit < 1:
            return []
        digits = "".join(words) if "".join(words).isdecimal() else ""
        found = [entry for entry in _entries() if entry.fits(words) or (digits and entry.has_number(digits))]
        # Names that begin with what was typed come first; the sort keeps the order of the table otherwise.
        found.sort(key=lambda entry: entry.words[: len(words)] != words)
        return [entry.company for entry in found[:limit]]

    def company(self, number: str) -> Company | None:
        digits = "".join(_words(number)).removeprefix("be")
        return next((entry.company for entry in _entries() if entry.company.number == digits), None)


@dataclass(frozen=True)
class _Entry:
    company: Company
    words: list[str]

    def fits(self, wanted: list[str]) -> bool:
        return all(any(word.startswith(want) for word in self.words) for want in wanted)

    def has_number(self, digits: str) -> bool:
        return any(value.lstrip("NLBE").startswith(digits) for value in self.company.identifiers.values())


def numbers() -> set[str]:
    """All numbers of its companies: for worlds that make up others."""
    return {entry.company.number for entry in _entries()}


@functools.cache
def _entries() -> list[_Entry]:
    table = resources.files(__package__).joinpath("demo.csv").read_text(encoding="utf-8")
    return [_entry(row) for row in csv.DictReader(table.splitlines())]


def _entry(row: dict[str, str]) -> _Entry:
    company = Company(
        register=DemoRegister.code,
        number=row["number"],
        name=row["name"],
        legal_form=row["legal_form"],
        street=row["street"],
        postal_code=row["postal_code"],
        city=row["city"],
        country=row["country"],
        identifiers=MappingProxyType(_identifiers(row)),
        active=row["active"] == "yes",
    )
    return _Entry(company, _words(f"{company.name} {company.city}"))


def _identifiers(row: dict[str, str]) -> dict[str, str]:
    numbers = {NUMBER_SCHEMES[row["country"]]: row["number"]}
    if row["rsin"]:
        numbers |= {"rsin": row["rsin"], "vat": f"NL{row['rsin']}B01"}
    if row["country"] == "BE":
        numbers["vat"] = f"BE{row['number']}"
    return {code: identifiers.parse(code, number) for code, number in numbers.items()}


def _words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", fold(text[:200]).replace("'", ""))
