"""The lines of an invoice, its allowances and charges, as UBL."""

from decimal import Decimal

from kantoor.einvoices.invoice import Charge, Invoice, Line
from kantoor.einvoices.writing_parties import icd
from kantoor.einvoices.writing_tree import Node, amount, number


def add_line(root: Node, line: Line, invoice: Invoice) -> None:
    """BG-25."""
    kind = "Credited" if invoice.is_credit_note else "Invoiced"
    made = root.add("cac:CreditNoteLine" if invoice.is_credit_note else "cac:InvoiceLine")
    made.add("cbc:ID", line.id)
    made.add("cbc:Note", line.note)
    made.add(f"cbc:{kind}Quantity", number(line.quantity), unitCode=line.unit)
    made.add("cbc:LineExtensionAmount", amount(line.net), currencyID=invoice.currency)
    made.add("cbc:AccountingCost", line.buyer_reference)
    if line.starts_on or line.ends_on:
        made.add_period(line.starts_on, line.ends_on)
    if line.order_line:
        made.add("cac:OrderLineReference").add("cbc:LineID", line.order_line)
    for charge in line.charges:
        add_charge(made, charge, invoice.currency, taxed=False)
    _item(made, line)
    _price(made, line, invoice.currency)


def add_charge(node: Node, charge: Charge, currency: str, taxed: bool = True) -> None:
    """An allowance or a charge, on the document (`taxed`) or on a line."""
    made = node.add("cac:AllowanceCharge")
    made.add("cbc:ChargeIndicator", "true" if charge.is_charge else "false")
    made.add("cbc:AllowanceChargeReasonCode", charge.reason_code)
    made.add("cbc:AllowanceChargeReason", charge.reason)
    made.add("cbc:MultiplierFactorNumeric", number(charge.percent))
    made.add("cbc:Amount", amount(charge.amount), currencyID=currency)
    if charge.base is not None:
        made.add("cbc:BaseAmount", amount(charge.base), currencyID=currency)
    if taxed:
        add_category(made, "TaxCategory", charge.vat_category, charge.vat_rate)


def add_category(node: Node, name: str, category: str, rate: Decimal | None) -> None:
    """A VAT category and its rate, without reasons."""
    made = node.add(f"cac:{name}")
    made.add("cbc:ID", category)
    made.add("cbc:Percent", number(rate))
    made.add("cac:TaxScheme").add("cbc:ID", "VAT")


def _item(node: Node, line: Line) -> None:
    item = node.add("cac:Item")
    item.add("cbc:Description", line.description)
    item.add("cbc:Name", line.name)
    if line.buyer_item:
        item.add("cac:BuyersItemIdentification").add("cbc:ID", line.buyer_item)
    if line.seller_item:
        item.add("cac:SellersItemIdentification").add("cbc:ID", line.seller_item)
    if line.standard_item:
        standard = item.add("cac:StandardItemIdentification")
        standard.add("cbc:ID", line.standard_item.value, schemeID=icd(line.standard_item))
    if line.origin:
        item.add("cac:OriginCountry").add("cbc:IdentificationCode", line.origin)
    add_category(item, "ClassifiedTaxCategory", line.vat_category, line.vat_rate)
    for name, value in line.properties:
        added = item.add("cac:AdditionalItemProperty")
        added.add("cbc:Name", name)
        added.add("cbc:Value", value)


def _price(node: Node, line: Line, currency: str) -> None:
    price = node.add("cac:Price")
    price.add("cbc:PriceAmount", number(line.price), currencyID=currency)
    if line.price_base != 1:
        price.add("cbc:BaseQuantity", number(line.price_base), unitCode=line.unit)
    if line.price_discount:
        gross = line.price + line.price_discount if line.gross_price is None else line.gross_price
        made = price.add("cac:AllowanceCharge")
        made.add("cbc:ChargeIndicator", "false")
        made.add("cbc:Amount", number(line.price_discount), currencyID=currency)
        made.add("cbc:BaseAmount", number(gross), currencyID=currency)
