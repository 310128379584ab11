"""The parties of a CII invoice."""

from kantoor.einvoices.invoice import Address, Invoice, Party
from kantoor.einvoices.nodes import Node


def fill(invoice: Invoice, agreement: Node, delivery: Node, settlement: Node) -> None:
    """Read the parties into the invoice."""
    invoice.seller = party(agreement.one("ram:SellerTradeParty"))
    invoice.buyer = party(agreement.one("ram:BuyerTradeParty"))
    invoice.payee = perhaps(settlement.one("ram:PayeeTradeParty"))
    invoice.representative = perhaps(agreement.one("ram:SellerTaxRepresentativeTradeParty"))
    invoice.delivered_to = perhaps(delivery.one("ram:ShipToTradeParty"))
    happened = "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"
    invoice.delivered_on = delivery.day(happened)


def perhaps(node: Node) -> Party | None:
    return party(node) if node else None


def party(node: Node) -> Party:
    legal, contact = node.one("ram:SpecifiedLegalOrganization"), node.one("ram:DefinedTradeContact")
    numbers = [*node.all("ram:ID"), *node.all("ram:GlobalID")]
    return Party(
        name=node.text("ram:Name"),
        trading_name=legal.text("ram:TradingBusinessName"),
        endpoint=node.identifier("ram:URIUniversalCommunication/ram:URIID"),
        identifiers=[found for each in numbers if (found := each.identifier())],
        registration=legal.identifier("ram:ID"),
        vat=tax_number(node, "VA"),
        tax_number=tax_number(node, "FC"),
        legal_form=node.text("ram:Description"),
        address=address(node.one("ram:PostalTradeAddress")),
        contact=contact.text("ram:PersonName") or contact.text("ram:DepartmentName"),
        phone=contact.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        email=contact.text("ram:EmailURIUniversalCommunication/ram:URIID"),
    )


def tax_number(node: Node, scheme: str) -> str:
    every = node.all("ram:SpecifiedTaxRegistration/ram:ID")
    return next((each.text() for each in every if each.attribute("schemeID") == scheme), "")


def address(node: Node) -> Address:
    return Address(
        street=node.text("ram:LineOne"),
        more=node.text("ram:LineTwo"),
        line3=node.text("ram:LineThree"),
        city=node.text("ram:CityName"),
        postal_code=node.text("ram:PostcodeCode"),
        region=node.text("ram:CountrySubDivisionName"),
        country=node.text("ram:CountryID"),
    )
