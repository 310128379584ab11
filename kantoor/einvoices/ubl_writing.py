"""An invoice as UBL 2.1: Invoice or CreditNote, in the order of the schema, as EN 16931 and Peppol BIS Billing 3 have it."""

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from kantoor.einvoices.invoice import Invoice, Vat
from kantoor.einvoices.writing_lines import add_charge, add_line
from kantoor.einvoices.writing_names import CORE, LETTERS, PEPPOL, PEPPOL_PROFILE
from kantoor.einvoices.writing_parties import add_party, add_payee, add_place, add_representative
from kantoor.einvoices.writing_references import add_references
from kantoor.einvoices.writing_tree import Node, amount, number


def write(invoice: Invoice, embedded: Sequence[bytes] = ()) -> bytes:
    """The XML; `embedded` has the bytes of the attachments, by their `index`."""
    root = Node.root("CreditNote" if invoice.is_credit_note else "Invoice")
    _head(root, invoice)
    add_references(root, invoice, embedded)
    add_party(root.add("cac:AccountingSupplierParty"), invoice.seller)
    add_party(root.add("cac:AccountingCustomerParty"), invoice.buyer)
    if invoice.payee:
        add_payee(root, invoice.payee)
    if invoice.representative:
        add_representative(root, invoice.representative)
    _delivery(root, invoice)
    _payments(root, invoice)
    if invoice.terms:
        root.add("cac:PaymentTerms").add("cbc:Note", invoice.terms)
    for charge in invoice.charges:
        add_charge(root, charge, invoice.currency)
    _taxes(root, invoice)
    _totals(root, invoice)
    for line in invoice.lines:
        add_line(root, line, invoice)
    return etree.tostring(root.element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def is_peppol(invoice: Invoice) -> bool:
    """Whether both sides have an address in the network; else the invoice keeps to EN 16931 alone."""
    ends = (invoice.seller.endpoint, invoice.buyer.endpoint)
    return all(end is not None and end.scheme not in LETTERS for end in ends)


def _head(root: Node, invoice: Invoice) -> None:
    peppol = is_peppol(invoice)
    root.add("cbc:CustomizationID", invoice.customization or (PEPPOL if peppol else CORE))
    root.add("cbc:ProfileID", invoice.profile or (PEPPOL_PROFILE if peppol else ""))
    root.add("cbc:ID", invoice.number)
    root.add("cbc:IssueDate", invoice.issued_on)
    if invoice.is_credit_note:
        root.add("cbc:TaxPointDate", invoice.tax_point_on)
        root.add("cbc:CreditNoteTypeCode", invoice.type_code)
        _notes(root, invoice)
    else:
        root.add("cbc:DueDate", invoice.due_on)
        root.add("cbc:InvoiceTypeCode", invoice.type_code)
        _notes(root, invoice)
        root.add("cbc:TaxPointDate", invoice.tax_point_on)
    root.add("cbc:DocumentCurrencyCode", invoice.currency)
    root.add("cbc:TaxCurrencyCode", invoice.tax_currency)
    root.add("cbc:AccountingCost", invoice.accounting_reference)
    root.add("cbc:BuyerReference", invoice.buyer_reference)
    if invoice.starts_on or invoice.ends_on:
        root.add_period(invoice.starts_on, invoice.ends_on)


def _notes(root: Node, invoice: Invoice) -> None:
    """Peppol takes one note at most, so several become one."""
    root.add("cbc:Note", "\n".join(note for note in invoice.notes if note.strip()))


def _delivery(root: Node, invoice: Invoice) -> None:
    if not invoice.delivered_on and not invoice.delivered_to:
        return
    node = root.add("cac:Delivery")
    node.add("cbc:ActualDeliveryDate", invoice.delivered_on)
    if invoice.delivered_to:
        add_place(node, invoice.delivered_to)


def _payments(root: Node, invoice: Invoice) -> None:
    for payment in invoice.payments:
        node = root.add("cac:PaymentMeans")
        node.add("cbc:PaymentMeansCode", payment.means, name=payment.means_text)
        if invoice.is_credit_note:
            node.add("cbc:PaymentDueDate", invoice.due_on)
        node.add("cbc:PaymentID", payment.reference)
        if payment.card:
            card = node.add("cac:CardAccount")
            card.add("cbc:PrimaryAccountNumberID", payment.card)
            card.add("cbc:NetworkID", "NA")
        if payment.account:
            account = node.add("cac:PayeeFinancialAccount")
            account.add("cbc:ID", payment.account)
            account.add("cbc:Name", payment.account_name)
            if payment.bank:
                account.add("cac:FinancialInstitutionBranch").add("cbc:ID", payment.bank)
        if payment.mandate or payment.debited_account:
            mandate = node.add("cac:PaymentMandate")
            mandate.add("cbc:ID", payment.mandate)
            if payment.debited_account:
                mandate.add("cac:PayerFinancialAccount").add("cbc:ID", payment.debited_account)


def _taxes(root: Node, invoice: Invoice) -> None:
    total = root.add("cac:TaxTotal")
    total.add("cbc:TaxAmount", amount(invoice.totals.vat), currencyID=invoice.currency)
    for row in invoice.vat:
        part = total.add("cac:TaxSubtotal")
        part.add("cbc:TaxableAmount", amount(row.base), currencyID=invoice.currency)
        part.add("cbc:TaxAmount", amount(row.amount), currencyID=invoice.currency)
        _category(part, row)
    if invoice.tax_currency and invoice.totals.vat_in_tax_currency is not None:
        other = root.add("cac:TaxTotal")
        value = amount(invoice.totals.vat_in_tax_currency)
        other.add("cbc:TaxAmount", value, currencyID=invoice.tax_currency)


def _category(part: Node, row: Vat) -> None:
    node = part.add("cac:TaxCategory")
    node.add("cbc:ID", row.category)
    node.add("cbc:Percent", number(row.rate))
    node.add("cbc:TaxExemptionReasonCode", row.reason_code)
    node.add("cbc:TaxExemptionReason", row.reason)
    node.add("cac:TaxScheme").add("cbc:ID", "VAT")


def _totals(root: Node, invoice: Invoice) -> None:
    totals, sorts = invoice.totals, {charge.is_charge for charge in invoice.charges}
    node = root.add("cac:LegalMonetaryTotal")
    rows: list[tuple[str, Decimal, bool]] = [
        ("LineExtensionAmount", totals.lines, True),
        ("TaxExclusiveAmount", totals.net, True),
        ("TaxInclusiveAmount", totals.gross, True),
        ("AllowanceTotalAmount", totals.allowances, False in sorts),
        ("ChargeTotalAmount", totals.charges, True in sorts),
        ("PrepaidAmount", totals.prepaid, bool(totals.prepaid)),
        ("PayableRoundingAmount", totals.rounding, bool(totals.rounding)),
        ("PayableAmount", totals.payable, True),
    ]
    for name, value, shown in rows:
        if shown:
            node.add(f"cbc:{name}", amount(value), currencyID=invoice.currency)
