"""The parties of a UBL document: who sells, who buys, who is paid, where it goes."""

from kantoor.einvoices.invoice import Address, Identifier, Invoice, Party
from kantoor.einvoices.nodes import Node

PARTIES = {
    "seller": ("cac:AccountingSupplierParty/cac:Party", "cac:SellerSupplierParty/cac:Party"),
    "buyer": ("cac:AccountingCustomerParty/cac:Party", "cac:BuyerCustomerParty/cac:Party"),
}


def fill(invoice: Invoice, node: Node) -> None:
    """Read the parties into the invoice."""
    for field, (usual, of_orders) in PARTIES.items():
        setattr(invoice, field, party(node.one(usual) or node.one(of_orders)))
    payee, representative = node.one("cac:PayeeParty"), node.one("cac:TaxRepresentativeParty")
    invoice.payee = party(payee) if payee else None
    invoice.representative = party(representative) if representative else None
    delivery = node.one("cac:Delivery")
    invoice.delivered_on = delivery.day("cbc:ActualDeliveryDate")
    invoice.delivered_to = destination(delivery)


def party(node: Node) -> Party:
    legal, contact = node.one("cac:PartyLegalEntity"), node.one("cac:Contact")
    name, trading = legal.text("cbc:RegistrationName"), node.text("cac:PartyName/cbc:Name")
    return Party(
        name=name or trading,
        trading_name=trading if trading != name and name else "",
        endpoint=node.identifier("cbc:EndpointID"),
        identifiers=[
            found for each in node.all("cac:PartyIdentification") if (found := each.identifier("cbc:ID"))
        ],
        registration=legal.identifier("cbc:CompanyID"),
        vat=tax_number(node, vat=True),
        tax_number=tax_number(node, vat=False),
        legal_form=legal.text("cbc:CompanyLegalForm"),
        address=address(node.one("cac:PostalAddress")),
        contact=contact.text("cbc:Name"),
        phone=contact.text("cbc:Telephone"),
        email=contact.text("cbc:ElectronicMail"),
    )


def tax_number(node: Node, *, vat: bool) -> str:
    """The VAT number, or the other one."""
    for each in node.all("cac:PartyTaxScheme"):
        if (each.text("cac:TaxScheme/cbc:ID").upper() == "VAT") == vat:
            return each.text("cbc:CompanyID")
    return ""


def address(node: Node) -> Address:
    return Address(
        street=" ".join(filter(None, (node.text("cbc:StreetName"), node.text("cbc:BuildingNumber")))),
        more=node.text("cbc:AdditionalStreetName"),
        line3=node.text("cac:AddressLine/cbc:Line"),
        city=node.text("cbc:CityName"),
        postal_code=node.text("cbc:PostalZone"),
        region=node.text("cbc:CountrySubentity"),
        country=node.text("cac:Country/cbc:IdentificationCode"),
    )


def destination(delivery: Node) -> Party | None:
    place = delivery.one("cac:DeliveryLocation")
    name = delivery.text("cac:DeliveryParty/cac:PartyName/cbc:Name")
    if not place and not name:
        return None
    number = place.identifier("cbc:ID")
    known: list[Identifier] = [number] if number else []
    return Party(name=name, identifiers=known, address=address(place.one("cac:Address")))
