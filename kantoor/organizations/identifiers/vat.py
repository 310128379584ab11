"""VAT numbers of the European Union, Northern Ireland (XI) and the United Kingdom, with their letters."""

from collections.abc import Mapping
from types import MappingProxyType

from stdnum.eu import vat
from stdnum.gb import vat as gb_vat

from kantoor.organizations.identifiers.numbers import grouped
from kantoor.organizations.identifiers.scheme import UnknownBeginning
from kantoor.organizations.identifiers.spelling import compact

# Invented numbers with check digits that fit; the keys are all beginnings that are accepted.
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "NL": "NL000099998B57",
        "BE": "BE0123456749",
        "AT": "ATU12345675",
        "BG": "BG123456786",
        "CY": "CY10345674Z",
        "CZ": "CZ12345679",
        "DE": "DE123456788",
        "DK": "DK12345607",
        "EE": "EE101234568",
        "EL": "EL123456783",
        "ES": "ESB12345674",
        "FI": "FI12345671",
        "FR": "FR11123456782",
        "GB": "GB123456727",
        "GR": "EL123456783",
        "HR": "HR12345678903",
        "HU": "HU12345676",
        "IE": "IE1234567FA",
        "IT": "IT12345670017",
        "LT": "LT123456715",
        "LU": "LU12345613",
        "LV": "LV40001234561",
        "MT": "MT12345634",
        "PL": "PL1234563218",
        "PT": "PT512345678",
        "RO": "RO12345674",
        "SE": "SE556123456701",
        "SI": "SI12345679",
        "SK": "SK2020123457",
        "XI": "XI123456727",
    }
)
COUNTRIES = frozenset(EXAMPLES) - {"EL", "XI"}  # as ISO 3166-1 has them


kbo = grouped(4, 3, by=".")


def letters(text: str) -> str:
    """The two letters with which the number begins; EL for Greece, as the tax offices write it."""
    begin = compact(text)[:2]
    return "EL" if begin == "GR" else begin


def check(text: str) -> str:
    """The number with its country's letters in front."""
    begin = letters(text)
    if begin not in EXAMPLES:
        raise UnknownBeginning
    number = begin + compact(text)[2:]
    return "GB" + gb_vat.validate(number) if begin == "GB" else vat.validate(number)


def show(value: str) -> str:
    """BE 0123.456.749 as Belgians write it; of the others the letters apart."""
    number = value[2:]
    return f"{value[:2]} {kbo(number) if value.startswith('BE') else number}"
