"""Who is who on an invoice, as UBL."""

from kantoor.einvoices.invoice import Address, Identifier, Party
from kantoor.einvoices.writing_names import ICD
from kantoor.einvoices.writing_tree import Node


def icd(identifier: Identifier) -> str:
    """The code of the identifier's scheme; empty for one that has none."""
    return ICD.get(identifier.scheme, identifier.scheme if identifier.scheme.isdigit() else "")


def add_party(node: Node, party: Party) -> None:
    """Seller (BG-4) or buyer (BG-7)."""
    made = node.add("cac:Party")
    if party.endpoint:
        made.add("cbc:EndpointID", party.endpoint.value, schemeID=party.endpoint.scheme)
    for one in party.identifiers:
        made.add("cac:PartyIdentification").add("cbc:ID", one.value, schemeID=icd(one) or one.scheme)
    if party.trading_name:
        made.add("cac:PartyName").add("cbc:Name", party.trading_name)
    _address(made, "PostalAddress", party.address)
    _taxed(made, party)
    legal = made.add("cac:PartyLegalEntity")
    legal.add("cbc:RegistrationName", party.name)
    if party.registration:
        legal.add("cbc:CompanyID", party.registration.value, schemeID=icd(party.registration))
    legal.add("cbc:CompanyLegalForm", party.legal_form)
    _contact(made, party)


def add_payee(root: Node, party: Party) -> None:
    """Who is paid, if not the seller (BG-10)."""
    made = root.add("cac:PayeeParty")
    for one in party.identifiers[:1]:
        made.add("cac:PartyIdentification").add("cbc:ID", one.value, schemeID=icd(one))
    made.add("cac:PartyName").add("cbc:Name", party.name)
    if party.registration:
        legal = made.add("cac:PartyLegalEntity")
        legal.add("cbc:CompanyID", party.registration.value, schemeID=icd(party.registration))


def add_representative(root: Node, party: Party) -> None:
    """The seller's tax representative (BG-11)."""
    made = root.add("cac:TaxRepresentativeParty")
    made.add("cac:PartyName").add("cbc:Name", party.name)
    _address(made, "PostalAddress", party.address)
    _scheme(made, party.vat, "VAT")


def add_place(delivery: Node, party: Party) -> None:
    """Where it was delivered (BG-13, BG-15)."""
    place = delivery.add("cac:DeliveryLocation")
    for one in party.identifiers[:1]:
        place.add("cbc:ID", one.value, schemeID=icd(one))
    if party.address != Address():
        _address(place, "Address", party.address)
    if party.name:
        delivery.add("cac:DeliveryParty").add("cac:PartyName").add("cbc:Name", party.name)


def _address(node: Node, name: str, address: Address) -> None:
    made = node.add(f"cac:{name}")
    made.add("cbc:StreetName", address.street)
    made.add("cbc:AdditionalStreetName", address.more)
    made.add("cbc:CityName", address.city)
    made.add("cbc:PostalZone", address.postal_code)
    made.add("cbc:CountrySubentity", address.region)
    if address.line3:
        made.add("cac:AddressLine").add("cbc:Line", address.line3)
    if address.country:
        made.add("cac:Country").add("cbc:IdentificationCode", address.country)


def _taxed(node: Node, party: Party) -> None:
    if party.vat:
        _scheme(node, party.vat, "VAT")
    if party.tax_number:
        _scheme(node, party.tax_number, "TAX")


def _scheme(node: Node, number: str, scheme: str) -> None:
    made = node.add("cac:PartyTaxScheme")
    made.add("cbc:CompanyID", number)
    made.add("cac:TaxScheme").add("cbc:ID", scheme)


def _contact(node: Node, party: Party) -> None:
    if party.contact or party.phone or party.email:
        made = node.add("cac:Contact")
        made.add("cbc:Name", party.contact)
        made.add("cbc:Telephone", party.phone)
        made.add("cbc:ElectronicMail", party.email)
