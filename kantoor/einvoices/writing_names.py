"""The names that UBL, EN 16931 and Peppol BIS Billing 3 give to things."""

from collections.abc import Mapping
from types import MappingProxyType

CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:%s-2"

CORE = "urn:cen.eu:en16931:2017"
PEPPOL = f"{CORE}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

# What the project calls a number → its code in ISO 6523.
ICD: Mapping[str, str] = MappingProxyType(
    {
        "kvk": "0106",
        "kbo": "0208",
        "siren": "0002",
        "siret": "0009",
        "gln": "0088",
        "lei": "0199",
        "duns": "0060",
        "oin": "0190",
    }
)
# Codes of electronic addresses that are no Peppol participants: mail and file transfer.
LETTERS = frozenset({"AN", "AQ", "AS", "AU", "EM"})
