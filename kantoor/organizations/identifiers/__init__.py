"""Numbers by which companies are known: parsed to one canonical form, shown as people write them.

parse("kvk", "1234.5678")  → "12345678", or InvalidIdentifier with a sentence for the person
display("kbo", "0123456749")  → "0123.456.749"
"""

from kantoor.organizations.identifiers import numbers, peppol
from kantoor.organizations.identifiers.scheme import InvalidIdentifier, Scheme, UnknownScheme
from kantoor.organizations.identifiers.schemes import KBO, PEPPOL, SCHEMES, VAT
from kantoor.organizations.identifiers.spelling import plain

__all__ = [
    "SCHEMES",
    "InvalidIdentifier",
    "Scheme",
    "UnknownScheme",
    "display",
    "named",
    "parse",
    "registration",
    "schemes_for",
]


def named(code: str) -> Scheme:
    """The scheme with this code. Raises UnknownScheme."""
    try:
        return SCHEMES[code]
    except KeyError:
        raise UnknownScheme from None


def schemes_for(country: str) -> list[Scheme]:
    """The schemes for a company of this country (ISO 3166-1 alpha-2), national ones first."""
    code = country.upper()
    return [scheme for scheme in SCHEMES.values() if not scheme.countries or code in scheme.countries]


def parse(scheme: Scheme | str, text: str) -> str:
    """The canonical form of the number in `text`, however spaced. Raises InvalidIdentifier, UnknownScheme."""
    known = named(scheme) if isinstance(scheme, str) else scheme
    try:
        return known.check(plain(text))
    except ValueError as error:
        raise InvalidIdentifier(known, text, error) from None


def display(scheme: Scheme | str, value: str) -> str:
    """A canonical value as people write it: grouped, with dots. Raises UnknownScheme."""
    known = named(scheme) if isinstance(scheme, str) else scheme
    return known.show(value)


def registration(scheme: Scheme | str, value: str) -> tuple[str, str]:
    """Scheme code and value of the registration that a canonical value stands for.

    A Peppol participant and a Belgian VAT number repeat another number: 0106:12345678 is KvK 12345678, and
    BE0123456749 is enterprise 0123456749. Who has one has the other: judge uniqueness by this pair.
    """
    known = named(scheme) if isinstance(scheme, str) else scheme
    if known is PEPPOL:
        code, _colon, number = value.partition(":")
        if code in peppol.VAT_CODES:
            return registration(VAT, number)
        if code in peppol.OWN:
            return numbers.sirene_scheme(number) if code == "0002" else peppol.OWN[code][0], number
    if known is VAT and value.startswith("BE"):
        return KBO.code, value.removeprefix("BE")
    return known.code, value
