"""Columns of both databases as the same text, so that rows can be carried over and compared."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache, partial
from typing import Any

from django.apps import apps
from django.db.models import Field

Row = tuple[str | None, ...]
Made = Callable[[Any], Any]
ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

# How each kind of column is asked, where its own text is not the same in both.
SQLITE = {
    # Without a fraction of a second where there is none.
    "DateTimeField": "substr({} || '.000000', 1, 26)",
    "BinaryField": "hex({})",
    "DecimalField": "{}",
}
POSTGRESQL = {
    "UUIDField": "replace({}::text, '-', '')",
    "DateTimeField": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "BinaryField": "upper(encode({}, 'hex'))",
    "BooleanField": "{}::int::text",
    "GenericIPAddressField": "host({})",
}


@dataclass(frozen=True)
class Column:
    """Its name, and the kind that Django gives it."""

    name: str
    kind: str
    places: int = 0


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    counted: str = ""  # the column that a sequence counts

    def asked(self, vendor: str) -> str:
        """The statement that gives every row as text."""
        ways, usual = (SQLITE, "CAST({} AS TEXT)") if vendor == "sqlite" else (POSTGRESQL, "{}::text")
        told = (ways.get(column.kind, usual).format(f'"{column.name}"') for column in self.columns)
        return f'SELECT {", ".join(told)} FROM "{self.name}"'

    def carried(self, rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
        """SQLite's rows as COPY takes them."""
        return _with(rows, {n: made for n, c in enumerate(self.columns) if (made := _carrying(c))})

    def copied(self, write: Callable[[Row], object]) -> Callable[[Row], object]:
        """`write`, with bytes spelled as PostgreSQL wants them."""
        spelled = [n for n, column in enumerate(self.columns) if column.kind == "BinaryField"]

        def spelling(row: Row) -> None:
            told = list(row)
            for number in spelled:
                told[number] = None if row[number] is None else f"\\x{row[number]}"
            write(tuple(told))

        return spelling if spelled else write

    def compared(self, rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
        """Rows out of either database, as they are compared."""
        places = {n for n, column in enumerate(self.columns) if column.kind == "JSONField"}
        return _with(rows, dict.fromkeys(places, _sorted))


def all_tables() -> list[Table]:
    """Those of all models, in the order of their names."""
    models = apps.get_models(include_auto_created=True)
    return sorted((_table(model) for model in models if model._meta.managed), key=lambda table: table.name)


def _table(model: Any) -> Table:
    fields = model._meta.local_concrete_fields
    counted = [field.column for field in fields if field.get_internal_type().endswith("AutoField")]
    return Table(model._meta.db_table, tuple(map(_column, fields)), "".join(counted))


def _column(field: "Field[Any, Any]") -> Column:
    told = field
    while told.remote_field is not None:  # a key to another table has the kind of what it names
        told = told.target_field  # type: ignore[attr-defined]
    return Column(str(field.column), told.get_internal_type(), getattr(told, "decimal_places", 0))


class Sum:
    """Of rows in whatever order: how many, and what their hashes add up to."""

    def __init__(self) -> None:
        self.rows, self.total = 0, 0

    def over(self, rows: Iterable[Row]) -> "Sum":
        for row in rows:
            self.rows += 1
            digest = hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
            self.total += int.from_bytes(digest[:16], "big")
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sum) and (self.rows, self.total) == (other.rows, other.total)

    __hash__ = None  # type: ignore[assignment]


def _with(rows: Iterable[Sequence[Any]], made: dict[int, Made]) -> Iterator[Row]:
    """With some columns made into others."""
    if not made:
        yield from map(tuple, rows)
        return
    for row in rows:
        fresh = list(row)
        for number, make in made.items():
            if fresh[number] is not None:
                fresh[number] = make(fresh[number])
        yield tuple(fresh)


def _carrying(column: Column) -> Made | None:
    if column.kind == "DecimalField":
        return partial(_decimal, Decimal(1).scaleb(-column.places))
    return None


def _decimal(step: Decimal, value: Any) -> str:
    """As Django reads what SQLite keeps as a number with 15 digits."""
    return str(Context(prec=15).create_decimal_from_float(value).quantize(step, context=Context(prec=38)))


@lru_cache(maxsize=16_384)
def _sorted(text: str) -> str:
    return ENCODE(json.loads(text, parse_float=_number))


def _number(text: str) -> float | int:
    """PostgreSQL keeps the number and not how it was written."""
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(text)
