"""Building UBL: elements that are left out when they would be empty, and text that XML can hold."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from lxml import etree

from kantoor.einvoices.writing_names import CAC, CBC, ROOT

# What XML 1.0 cannot hold, whatever the escaping.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACES = {"cbc": CBC, "cac": CAC}


class Node:
    """An element that one adds to."""

    def __init__(self, element: Any) -> None:
        self.element = element

    @classmethod
    def root(cls, name: str) -> "Node":
        """The element that is the document: Invoice or CreditNote."""
        space = ROOT % name
        names: dict[str | None, str] = {None: space, "cbc": CBC, "cac": CAC}
        return cls(etree.Element(f"{{{space}}}{name}", nsmap=names))

    def add(self, tag: str, value: "str | dt.date | None" = None, /, **attributes: str) -> "Node":
        """An element beneath; one of the basic ones (cbc) only if it has text. Empty attributes are left out."""
        prefix, _colon, local = tag.partition(":")
        made = etree.Element(f"{{{SPACES[prefix]}}}{local}")
        text = value.isoformat() if isinstance(value, dt.date) else written(value or "")
        if prefix == "cac" or text:
            made.text = text or None
            for key, given in attributes.items():
                if given:
                    made.set(key, written(given))
            self.element.append(made)
        return Node(made)

    def add_period(self, starts_on: dt.date | None, ends_on: dt.date | None) -> None:
        """An invoicing period."""
        period = self.add("cac:InvoicePeriod")
        period.add("cbc:StartDate", starts_on)
        period.add("cbc:EndDate", ends_on)


def written(text: str) -> str:
    """Without what XML cannot hold, and without white space around."""
    return UNWRITABLE.sub("", text).strip()


def amount(value: Decimal) -> str:
    """With two decimals."""
    return f"{value + 0:.2f}"


def number(value: Decimal | None) -> str:
    """As short as it can be: 21, 5.5, 0; empty for none."""
    if value is None:
        return ""
    return f"{value.normalize() + 0:f}"
