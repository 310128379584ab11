"""Where in an invoice something is, in words: from an XML path to "line 3, price"."""

import re
from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from lxml import etree

from kantoor.kernel.wording import Words

# A step of a path as lxml, SchXslt and the ISO skeleton write it: prefix:Name[2], Q{ns}Name[2], *:Name[ns][2]
_STEP = re.compile(r"(?:Q\{[^}]*\}|\{[^}]*\}|\*:|[\w-]+:)?(@?[A-Za-z][\w-]*)((?:\[[^\]]*\])*)")
_INDEX = re.compile(r"\[(\d+)\]")

# Groups that repeat are counted; the more telling ones come first in what is said.
COUNTED: Mapping[str, Words] = {
    "InvoiceLine": _("line {n}"),
    "CreditNoteLine": _("line {n}"),
    "OrderLine": _("line {n}"),
    "IncludedSupplyChainTradeLineItem": _("line {n}"),
    "TaxSubtotal": _("VAT breakdown, row {n}"),
    "PaymentMeans": _("way of paying {n}"),
    "SpecifiedTradeSettlementPaymentMeans": _("way of paying {n}"),
    "AllowanceCharge": _("allowance or charge {n}"),
    "SpecifiedTradeAllowanceCharge": _("allowance or charge {n}"),
    "AdditionalDocumentReference": _("supporting document {n}"),
    "BillingReference": _("preceding invoice {n}"),
}
NAMED: Mapping[str, Words] = {
    "AccountingSupplierParty": _("supplier"),
    "SellerSupplierParty": _("supplier"),
    "SellerTradeParty": _("supplier"),
    "AccountingCustomerParty": _("customer"),
    "BuyerCustomerParty": _("customer"),
    "BuyerTradeParty": _("customer"),
    "PayeeParty": _("payee"),
    "PayeeTradeParty": _("payee"),
    "TaxRepresentativeParty": _("tax representative"),
    "SellerTaxRepresentativeTradeParty": _("tax representative"),
    "Delivery": _("delivery"),
    "ShipToTradeParty": _("delivery"),
    "OrderReference": _("order"),
    "BuyerOrderReferencedDocument": _("order"),
    "ContractDocumentReference": _("contract"),
    "InvoicePeriod": _("period"),
    "BillingSpecifiedPeriod": _("period"),
    "PaymentTerms": _("payment terms"),
    "SpecifiedTradePaymentTerms": _("payment terms"),
    "TaxTotal": _("VAT"),
    "LegalMonetaryTotal": _("totals"),
    "SpecifiedTradeSettlementHeaderMonetarySummation": _("totals"),
    "PostalAddress": _("address"),
    "PostalTradeAddress": _("address"),
    "PartyTaxScheme": _("VAT number"),
    "PartyLegalEntity": _("company number"),
    "EndpointID": _("electronic address"),
    "Contact": _("contact"),
    "Item": _("item"),
    "ClassifiedTaxCategory": _("VAT category"),
    "TaxCategory": _("VAT category"),
    "Price": _("price"),
    "PriceAmount": _("price"),
    "InvoicedQuantity": _("quantity"),
    "CreditedQuantity": _("quantity"),
    "LineExtensionAmount": pgettext_lazy("of a line", "amount"),
    "TaxAmount": _("VAT amount"),
    "PayableAmount": _("amount to pay"),
    "DocumentCurrencyCode": _("currency"),
    "IssueDate": _("date"),
    "DueDate": _("due date"),
    "BuyerReference": _("reference of the customer"),
    "CustomizationID": _("kind of e-invoice"),
    "ProfileID": _("business process"),
    "InvoiceTypeCode": _("kind of invoice"),
    "CreditNoteTypeCode": _("kind of credit note"),
    "Note": _("note"),
    "CompanyID": _("company number"),
    "EmbeddedDocumentBinaryObject": _("attachment"),
    "PayeeFinancialAccount": _("account"),
}


def of_element(element: etree._Element) -> Words:
    """The place of an element of a tree."""
    return of_path(element.getroottree().getelementpath(element) if element.getparent() is not None else "")


def of_path(path: str) -> Words:
    """The place that an XPath names; empty for the invoice as a whole. What has no words keeps its XML name."""
    steps = [(found[1].lstrip("@"), _INDEX.search(found[2])) for found in _STEP.finditer(path)]
    said: list[Words] = []
    for name, index in steps:
        if name in COUNTED:
            said.append(format_lazy(COUNTED[name], n=index[1] if index else "1"))
        elif name in NAMED and NAMED[name] not in said:
            said.append(NAMED[name])
    if steps and not said and steps[-1][0] not in ("Invoice", "CreditNote", "Order", "CrossIndustryInvoice"):
        return steps[-1][0]
    return format_lazy(", ".join("{}" for _each in said), *said) if said else ""
