"""Numbers as people type them, and back.

1.234,56 and 1,234.56 are the same: the last of two different signs is the decimal one. A single sign is the decimal one
too (1.234 is one and a bit); the same sign twice parts thousands.
"""

import re
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from kantoor.einvoices.writing_tree import number
from kantoor.kernel.errors import Invalid

WHOLE, FRACTION = 10, 6
SHAPE = re.compile(r"[-+]?\d*\.?\d*")
COMMA = ("nl", "de", "fr")


def read(text: str, *, most_decimals: int = FRACTION, negative: bool = False) -> Decimal:
    """The number in the text; Invalid, in words, if there is none or it is out of bounds."""
    bare = "".join(text.split()).replace("\N{MINUS SIGN}", "-").replace("'", "").lstrip("€")
    last = max(bare.rfind("."), bare.rfind(","))
    if last >= 0 and bare.count(bare[last]) == 1:
        whole, fraction = bare[:last], "." + bare[last + 1 :]
    else:
        whole, fraction = bare, ""
    plain = whole.replace(".", "").replace(",", "") + fraction
    if not SHAPE.fullmatch(plain) or not re.search(r"[0-9]", plain) or not plain.isascii():
        raise Invalid(_("Write a number here, such as 12.50."))
    return _within(Decimal(plain), most_decimals, negative)


def _within(value: Decimal, most_decimals: int, negative: bool) -> Decimal:
    if value < 0 and not negative:
        raise Invalid(_("This cannot be less than nothing."))
    if abs(value) >= Decimal(10) ** WHOLE:
        raise Invalid(_("This number is too big."))
    if -int(value.normalize().as_tuple().exponent) > most_decimals:
        raise Invalid(_("At most %(n)s decimals, please.") % {"n": most_decimals})
    return value


def shown(value: Decimal) -> str:
    """The number as somebody would type it in the language of the page."""
    text = number(value)
    return text.replace(".", ",") if (translation.get_language() or "")[:2] in COMMA else text
