"""The customer, out of what was typed."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kantoor.einvoices.invoice import Address, Identifier, Party
from kantoor.invoicing import parties
from kantoor.invoicing.sheets import Sheet
from kantoor.invoicing.typed import Typed
from kantoor.kernel.errors import Invalid
from kantoor.organizations import countries, identifiers

LONGEST = 60


def buyer(typed: Typed, sheet: Sheet) -> Party:
    """As far as it can be read."""
    country = sheet.buyer_country
    if country and country not in countries.NAMES:
        typed.wrong("buyer_country", _("Choose a country of the list."))
        country = ""
    vat = typed.tried("buyer_vat", lambda: parties.vat_number(sheet.buyer_vat.strip(), country), "")
    registration = typed.tried("buyer_number", lambda: _number(sheet, country, vat), None)
    email = _email(typed, sheet.buyer_email)
    peppol = typed.tried("buyer_peppol", lambda: _peppol(sheet.buyer_peppol), "")
    return Party(
        name=typed.text("buyer_name", sheet.buyer_name),
        endpoint=parties.endpoint(peppol, registration, vat, email),
        registration=registration,
        vat=vat,
        address=Address(
            street=typed.text("buyer_street", sheet.buyer_street),
            more=typed.text("buyer_more", sheet.buyer_more),
            city=typed.text("buyer_city", sheet.buyer_city),
            postal_code=typed.text("buyer_postal_code", sheet.buyer_postal_code, 20),
            country=country,
        ),
        contact=typed.text("buyer_contact", sheet.buyer_contact),
        email=email,
    )


def _number(sheet: Sheet, country: str, vat: str) -> Identifier | None:
    if len(sheet.buyer_number) > LONGEST:
        raise Invalid(_("At most %(n)s characters, please.") % {"n": LONGEST})
    return parties.registration(sheet.buyer_number.strip(), country, vat)


def _peppol(text: str) -> str:
    return identifiers.parse("peppol", text) if text.strip() else ""


def _email(typed: Typed, text: str) -> str:
    plain = text.strip()
    if plain:
        try:
            validate_email(plain)
        except ValidationError:
            typed.wrong("buyer_email", _("This does not look like an email address."))
            return ""
    return plain
