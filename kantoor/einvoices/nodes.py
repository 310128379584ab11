"""A place in an XML tree that may be empty: asked for by path, it gives text, amounts and days, or nothing.

What is there but cannot be read is noted, with its place, and reading goes on.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lxml import etree

from kantoor.einvoices import places
from kantoor.einvoices.invoice import Identifier
from kantoor.einvoices.violations import Violation

LONGEST = 20_000  # characters of one text
_NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2}|T.{1,40})?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Node:
    """An element, or the lack of one."""

    def __init__(
        self,
        element: "etree._Element | None",
        names: Mapping[str, str],
        problems: list[Violation],
    ) -> None:
        self.element = element
        self.names = names
        self.problems = problems

    def __bool__(self) -> bool:
        return self.element is not None

    def one(self, path: str) -> "Node":
        found = None if self.element is None else self.element.find(path, self.names)
        return Node(found, self.names, self.problems)

    def all(self, path: str) -> "list[Node]":
        found = [] if self.element is None else self.element.iterfind(path, self.names)
        return [Node(each, self.names, self.problems) for each in found]

    def text(self, path: str = ".") -> str:
        """The text with its blanks made single; empty when there is none."""
        element = self.one(path).element
        return " ".join((element.text or "")[:LONGEST].split()) if element is not None else ""

    def lines(self, path: str = ".") -> str:
        """The text with its line breaks, which notes have."""
        element = self.one(path).element
        kept = (element.text or "")[:LONGEST] if element is not None else ""
        return "\n".join(" ".join(line.split()) for line in kept.strip().splitlines())

    def attribute(self, name: str, path: str = ".") -> str:
        element = self.one(path).element
        return (element.get(name) or "").strip()[:200] if element is not None else ""

    def identifier(self, path: str = ".") -> Identifier | None:
        value = self.text(path)
        return Identifier(value, self.attribute("schemeID", path)) if value else None

    def amount(self, path: str = ".") -> Decimal | None:
        """The number there. One that cannot be read is noted and None."""
        said = self.text(path)
        if not said:
            return None
        if not _NUMBER.fullmatch(said):
            self.note(path, format_lazy(_("“{said}” is not a number that can be read."), said=said[:40]))
            return None
        return Decimal(said)

    def number(self, path: str = ".") -> Decimal:
        found = self.amount(path)
        return Decimal(0) if found is None else found

    def day(self, path: str = ".") -> dt.date | None:
        """The day there; what is neither 2026-03-01 nor 20260301 is noted and None."""
        said = self.text(path)
        if not said:
            return None
        found = _DAY.fullmatch(said)
        compact = _COMPACT_DAY.fullmatch(said)
        try:
            return dt.date.fromisoformat(
                found[1] if found else "-".join(compact.groups()) if compact else said
            )
        except ValueError:
            self.note(path, format_lazy(_("“{said}” is not a date that can be read."), said=said[:40]))
            return None

    def note(self, path: str, words: object) -> None:
        element = self.one(path).element
        where = places.of_element(element) if element is not None else ""
        self.problems.append(Violation(words, where))  # type: ignore[arg-type]
