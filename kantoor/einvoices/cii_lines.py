"""The lines of a CII invoice, and what is taken off or added."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kantoor.einvoices import ubl_lines
from kantoor.einvoices.invoice import Charge, Line
from kantoor.einvoices.nodes import Node

LINES = "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem"


def lines(node: Node) -> list[Line]:
    """Every line; beyond the most it is said that they are not shown."""
    found = node.all(LINES)
    if len(found) > ubl_lines.MOST:
        node.note(".", format_lazy(_("Only the first {most} lines are shown here."), most=ubl_lines.MOST))
    return [line(each) for each in found[: ubl_lines.MOST]]


def line(node: Node) -> Line:
    item, agreement = node.one("ram:SpecifiedTradeProduct"), node.one("ram:SpecifiedLineTradeAgreement")
    settlement, quantity = (
        node.one("ram:SpecifiedLineTradeSettlement"),
        "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
    )
    price, gross = (
        agreement.one("ram:NetPriceProductTradePrice"),
        agreement.one("ram:GrossPriceProductTradePrice"),
    )
    base = price.amount("ram:BasisQuantity") or gross.amount("ram:BasisQuantity")
    tax, period = settlement.one("ram:ApplicableTradeTax"), settlement.one("ram:BillingSpecifiedPeriod")
    return Line(
        id=node.text("ram:AssociatedDocumentLineDocument/ram:LineID"),
        name=item.text("ram:Name"),
        quantity=node.number(quantity),
        unit=node.attribute("unitCode", quantity),
        price=price.number("ram:ChargeAmount"),
        net=settlement.number("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        price_base=base if base else Decimal(1),
        gross_price=gross.amount("ram:ChargeAmount"),
        price_discount=gross.amount("ram:AppliedTradeAllowanceCharge/ram:ActualAmount"),
        description=item.lines("ram:Description"),
        note=node.lines("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        buyer_reference=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        order_line=agreement.text("ram:BuyerOrderReferencedDocument/ram:LineID"),
        seller_item=item.text("ram:SellerAssignedID"),
        buyer_item=item.text("ram:BuyerAssignedID"),
        standard_item=item.identifier("ram:GlobalID"),
        origin=item.text("ram:OriginTradeCountry/ram:ID"),
        vat_category=tax.text("ram:CategoryCode"),
        vat_rate=tax.amount("ram:RateApplicablePercent"),
        charges=[charge(each) for each in settlement.all("ram:SpecifiedTradeAllowanceCharge")],
        properties=[
            (each.text("ram:Description"), each.text("ram:Value"))
            for each in item.all("ram:ApplicableProductCharacteristic")
        ],
        starts_on=period.day("ram:StartDateTime/udt:DateTimeString"),
        ends_on=period.day("ram:EndDateTime/udt:DateTimeString"),
    )


def charge(node: Node) -> Charge:
    category = node.one("ram:CategoryTradeTax")
    return Charge(
        is_charge=node.text("ram:ChargeIndicator/udt:Indicator") in ("true", "1"),
        amount=node.number("ram:ActualAmount"),
        base=node.amount("ram:BasisAmount"),
        percent=node.amount("ram:CalculationPercent"),
        reason=node.text("ram:Reason"),
        reason_code=node.text("ram:ReasonCode"),
        vat_category=category.text("ram:CategoryCode"),
        vat_rate=category.amount("ram:RateApplicablePercent"),
    )
