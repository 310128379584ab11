"""Rows by the million: executemany on SQLite, COPY on PostgreSQL, indexes made afterwards."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from random import Random
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, models, transaction

from kantoor.documents.models import Text


def key_at(moment: dt.datetime, chance: Random) -> UUID:
    """A UUIDv7 of that moment, the same for the same seed."""
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)
    return UUID(int=value)


def write(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> int:
    """Insert rows; `columns` are the database's names. What is not named takes its default. How many."""
    table, rest = model._meta.db_table, _defaults(model, columns)
    every, values, count = (*columns, *rest), tuple(rest.values()), 0
    named = ", ".join(f'"{column}"' for column in every)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        marks = ", ".join("?" * len(every))
        # One transaction: the connection would otherwise commit row by row.
        with transaction.atomic():
            done = connection.connection.executemany(
                f'INSERT INTO "{table}" ({named}) VALUES ({marks})',
                ((*map(_plain, row), *values) for row in rows),
            )
        return int(max(done.rowcount, 0))
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row((*row, *values))
            count += 1
    return count


def _defaults(model: type[models.Model], columns: tuple[str, ...]) -> dict[str, Any]:
    """Of the columns that have to have a value, and do not get one from the database."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in columns
        and not field.null
        and field.db_default is models.NOT_PROVIDED
        and not isinstance(field, models.AutoField)
    }


def _plain(value: Any) -> Any:
    """As Django hands it to SQLite."""
    kind = type(value)
    if kind is UUID:
        return value.hex
    if kind is dt.datetime:
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if kind is dt.date else value


@contextmanager
def without_indexes(*kinds: type[models.Model]) -> Iterator[None]:
    """Drops the indexes that no constraint needs, and makes them again: much quicker than keeping them up."""
    made = [index for kind in kinds for index in _indexes(kind._meta.db_table)]
    with connection.cursor() as cursor:
        for name, _sql in made:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _name, sql in made:
                cursor.execute(sql)


def _indexes(table: str) -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        text = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
        )
    else:
        text = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND schemaname = current_schema()"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        )
    with connection.cursor() as cursor:
        cursor.execute(text, [table])
        return list(cursor.fetchall())


@contextmanager
def without_search() -> Iterator[None]:
    """The words of documents without their index, which is made at the end."""
    if connection.vendor != "sqlite":
        with without_indexes(Text):
            yield
        return
    trigger = "documents_text_added"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [trigger])
        made = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER {trigger}")
        try:
            yield
        finally:
            cursor.execute("INSERT INTO documents_found (documents_found) VALUES ('rebuild')")
            cursor.execute(made)


def analyze() -> None:
    """So that the planner knows how much there is."""
    plain = connection.vendor == "sqlite" or connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if plain else "VACUUM ANALYZE")


# PostgreSQL lets only superusers leave the proof of keys out.
CARELESS = {
    "sqlite": {"foreign_keys": "OFF", "synchronous": "OFF", "cache_size": "-1000000"},
    "postgresql": {"session_replication_role": "replica", "maintenance_work_mem": "1GB"},
}
SET = {"sqlite": "PRAGMA {} = {}", "postgresql": "SET {} = '{}'"}
SHOW = {"sqlite": "PRAGMA {}", "postgresql": "SHOW {}"}


@contextmanager
def careless() -> Iterator[None]:
    """Without proof of keys and without care for power cuts, while the world is made, as far as one is allowed to."""
    vendor = connection.vendor
    with ExitStack() as after:
        # SQLite changes none of these within a transaction.
        if vendor != "sqlite" or not connection.in_atomic_block:
            for name, value in CARELESS[vendor].items():
                before = _set(vendor, name, value)
                after.callback(_set, vendor, name, before)
        yield


def _set(vendor: str, name: str, value: Any) -> Any:
    """What it was before."""
    with connection.cursor() as cursor:
        cursor.execute(SHOW[vendor].format(name))
        before = cursor.fetchone()[0]
        try:
            with transaction.atomic() if vendor == "postgresql" else nullcontext():
                cursor.execute(SET[vendor].format(name, value))
        except DatabaseError:
            return before
    return before
