"""Supplier and customer as parties of an invoice, with the address that each has in the Peppol network."""

import re

from kantoor.einvoices.invoice import Address, Identifier, Party
from kantoor.kernel.errors import Invalid
from kantoor.organizations import identifiers
from kantoor.organizations.identifiers.peppol import VAT_CODES
from kantoor.organizations.models import Organization

# Registers in the order in which they are taken for the registration number; code in ISO 6523.
REGISTERS = {"kvk": "0106", "kbo": "0208", "siren": "0002"}
NATIONAL = {"NL": "kvk", "BE": "kbo", "FR": "siren"}
OIN, OIN_LENGTH = "0190", 20
# A VAT number of a country outside the lists: its letters, then what it likes.
ABROAD = re.compile(r"[A-Z]{2}[A-Z0-9.\-]{2,18}")
VAT_ADDRESSES = {country: code for code, country in VAT_CODES.items()}


def seller(organization: Organization) -> Party:
    """The organization as supplier, as it is now."""
    numbers = numbers_of(organization)
    registration = next(
        (Identifier(numbers[scheme], icd) for scheme, icd in REGISTERS.items() if scheme in numbers), None
    )
    vat = numbers.get("vat", "")
    return Party(
        name=" ".join(organization.name.split()),
        endpoint=endpoint(numbers.get("peppol", ""), registration, vat),
        registration=registration,
        vat=vat,
        legal_form=" ".join(organization.legal_form.split()),
        address=Address(
            street=organization.street,
            city=organization.city,
            postal_code=organization.postal_code,
            country=organization.country,
        ),
    )


def numbers_of(organization: Organization) -> dict[str, str]:
    """Scheme → canonical value, the first of each."""
    found: dict[str, str] = {}
    for row in organization.identifiers.order_by("id"):
        found.setdefault(row.scheme, row.value)
    return found


def accounts(organization: Organization) -> list[str]:
    """The IBANs of the organization."""
    rows = organization.identifiers.filter(scheme="iban").order_by("id")
    return list(rows.values_list("value", flat=True))


def endpoint(peppol: str, registration: Identifier | None, vat: str, email: str = "") -> Identifier | None:
    """Where the network finds the party: what it says itself, else by register, else by VAT number, else by mail."""
    if peppol:
        code, _colon, value = peppol.partition(":")
        return Identifier(value, code)
    if registration and registration.scheme:
        return Identifier(registration.value, registration.scheme)
    if vat and vat[:2] in VAT_ADDRESSES:
        return Identifier(vat, VAT_ADDRESSES[vat[:2]])
    return Identifier(email, "EM") if email else None


def registration(text: str, country: str, vat: str) -> Identifier | None:
    """The number in the company register that was typed, or that a Belgian VAT number repeats. Raises Invalid."""
    scheme = NATIONAL.get(country, "")
    if not text and vat:
        known, value = identifiers.registration("vat", vat)
        return Identifier(value, REGISTERS[known]) if known in REGISTERS else None
    if not text:
        return None
    bare = "".join(text.split())
    if country == "NL" and bare.isascii() and bare.isdigit() and len(bare) == OIN_LENGTH:
        return Identifier(bare, OIN)
    if scheme:
        return Identifier(identifiers.parse(scheme, text), REGISTERS[scheme])
    return Identifier(" ".join(text.split()), "")


def vat_number(text: str, country: str) -> str:
    """The VAT number in its one form; of a country whose form we do not know, with its letters. Raises Invalid."""
    if not text:
        return ""
    try:
        return identifiers.parse("vat", text)
    except Invalid:
        bare = "".join(text.split()).upper()
        if (
            country in {"", "GR"} | set(VAT_ADDRESSES)
            or not bare.startswith(country)
            or not ABROAD.fullmatch(bare)
        ):
            raise
        return bare
