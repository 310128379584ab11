"""Between the fields of the page and the sheet: how it is posted, and how each field is shown with its error."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from kantoor.documents.models import Document
from kantoor.einvoices import exemptions, quantities
from kantoor.einvoices.invoice import Vat
from kantoor.einvoices.writing_tree import number
from kantoor.invoicing import making, sheets, taxes
from kantoor.invoicing.making import Made
from kantoor.invoicing.sheets import LABELS, Sheet
from kantoor.organizations import countries

Choice = tuple[str, str]
SORTS = ("allowance", "charge")


def posted(data: QueryDict) -> Sheet:
    """The sheet as it was posted; the rows come as columns of one name."""
    kept: dict[str, object] = {name: data.get(name, "") for name in sheets.PLAIN}
    kept["texts"] = {key[5:]: value for key, value in data.items() if key.startswith("text_")}
    kept["lines"] = list(_rows(data, "line", sheets.ROW))
    kept["extras"] = list(_rows(data, "extra", sheets.EXTRA))
    sheet = sheets.read(kept)
    sheet.extras = [extra for extra in sheet.extras if not extra.is_blank]
    return sheet


def _rows(data: QueryDict, name: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    values = {column: data.getlist(f"{name}_{column}") for column in columns}
    for at in range(max(map(len, values.values()))):
        yield {column: given[at] if at < len(given) else "" for column, given in values.items()}


@dataclass(frozen=True)
class Shown:
    """A field: `key` is its id."""

    name: str
    key: str
    label: str
    value: str
    error: str = ""


class Page:
    """The sheet as the template draws it; `whole` tells what is missing too, not only what is wrong."""

    def __init__(self, document: Document, sheet: Sheet, made: Made, *, whole: bool = False) -> None:
        self.document, self.sheet, self.made, self.whole = document, sheet, made, whole
        self.errors = made.told(whole)
        self.country = document.organization.country

    @cached_property
    def fields(self) -> dict[str, Shown]:
        return {
            name: self._shown(name, name, str(label), getattr(self.sheet, name))
            for name, label in LABELS.items()
        }

    @cached_property
    def lines(self) -> list[dict[str, object]]:
        """Each row with its fields and what it comes to."""
        nets = iter(self.made.invoice.lines)
        return [
            self._row(
                "line",
                at,
                vars(row),
                {"net": None if row.is_blank else next(nets).net, "before": max(at - 1, 0)},
            )
            for at, row in enumerate(self.sheet.lines)
        ]

    @cached_property
    def nets(self) -> list[str]:
        return ["" if row["net"] is None else figure(row["net"]) for row in self.lines]

    @cached_property
    def vat(self) -> list[dict[str, object]]:
        """The VAT breakdown, each row with its words."""
        return [
            {"words": _words(row), "base": row.base, "amount": row.amount} for row in self.made.invoice.vat
        ]

    @cached_property
    def extras(self) -> list[dict[str, object]]:
        """Those there are, and an empty one to fill in."""
        rows = [extra for extra in self.sheet.extras if not extra.is_blank]
        usual = taxes.usual(self.country)
        return [self._row("extra", at, vars(row)) for at, row in enumerate([*rows, sheets.Extra(vat=usual)])]

    @cached_property
    def new_line(self) -> dict[str, object]:
        last = self.sheet.lines[-1] if self.sheet.lines else sheets.Row(vat=taxes.usual(self.country))
        return self._row("line", -1, vars(sheets.Row(unit=last.unit, vat=last.vat)), {"net": None})

    @cached_property
    def texts(self) -> list[Shown]:
        """The texts of the VAT categories in use, as they will be on the invoice."""
        used = [row for row in self.made.invoice.vat if row.category in exemptions.REASONED]
        return [
            self._shown(
                f"text_{r.category}", f"text_{r.category}", str(exemptions.NAMES[r.category]), r.reason
            )
            for r in used
        ]

    @cached_property
    def units(self) -> list[Choice]:
        return [(code, str(words)) for code, words in quantities.NAMES.items()]

    @cached_property
    def taxes(self) -> list[Choice]:
        return taxes.choices(self.country)

    @cached_property
    def countries(self) -> list[Choice]:
        return countries.choices()

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        return making.CURRENCIES

    @cached_property
    def sorts(self) -> list[Choice]:
        return [("allowance", _("Discount")), ("charge", _("Charge"))]

    def _row(
        self, name: str, at: int, values: dict[str, str], more: dict[str, object] | None = None
    ) -> dict[str, object]:
        made: dict[str, object] = {"at": at, "number": at + 1, **(more or {})}
        for column, value in values.items():
            error = self.errors.get(f"{name}_{column}:{at}", "")
            made[column] = Shown(f"{name}_{column}", f"{name}_{column}-{at}", "", value, error)
        return made

    def _shown(self, name: str, key: str, label: str, value: str) -> Shown:
        return Shown(name, key, label, value, self.errors.get(name, ""))


def figure(value: Any) -> str:
    """An amount as the language of the page writes it."""
    return formats.number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


def _words(row: Vat) -> str:
    name = str(exemptions.NAMES.get(row.category, row.category))
    return f"{name} {number(row.rate)}%" if row.category == exemptions.STANDARD else name
