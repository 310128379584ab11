"""Reading what was typed, field by field; what is wrong or missing is noted beside its field."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from kantoor.invoicing import figures
from kantoor.kernel.errors import Invalid

T = TypeVar("T")
SHORT, LONG = 200, 2000
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2199, 12, 31)


@dataclass(frozen=True)
class Problem:
    """Something about one field; `missing`: it need not be there yet, only before sending."""

    field: str
    text: str
    missing: bool = False


@dataclass
class Typed:
    """Texts of a form, and what was found about them."""

    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, text: Any) -> None:
        self.problems.append(Problem(name, str(text)))

    def missing(self, name: str, text: Any) -> None:
        self.problems.append(Problem(name, str(text), missing=True))

    def text(self, name: str, value: str, most: int = SHORT, *, lines: bool = False) -> str:
        """In one line or in several, without stray white space."""
        each = [" ".join(part.split()) for part in value.split("\n")]
        plain = "\n".join(each).strip() if lines else " ".join(" ".join(each).split())
        if len(plain) > most:
            self.wrong(name, _("At most %(n)s characters, please.") % {"n": most})
        return plain[:most].strip()

    def tried(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        """What `read` gives; if it refuses, that is noted and `otherwise` taken."""
        try:
            return read()
        except Invalid as problem:
            self.wrong(name, problem)
            return otherwise

    def number(
        self, name: str, value: str, otherwise: Decimal | None = None, **bounds: Any
    ) -> Decimal | None:
        if not value.strip():
            return otherwise
        return self.tried(name, lambda: figures.read(value, **bounds), otherwise)

    def day(self, name: str, value: str) -> dt.date | None:
        """A date as the browser's picker gives it, or as people write it here."""
        plain = value.strip()
        if not plain:
            return None
        for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                found = dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date()
            except ValueError:
                continue
            if EARLIEST <= found <= LATEST:
                return found
        self.wrong(name, _("Write a date, such as 2026-11-20."))
        return None
