"""What a kind of company number is, and the error that says what was expected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidComponent

from kantoor.kernel.errors import Invalid
from kantoor.kernel.wording import Words
from kantoor.organizations.identifiers.spelling import TooLong


class UnknownBeginning(InvalidComponent):
    """The number begins with a country or register that is not in the list."""


@dataclass(frozen=True, eq=False)
class Scheme:
    """A kind of company number. `check` turns plain text into the canonical form or raises ValueError."""

    code: str
    label: Words
    form: Words  # completes "The KvK number should be ..."
    example: str
    check: Callable[[str], str]
    countries: frozenset[str] = frozenset()  # ISO 3166-1 alpha-2; empty: used everywhere
    registered: bool = True  # the same value may be active in one organization only
    show: Callable[[str], str] = str
    examples: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # by how a value begins

    @property
    def country(self) -> str | None:
        """The only country that gives out this number, if it is one."""
        return next(iter(self.countries)) if len(self.countries) == 1 else None

    def example_like(self, text: str) -> str:
        """The example that begins as `text` does, so that a German sees a German number."""
        begin = "".join(text[:20].upper().split())
        return next(
            (shown for start, shown in self.examples.items() if begin.startswith(start)), self.example
        )


class InvalidIdentifier(Invalid):
    """The text is no number of this scheme; the message says what is expected, with an example."""

    def __init__(self, scheme: Scheme, text: str, reason: ValueError) -> None:
        shown = scheme.example_like(text)
        super().__init__(format_lazy(_sentence(reason), label=scheme.label, form=scheme.form, example=shown))
        self.scheme = scheme


class UnknownScheme(Invalid):
    """The code names no scheme."""

    def __init__(self) -> None:
        super().__init__(_("This kind of number is not known here. Please choose one of the list."))


def _sentence(reason: ValueError) -> Words:
    match reason:
        case TooLong():
            return _("This is longer than a {label} can be. It should be {form}, for example {example}.")
        case InvalidChecksum():
            return _(
                "The {label} has the right form, but its check digits do not fit: a character may have been"
                " mistyped or swapped. Please compare it with the original. It should be {form},"
                " for example {example}."
            )
        case UnknownBeginning():
            return _(
                "The {label} begins with a country or register that we do not know."
                " It should be {form}, for example {example}."
            )
    return _("The {label} should be {form}, for example {example}.")
