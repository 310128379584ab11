"""Codes of e-invoices in words: references, ways of paying, registers."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kantoor.kernel.wording import Words

REFERENCES: Mapping[str, Words] = {
    "order": _("Order"),
    "sales_order": _("Order of the supplier"),
    "contract": _("Contract"),
    "despatch": _("Despatch note"),
    "receipt": _("Receipt note"),
    "tender": _("Tender"),
    "project": _("Project"),
    "object": _("About"),
    "preceding": _("Earlier invoice"),
}
MEANS: Mapping[str, Words] = {
    "1": _("In any way"),
    "10": _("Cash"),
    "20": _("Cheque"),
    "30": _("Bank transfer"),
    "31": _("Bank transfer"),
    "42": _("Bank transfer"),
    "48": _("Bank card"),
    "49": _("Direct debit"),
    "54": _("Credit card"),
    "55": _("Debit card"),
    "57": _("Standing agreement"),
    "58": _("SEPA transfer"),
    "59": _("SEPA direct debit"),
    "68": _("Online payment"),
    "97": _("Settled between partners"),
}
SCHEMES: Mapping[str, Words] = {
    "0002": _("SIREN"),
    "0009": _("SIRET"),
    "0060": _("D-U-N-S number"),
    "0088": _("GLN"),
    "0106": _("KvK number"),
    "0160": _("GTIN"),
    "0190": _("OIN"),
    "0199": _("LEI"),
    "0208": _("Belgian enterprise number"),
    "9925": _("VAT number"),
    "9944": _("VAT number"),
    "EM": _("Mail address"),
    "SEPA": _("Creditor number"),
    "kvk": _("KvK number"),
    "kbo": _("Belgian enterprise number"),
    "vat": _("VAT number"),
}
NUMBER = pgettext_lazy("of a company, of whatever register", "Number")


def reference(kind: str) -> str:
    return str(REFERENCES.get(kind, kind))


def means(code: str) -> str:
    """The way of paying (UNCL4461) in words; an unusual one by its code."""
    return str(MEANS.get(code, code))


def scheme(code: str) -> str:
    """What a number of this scheme is called."""
    return str(SCHEMES.get(code, NUMBER))
