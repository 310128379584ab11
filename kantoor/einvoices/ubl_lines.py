"""The lines of a UBL document, and what is taken off or added, on a line or on the whole."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kantoor.einvoices.invoice import Charge, Identifier, Line
from kantoor.einvoices.nodes import Node

LINES = {
    "Invoice": ("cac:InvoiceLine", "cbc:InvoicedQuantity"),
    "CreditNote": ("cac:CreditNoteLine", "cbc:CreditedQuantity"),
    "Order": ("cac:OrderLine/cac:LineItem", "cbc:Quantity"),
}
MOST = 20_000


def lines(node: Node, name: str) -> list[Line]:
    """Every line of a document with this root; beyond MOST it is said that they are not shown."""
    path, quantity = LINES[name]
    found = node.all(path)
    if len(found) > MOST:
        node.note(".", format_lazy(_("Only the first {most} lines are shown here."), most=MOST))
    return [line(each, quantity) for each in found[:MOST]]


def line(node: Node, quantity: str) -> Line:
    item, price = node.one("cac:Item"), node.one("cac:Price")
    category = item.one("cac:ClassifiedTaxCategory")
    base, discount = price.amount("cbc:BaseQuantity"), price.one("cac:AllowanceCharge")
    return Line(
        id=node.text("cbc:ID"),
        name=item.text("cbc:Name") or item.text("cbc:Description"),
        quantity=node.number(quantity),
        unit=node.attribute("unitCode", quantity),
        price=price.number("cbc:PriceAmount"),
        net=node.number("cbc:LineExtensionAmount"),
        price_base=base if base else Decimal(1),
        gross_price=discount.amount("cbc:BaseAmount"),
        price_discount=discount.amount("cbc:Amount"),
        description=item.lines("cbc:Description") if item.text("cbc:Name") else "",
        note=node.lines("cbc:Note"),
        buyer_reference=node.text("cbc:AccountingCost"),
        order_line=node.text("cac:OrderLineReference/cbc:LineID"),
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_item=item.text("cac:BuyersItemIdentification/cbc:ID"),
        standard_item=standard_item(item),
        origin=item.text("cac:OriginCountry/cbc:IdentificationCode"),
        vat_category=category.text("cbc:ID"),
        vat_rate=category.amount("cbc:Percent"),
        charges=[charge(each) for each in node.all("cac:AllowanceCharge")],
        properties=[
            (each.text("cbc:Name"), each.text("cbc:Value")) for each in item.all("cac:AdditionalItemProperty")
        ],
        starts_on=node.day("cac:InvoicePeriod/cbc:StartDate"),
        ends_on=node.day("cac:InvoicePeriod/cbc:EndDate"),
    )


def standard_item(item: Node) -> Identifier | None:
    return item.identifier("cac:StandardItemIdentification/cbc:ID")


def charge(node: Node) -> Charge:
    category = node.one("cac:TaxCategory")
    return Charge(
        is_charge=node.text("cbc:ChargeIndicator") in ("true", "1"),
        amount=node.number("cbc:Amount"),
        base=node.amount("cbc:BaseAmount"),
        percent=node.amount("cbc:MultiplierFactorNumeric"),
        reason=node.text("cbc:AllowanceChargeReason"),
        reason_code=node.text("cbc:AllowanceChargeReasonCode"),
        vat_category=category.text("cbc:ID"),
        vat_rate=category.amount("cbc:Percent"),
    )
