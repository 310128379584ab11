"""Keyset pages: a page begins after the last row of the one before, so that page 1,000 costs what page 1 costs."""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet

SIZE = 50
M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`rows` in order; `next` and `previous` are cursors, empty where there is no such page."""

    rows: list[Row]
    next: str = ""
    previous: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Place:
    """Where a page stands in an order: which way it is read, and after which row. `keyset` and merged lists share it."""

    names: list[str]
    reverse: bool
    backward: bool
    values: list[Any]

    @property
    def order(self) -> list[str]:
        """For order_by: the order in which the rows are read."""
        return [f"-{name}" if self.reverse else name for name in self.names]

    @property
    def after(self) -> Q:
        """What comes after the cursor's row; everything, without a cursor."""
        return _beyond(self.names, self.values, "lt" if self.reverse else "gt") if self.values else Q()

    def upto(self, values: Sequence[Any]) -> Q:
        """What is read no later than a row with these values, that row included."""
        return _beyond(self.names, values, "gt" if self.reverse else "lt", closed=True)

    def page(self, rows: Sequence[Row], size: int = SIZE) -> Page[Row]:
        """The page out of `size` + 1 rows, in the order in which they were read."""
        more, kept = len(rows) > size, list(rows[:size])
        if self.backward:
            kept.reverse()
        if not kept:
            return Page([])
        before, behind = (more, True) if self.backward else (bool(self.values), more)
        return Page(
            kept,
            next=_write("n", kept[-1], self.names) if behind else "",
            previous=_write("p", kept[0], self.names) if before else "",
        )


def place(model: type[Model], order: Sequence[str], cursor: str = "") -> Place:
    """The place of a cursor in an order; a cursor that nobody made is the beginning."""
    names = [name.lstrip("-") for name in order]
    backward, values = _read(cursor, model, names)
    return Place(names, order[0].startswith("-") != backward, backward, values)


def keyset(queryset: QuerySet[M, Row], order: Sequence[str], cursor: str = "", size: int = SIZE) -> Page[Row]:
    """A page of at most `size` rows.

    `order` names model fields (through foreign keys too), all ascending or all with a "-", none of them nullable, the
    last one unique. A cursor that nobody made gives the first page.
    """
    here = place(queryset.model, order, cursor)
    return here.page(list(queryset.order_by(*here.order).filter(here.after)[: size + 1]), size)


def after(row: object, order: Sequence[str]) -> str:
    """The cursor of the page that begins after this row."""
    return _write("n", row, [name.lstrip("-") for name in order])


def _beyond(names: Sequence[str], values: Sequence[Any], way: str, closed: bool = False) -> Q:
    """(a, b, c) > (x, y, z), or ≥ if closed; written so that an index on a, b, c is used."""
    name, value = names[0], values[0]
    strictly = Q(**{f"{name}__{way}": value})
    if len(names) == 1:
        return Q(**{f"{name}__{way}e": value}) if closed else strictly
    return Q(**{f"{name}__{way}e": value}) & (strictly | _beyond(names[1:], values[1:], way, closed))


def _write(way: str, row: object, names: Sequence[str]) -> str:
    values = [way]
    for name in names:
        value: Any = row
        for part in name.split("__"):
            value = getattr(value, part)
        values.append(str(value))
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str, model: type[Model], names: Sequence[str]) -> tuple[bool, list[Any]]:
    """Whether the cursor goes backward, and the values to go on from (none for the first page)."""
    try:
        way, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if way not in ("n", "p") or len(values) != len(names) or not all(isinstance(v, str) for v in values):
            return False, []
        if any("\0" in value for value in values):
            return False, []
        return way == "p", [_value(_field(model, n), v) for n, v in zip(names, values, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, ValidationError, RecursionError):
        return False, []


def _value(field: "Field[Any, Any]", text: str) -> Any:
    """The text as the field's value; an error for what no database takes: half a character, a time out of range."""
    text.encode()
    value = field.to_python(text)
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    first, _, rest = name.partition("__")
    field = model._meta.get_field(first)
    if rest and field.related_model is not None:
        return _field(field.related_model, rest)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(name)
    return field
