"""Checks of single numbers: python-stdnum where it knows the number, own checks where it is too mild."""

import re
from collections.abc import Callable
from functools import partial

from stdnum import ean, iban, lei
from stdnum.be import vat as be_vat
from stdnum.exceptions import InvalidFormat
from stdnum.fr import siren, siret
from stdnum.nl import bsn

from kantoor.organizations.identifiers.spelling import compact

Check = Callable[[str], str]


def shaped(pattern: str, validate: Check = str) -> Check:
    """A check: the compacted text fits `pattern`, is not all zeros and `validate` agrees."""
    shape = re.compile(pattern)

    def check(text: str) -> str:
        number = compact(text)
        if not shape.fullmatch(number) or not number.strip("0"):
            raise InvalidFormat
        return validate(number)

    return check


# KvK numbers and, since 2006, D-U-N-S numbers carry no check digit: their form is all there is to check.
kvk = shaped("[0-9]{8}")
duns = shaped("[0-9]{9}")
# An RSIN has the check digit of a BSN; stdnum fills shorter ones up with zeros and would take a KvK number.
rsin = shaped("[0-9]{9}", bsn.validate)
kbo = shaped("(BE)?[0-9]{9,10}", be_vat.validate)
# stdnum takes an EAN of any length and an LEI of any length.
gln = shaped("[0-9]{13}", ean.validate)
lei_code = shaped("[0-9A-Z]{18}[0-9]{2}", lei.validate)
# Without stdnum's checks per country: its list of Belgian banks refuses every bank younger than the list.
iban_account = shaped("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", partial(iban.validate, check_country=False))
siren_number = shaped("[0-9]{9}", siren.validate)
siret_number = shaped("[0-9]{14}", siret.validate)


def sirene(text: str) -> str:
    """A SIREN or a SIRET, by its length: what Peppol's 0002 allows."""
    number = compact(text)
    return siret_number(number) if sirene_scheme(number) == "siret" else siren_number(number)


def sirene_scheme(number: str) -> str:
    """The code of the scheme of a number under Peppol's 0002."""
    return "siret" if len(number) > len("123456782") else "siren"


def grouped(*sizes: int, by: str = " ") -> Check:
    """Shows a number in groups of these sizes; the last group takes what remains."""

    def show(value: str) -> str:
        groups, rest = [], value
        for size in sizes:
            groups.append(rest[:size])
            rest = rest[size:]
        return by.join(group for group in [*groups, rest] if group)

    return show
