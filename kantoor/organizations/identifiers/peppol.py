"""Peppol participants: a register's code, a colon and the number in that register, as in 0106:12345678.

The codes are those of ISO 6523 in the Electronic Address Scheme list of EN 16931 (rule BR-CL-25 of its
validation artefacts, release 1.3.16), without its letter codes for mail and file transfer. Values are
case-insensitive (Peppol Policy for use of Identifiers 4.4.0); of the 130 characters that it allows we take
75, because no register in the list gives out more than 50.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from stdnum.exceptions import InvalidFormat

from kantoor.organizations.identifiers import numbers, vat
from kantoor.organizations.identifiers.scheme import UnknownBeginning

_LIST = """
    0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184
    0188 0190 0191 0192 0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211
    0212 0213 0215 0216 0217 0218 0219 0220 0221 0225 0230 0235 0240 0242 0244 0245 0246 0248 9910 9913
    9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936
    9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959
"""
CODES = frozenset(_LIST.split())
VAT_CODES: Mapping[str, str] = MappingProxyType(
    {
        "0211": "IT",
        "0213": "FI",
        "9910": "HU",
        "9914": "AT",
        "9920": "ES",
        "9925": "BE",
        "9926": "BG",
        "9928": "CY",
        "9929": "CZ",
        "9930": "DE",
        "9931": "EE",
        "9932": "GB",
        "9933": "EL",
        "9934": "HR",
        "9935": "IE",
        "9937": "LT",
        "9938": "LU",
        "9939": "LV",
        "9943": "MT",
        "9944": "NL",
        "9945": "PL",
        "9946": "PT",
        "9947": "RO",
        "9949": "SI",
        "9950": "SK",
        "9957": "FR",
    }
)
# code → the scheme of this package that it carries, and how the value is checked
OWN: Mapping[str, tuple[str, Callable[[str], str]]] = MappingProxyType(
    {
        "0002": ("siren", numbers.sirene),
        "0009": ("siret", numbers.siret_number),
        "0060": ("duns", numbers.duns),
        "0088": ("gln", numbers.gln),
        "0106": ("kvk", numbers.kvk),
        "0199": ("lei", numbers.lei_code),
        "0208": ("kbo", numbers.kbo),
        "9918": ("iban", numbers.iban_account),
    }
)
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "0002": "0002:123456782",
        "0009": "0009:12345678200010",
        "0060": "0060:123456789",
        "0088": "0088:8712345678906",
        "0106": "0106:12345678",
        "0199": "0199:549300ABCDEFGH123439",
        "0208": "0208:0123456749",
        "9918": "9918:NL91ABNA0417164300",
        **{code: f"{code}:{vat.EXAMPLES[country]}" for code, country in VAT_CODES.items()},
    }
)
_PREFIX = "iso6523-actorid-upis::"
_VALUE = re.compile(r"[0-9A-Z._~-]{1,75}")


def check(text: str) -> str:
    """The participant as code:VALUE in capitals; the network's own prefix may stand in front."""
    code, colon, value = text[len(_PREFIX) * text.lower().startswith(_PREFIX) :].partition(":")
    code = code.strip()
    if not colon or not re.fullmatch("[0-9]{4}", code):
        raise InvalidFormat
    if code not in CODES:
        raise UnknownBeginning
    return f"{code}:{_checked(code, value)}"


def _checked(code: str, value: str) -> str:
    if code in OWN:
        return OWN[code][1](value)
    if code in VAT_CODES:
        if vat.letters(value) != VAT_CODES[code]:
            raise InvalidFormat
        return vat.check(value)
    capitals = "".join(value.split()).upper()
    if not _VALUE.fullmatch(capitals):
        raise InvalidFormat
    return capitals
