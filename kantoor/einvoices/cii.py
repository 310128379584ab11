"""UN/CEFACT Cross Industry Invoice (also inside Factur-X and ZUGFeRD), read into the fields of EN 16931."""

from lxml import etree

from kantoor.einvoices import cii_lines, cii_parties
from kantoor.einvoices.invoice import Invoice, Payment, Reference, Totals, Vat
from kantoor.einvoices.nodes import Node
from kantoor.einvoices.violations import Violation

_BEGIN = "urn:un:unece:uncefact:data:standard:"
NAMES = {
    "rsm": f"{_BEGIN}CrossIndustryInvoice:100",
    "ram": f"{_BEGIN}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_BEGIN}UnqualifiedDataType:100",
    "qdt": f"{_BEGIN}QualifiedDataType:100",
}
ROOT = f"{{{NAMES['rsm']}}}CrossIndustryInvoice"
AGREEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
DELIVERY = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery"
SETTLEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"
CONTEXT = "rsm:ExchangedDocumentContext/ram:{}SpecifiedDocumentContextParameter/ram:ID"
INVOICED_OBJECT, TENDER = "130", "50"

REFERENCES = {
    "order": f"{AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
    "sales_order": f"{AGREEMENT}/ram:SellerOrderReferencedDocument/ram:IssuerAssignedID",
    "contract": f"{AGREEMENT}/ram:ContractReferencedDocument/ram:IssuerAssignedID",
    "project": f"{AGREEMENT}/ram:SpecifiedProcuringProject/ram:ID",
    "despatch": f"{DELIVERY}/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID",
    "receipt": f"{DELIVERY}/ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID",
}


def read(root: etree._Element, problems: list[Violation]) -> Invoice:
    """The fields of a tree whose root is ROOT."""
    node = Node(root, NAMES, problems)
    document, settlement = node.one("rsm:ExchangedDocument"), node.one(SETTLEMENT)
    terms, period = (
        settlement.all("ram:SpecifiedTradePaymentTerms"),
        settlement.one("ram:BillingSpecifiedPeriod"),
    )
    invoice = Invoice(
        number=document.text("ram:ID"),
        type_code=document.text("ram:TypeCode") or "380",
        issued_on=document.day("ram:IssueDateTime/udt:DateTimeString"),
        due_on=next(
            (found for each in terms if (found := each.day("ram:DueDateDateTime/udt:DateTimeString"))), None
        ),
        tax_point_on=settlement.day("ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"),
        currency=settlement.text("ram:InvoiceCurrencyCode"),
        tax_currency=settlement.text("ram:TaxCurrencyCode"),
        customization=node.text(CONTEXT.format("Guideline")),
        profile=node.text(CONTEXT.format("BusinessProcess")),
        buyer_reference=node.text(f"{AGREEMENT}/ram:BuyerReference"),
        accounting_reference=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        notes=[note for each in document.all("ram:IncludedNote") if (note := each.lines("ram:Content"))],
        terms="\n".join(said for each in terms if (said := each.lines("ram:Description"))),
        starts_on=period.day("ram:StartDateTime/udt:DateTimeString"),
        ends_on=period.day("ram:EndDateTime/udt:DateTimeString"),
        references=references(node),
        payments=[
            payment(each, settlement) for each in settlement.all("ram:SpecifiedTradeSettlementPaymentMeans")
        ],
        charges=[cii_lines.charge(each) for each in settlement.all("ram:SpecifiedTradeAllowanceCharge")],
        lines=cii_lines.lines(node),
        vat=[vat(each) for each in settlement.all("ram:ApplicableTradeTax")],
        totals=totals(settlement),
    )
    cii_parties.fill(invoice, node.one(AGREEMENT), node.one(DELIVERY), settlement)
    return invoice


def references(node: Node) -> list[Reference]:
    found = [Reference(kind, said) for kind, path in REFERENCES.items() if (said := node.text(path))]
    for each in node.all(f"{SETTLEMENT}/ram:InvoiceReferencedDocument"):
        day = each.day("ram:FormattedIssueDateTime/qdt:DateTimeString")
        found.append(Reference("preceding", each.text("ram:IssuerAssignedID"), day))
    for each in node.all(f"{AGREEMENT}/ram:AdditionalReferencedDocument"):
        kind = {INVOICED_OBJECT: "object", TENDER: "tender"}.get(each.text("ram:TypeCode"))
        if kind and each.text("ram:IssuerAssignedID"):
            found.append(Reference(kind, each.text("ram:IssuerAssignedID")))
    return found


def payment(node: Node, settlement: Node) -> Payment:
    account = node.one("ram:PayeePartyCreditorFinancialAccount")
    return Payment(
        means=node.text("ram:TypeCode"),
        means_text=node.text("ram:Information"),
        reference=settlement.text("ram:PaymentReference"),
        account=account.text("ram:IBANID") or account.text("ram:ProprietaryID"),
        account_name=account.text("ram:AccountName"),
        bank=node.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
        card=node.text("ram:ApplicableTradeSettlementFinancialCard/ram:ID"),
        mandate=settlement.text("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"),
        debited_account=node.text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID"),
    )


def vat(node: Node) -> Vat:
    return Vat(
        category=node.text("ram:CategoryCode"),
        rate=node.amount("ram:RateApplicablePercent"),
        base=node.number("ram:BasisAmount"),
        amount=node.number("ram:CalculatedAmount"),
        reason=node.text("ram:ExemptionReason"),
        reason_code=node.text("ram:ExemptionReasonCode"),
    )


def totals(settlement: Node) -> Totals:
    sums = settlement.one("ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    own, other = settlement.text("ram:InvoiceCurrencyCode"), settlement.text("ram:TaxCurrencyCode")
    vats = {each.attribute("currencyID"): each for each in sums.all("ram:TaxTotalAmount")}
    usual = vats.get(own) or sums.one("ram:TaxTotalAmount")
    foreign = vats.get(other) if other and other != own else None
    return Totals(
        lines=sums.number("ram:LineTotalAmount"),
        allowances=sums.number("ram:AllowanceTotalAmount"),
        charges=sums.number("ram:ChargeTotalAmount"),
        net=sums.number("ram:TaxBasisTotalAmount"),
        vat=usual.number(),
        vat_in_tax_currency=foreign.amount() if foreign else None,
        gross=sums.number("ram:GrandTotalAmount"),
        prepaid=sums.number("ram:TotalPrepaidAmount"),
        rounding=sums.number("ram:RoundingAmount"),
        payable=sums.number("ram:DuePayableAmount"),
    )
