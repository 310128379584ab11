"""UBL 2.1: Invoice, CreditNote and Order, read into the fields of EN 16931. Extensions and what is unknown is passed by."""

from lxml import etree

from kantoor.einvoices import ubl_lines, ubl_parties
from kantoor.einvoices.invoice import Invoice, Payment, Reference, Totals, Vat
from kantoor.einvoices.nodes import Node
from kantoor.einvoices.violations import Violation

_BEGIN = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {"cac": f"{_BEGIN}CommonAggregateComponents-2", "cbc": f"{_BEGIN}CommonBasicComponents-2"}
ROOTS = {f"{{{_BEGIN}{name}-2}}{name}": name for name in ("Invoice", "CreditNote", "Order")}
TYPES = {"Invoice": "380", "CreditNote": "381", "Order": "220"}
INVOICED_OBJECT, PROJECT = "130", "50"

# Kind of reference → where it stands. BG-3 has its own way.
REFERENCES = {
    "order": "cac:OrderReference/cbc:ID",
    "sales_order": "cac:OrderReference/cbc:SalesOrderID",
    "contract": "cac:ContractDocumentReference/cbc:ID",
    "contract_of_order": "cac:Contract/cbc:ID",
    "despatch": "cac:DespatchDocumentReference/cbc:ID",
    "receipt": "cac:ReceiptDocumentReference/cbc:ID",
    "tender": "cac:OriginatorDocumentReference/cbc:ID",
    "project": "cac:ProjectReference/cbc:ID",
}


def read(root: etree._Element, problems: list[Violation]) -> Invoice:
    """The fields of a tree whose root is one of ROOTS."""
    name = ROOTS[root.tag]
    node = Node(root, NAMES, problems)
    invoice = Invoice(
        number=node.text("cbc:ID"),
        type_code=node.text(f"cbc:{name}TypeCode") or TYPES[name],
        issued_on=node.day("cbc:IssueDate"),
        due_on=node.day("cbc:DueDate") or node.day("cac:PaymentMeans/cbc:PaymentDueDate"),
        tax_point_on=node.day("cbc:TaxPointDate"),
        currency=node.text("cbc:DocumentCurrencyCode"),
        tax_currency=node.text("cbc:TaxCurrencyCode"),
        customization=node.text("cbc:CustomizationID"),
        profile=node.text("cbc:ProfileID"),
        buyer_reference=node.text("cbc:BuyerReference") or node.text("cbc:CustomerReference"),
        accounting_reference=node.text("cbc:AccountingCost"),
        notes=[note for each in node.all("cbc:Note") if (note := each.lines())],
        terms="\n".join(note for each in node.all("cac:PaymentTerms/cbc:Note") if (note := each.lines())),
        starts_on=node.day("cac:InvoicePeriod/cbc:StartDate"),
        ends_on=node.day("cac:InvoicePeriod/cbc:EndDate"),
        references=references(node),
        payments=[payment(each) for each in node.all("cac:PaymentMeans")],
        charges=[ubl_lines.charge(each) for each in node.all("cac:AllowanceCharge")],
        lines=ubl_lines.lines(node, name),
        vat=[vat(each) for each in tax_total(node).all("cac:TaxSubtotal")],
        totals=totals(node),
    )
    ubl_parties.fill(invoice, node)
    return invoice


def references(node: Node) -> list[Reference]:
    found = [
        Reference(kind.removesuffix("_of_order"), said)
        for kind, path in REFERENCES.items()
        if (said := node.text(path))
    ]
    for each in node.all("cac:BillingReference/*"):
        if each.text("cbc:ID"):
            found.append(Reference("preceding", each.text("cbc:ID"), each.day("cbc:IssueDate")))
    for each in node.all("cac:AdditionalDocumentReference"):
        kind = {INVOICED_OBJECT: "object", PROJECT: "project"}.get(each.text("cbc:DocumentTypeCode"))
        if kind and each.text("cbc:ID"):
            found.append(Reference(kind, each.text("cbc:ID")))
    return found


def payment(node: Node) -> Payment:
    account = node.one("cac:PayeeFinancialAccount")
    return Payment(
        means=node.text("cbc:PaymentMeansCode"),
        means_text=node.attribute("name", "cbc:PaymentMeansCode"),
        reference=node.text("cbc:PaymentID"),
        account=account.text("cbc:ID"),
        account_name=account.text("cbc:Name"),
        bank=account.text("cac:FinancialInstitutionBranch/cbc:ID")
        or account.text("cac:FinancialInstitutionBranch/cac:FinancialInstitution/cbc:ID"),
        card=node.text("cac:CardAccount/cbc:PrimaryAccountNumberID"),
        mandate=node.text("cac:PaymentMandate/cbc:ID"),
        debited_account=node.text("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
    )


def tax_total(node: Node, currency: str = "") -> Node:
    """The one in this currency, of the document when none is named; there may be another in the currency of the tax."""
    every = node.all("cac:TaxTotal")
    wanted = currency or node.text("cbc:DocumentCurrencyCode")
    fitting = [each for each in every if each.attribute("currencyID", "cbc:TaxAmount") == wanted]
    if currency:
        return fitting[0] if fitting else Node(None, NAMES, node.problems)
    broken_down = [each for each in every if each.one("cac:TaxSubtotal")]
    return (fitting or broken_down or every or [Node(None, NAMES, node.problems)])[0]


def vat(node: Node) -> Vat:
    category = node.one("cac:TaxCategory")
    return Vat(
        category=category.text("cbc:ID"),
        rate=category.amount("cbc:Percent"),
        base=node.number("cbc:TaxableAmount"),
        amount=node.number("cbc:TaxAmount"),
        reason=category.text("cbc:TaxExemptionReason"),
        reason_code=category.text("cbc:TaxExemptionReasonCode"),
    )


def totals(node: Node) -> Totals:
    sums = node.one("cac:LegalMonetaryTotal") or node.one("cac:AnticipatedMonetaryTotal")
    other = node.text("cbc:TaxCurrencyCode")
    foreign = other and other != node.text("cbc:DocumentCurrencyCode")
    return Totals(
        lines=sums.number("cbc:LineExtensionAmount"),
        allowances=sums.number("cbc:AllowanceTotalAmount"),
        charges=sums.number("cbc:ChargeTotalAmount"),
        net=sums.number("cbc:TaxExclusiveAmount"),
        vat=tax_total(node).number("cbc:TaxAmount"),
        vat_in_tax_currency=tax_total(node, other).amount("cbc:TaxAmount") if foreign else None,
        gross=sums.number("cbc:TaxInclusiveAmount"),
        prepaid=sums.number("cbc:PrepaidAmount"),
        rounding=sums.number("cbc:PayableRoundingAmount"),
        payable=sums.number("cbc:PayableAmount"),
    )
