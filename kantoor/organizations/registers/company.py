"""A company as a register describes it, and what a register must be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from kantoor.kernel.wording import Words


@dataclass(frozen=True)
class Company:
    """What a register knows; what it does not know is an empty string."""

    register: str  # code of the register
    number: str  # canonical, in that register
    name: str
    legal_form: str = ""
    street: str = ""  # with the house number
    postal_code: str = ""
    city: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    identifiers: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # scheme code → canonical
    active: bool = True


class Register(Protocol):
    """A company register. Both look-ups raise RegisterUnavailable or RegisterBusy, and no other error."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> Words: ...

    @property
    def country(self) -> str | None:
        """ISO 3166-1 alpha-2; None if it holds companies of several countries."""

    def search(self, text: str, limit: int) -> list[Company]:
        """The at most `limit` companies that best fit a name or number; none for a blank text."""

    def company(self, number: str) -> Company | None:
        """The company with this number, in any spelling; None if the register has none."""
