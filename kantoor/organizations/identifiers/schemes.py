"""The kinds of company number that Kantoor knows. The order is the order in which people see them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from kantoor.organizations.identifiers import numbers, peppol, vat
from kantoor.organizations.identifiers.scheme import Scheme

NETHERLANDS, BELGIUM, FRANCE = frozenset({"NL"}), frozenset({"BE"}), frozenset({"FR"})

KVK = Scheme("kvk", _("KvK number"), _("8 digits"), "12345678", numbers.kvk, NETHERLANDS)
RSIN = Scheme("rsin", _("RSIN"), _("9 digits"), "123456782", numbers.rsin, NETHERLANDS)
KBO = Scheme(
    "kbo",
    _("Belgian enterprise number"),
    _("10 digits, of which the first is 0 or 1"),
    "0123.456.749",
    numbers.kbo,
    BELGIUM,
    show=vat.kbo,
)
SIREN = Scheme(
    "siren",
    _("SIREN"),
    _("9 digits"),
    "123 456 782",
    numbers.siren_number,
    FRANCE,
    show=numbers.grouped(3, 3),
)
SIRET = Scheme(
    "siret",
    _("SIRET"),
    _("14 digits"),
    "123 456 782 00010",
    numbers.siret_number,
    FRANCE,
    show=numbers.grouped(3, 3, 3),
)
VAT = Scheme(
    "vat",
    _("VAT number"),
    _("the two letters of the country and then the number"),
    vat.EXAMPLES["NL"],
    vat.check,
    vat.COUNTRIES,
    show=vat.show,
    examples=vat.EXAMPLES,
)
PEPPOL = Scheme(
    "peppol",
    _("Peppol participant"),
    _("the four digits of a register, a colon and the number in that register"),
    peppol.EXAMPLES["0106"],
    peppol.check,
    examples=peppol.EXAMPLES,
)
IBAN = Scheme(
    "iban",
    _("IBAN"),
    _("two letters, two digits and then the account number"),
    "NL91 ABNA 0417 1643 00",
    numbers.iban_account,
    registered=False,  # organizations may share an account
    show=numbers.grouped(4, 4, 4, 4, 4, 4, 4, 4),
)
GLN = Scheme("gln", _("GLN"), _("13 digits"), "8712345678906", numbers.gln)
LEI = Scheme("lei", _("LEI"), _("20 letters and digits"), "549300ABCDEFGH123439", numbers.lei_code)
DUNS = Scheme(
    "duns",
    _("D-U-N-S number"),
    _("9 digits"),
    "12-345-6789",
    numbers.duns,
    show=numbers.grouped(2, 3, by="-"),
)

SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {scheme.code: scheme for scheme in (KVK, RSIN, KBO, SIREN, SIRET, VAT, PEPPOL, IBAN, GLN, LEI, DUNS)}
)
