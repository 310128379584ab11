"""Jansen Bouw as a supplier with everything an invoice needs, and a sheet that is complete."""

import pytest

from kantoor.access.actor import Actor
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.invoicing import drafts
from kantoor.invoicing.sheets import Row, Sheet
from kantoor.organizations.models import Identifier, Organization

IBAN = "NL91ABNA0417164300"


def furnish(organization: Organization, vat: str = "NL000099998B57", iban: str = IBAN) -> Organization:
    """Give the organization an address, a VAT number and an account."""
    organization.street, organization.postal_code = "Vleutensevaart 35", "3532 AD"
    organization.save()
    for scheme, value in (("vat", vat), ("iban", iban)):
        Identifier.objects.create(
            organization=organization, scheme=scheme, value=value, registered=scheme != "iban"
        )
    return organization


def complete(**more: object) -> Sheet:
    """An invoice to the Belgian supplier for two lines."""
    usual: dict[str, object] = {
        "issued_on": "2026-11-20",
        "due_on": "2026-12-20",
        "buyer_name": "De Smet & Zonen NV",
        "buyer_street": "Kouter 1",
        "buyer_postal_code": "9000",
        "buyer_city": "Gent",
        "buyer_country": "BE",
        "buyer_vat": "BE0403170701",
        "buyer_reference": "Project Merwede",
        "account": IBAN,
        "account_name": "Jansen Bouw BV",
        "lines": [
            Row("Stalen kolommen", "", "14", "C62", "412.50", "", "S21"),
            Row("Montage", "ter plaatse", "1,5", "HUR", "62.50", "10%", "S9"),
        ],
    }
    return Sheet(**(usual | more))  # type: ignore[arg-type]


@pytest.fixture
def anna(cast: Cast) -> Actor:
    furnish(cast.bouw)
    return cast.actor(cast.anna)


@pytest.fixture
def draft(cast: Cast, anna: Actor) -> Document:
    return drafts.begin(anna, cast.bouw, sheet=complete())
