"""The VAT categories of EN 16931 (UNCL5305) with what an invoice has to say about them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from kantoor.kernel.wording import Words

STANDARD, ZERO, EXEMPT, REVERSE, COMMUNITY, EXPORT, OUTSIDE = "S", "Z", "E", "AE", "K", "G", "O"

NAMES: Mapping[str, Words] = MappingProxyType(
    {
        STANDARD: _("VAT"),
        ZERO: _("VAT 0%"),
        EXEMPT: _("Exempt from VAT"),
        REVERSE: _("VAT reverse charged"),
        COMMUNITY: _("Intra-community supply"),
        EXPORT: _("Export outside the EU"),
        OUTSIDE: _("Outside the scope of VAT"),
    }
)
# The code of the reason, where one code fits every case (VATEX list); an exemption is told in words.
CODES: Mapping[str, str] = MappingProxyType(
    {REVERSE: "VATEX-EU-AE", COMMUNITY: "VATEX-EU-IC", EXPORT: "VATEX-EU-G", OUTSIDE: "VATEX-EU-O"}
)
# Categories whose reason is wanted on the invoice.
REASONED = frozenset({EXEMPT, REVERSE, COMMUNITY, EXPORT, OUTSIDE})

_BELGIAN_REVERSE = (
    "Verlegging van heffing. Bij gebrek aan schriftelijke betwisting binnen een termijn van één maand na de ontvangst"
    " van de factuur, wordt de afnemer geacht te erkennen dat hij een belastingplichtige is gehouden tot de indiening"
    " van periodieke aangiften. Als die voorwaarde niet vervuld is, is de afnemer ten aanzien van die voorwaarde"
    " aansprakelijk voor de betaling van de verschuldigde belasting, interesten en geldboeten."
)
# What the law of the supplier's country wants to read: not in the language of who writes the invoice.
TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "NL": {
            REVERSE: "Btw verlegd",
            COMMUNITY: "Intracommunautaire levering, btw 0%",
            EXPORT: "Uitvoer buiten de EU, btw 0%",
            EXEMPT: "Vrijgesteld van btw (art. 11 Wet OB 1968)",
            OUTSIDE: "Buiten de heffing van btw",
        },
        "BE": {
            REVERSE: _BELGIAN_REVERSE,
            COMMUNITY: "Vrijgesteld van btw: intracommunautaire levering (art. 39bis WBTW)",
            EXPORT: "Vrijgesteld van btw: uitvoer (art. 39 WBTW)",
            EXEMPT: "Vrijgesteld van btw (art. 44 WBTW)",
            OUTSIDE: "Niet onderworpen aan btw",
        },
        "": {
            REVERSE: "Reverse charge",
            COMMUNITY: "Intra-community supply, exempt from VAT",
            EXPORT: "Export outside the EU, exempt from VAT",
            EXEMPT: "Exempt from VAT",
            OUTSIDE: "Not subject to VAT",
        },
    }
)
BELGIAN_COMMUNITY_SERVICE = "Btw verlegd (art. 21, § 2 WBTW; art. 196 Richtlijn 2006/112/EG)"


def text_of(category: str, seller: str, buyer: str = "") -> str:
    """The usual words of the category for a seller and a buyer in these countries; empty where none are wanted."""
    if category == REVERSE and seller == "BE" and buyer not in ("BE", ""):
        return BELGIAN_COMMUNITY_SERVICE
    return TEXTS.get(seller, TEXTS[""]).get(category, "")
