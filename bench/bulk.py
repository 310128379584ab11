"""Rows by the million: executemany on SQLite, COPY on PostgreSQL, indexes made afterwards."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from kantoor.documents.models import Text

BEGAN = dt.datetime(2023, 12, 1, tzinfo=dt.UTC)


def key_at(moment: dt.datetime, chance: Random) -> UUID:
    """A UUIDv7 of that moment."""
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)
    return UUID(int=value)


def write(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows; `columns` are the database's names. What is not named takes its default."""
    table = model._meta.db_table
    defaults = {
        field.column: field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.null and field.db_default is models.NOT_PROVIDED
    }
    columns, rest = (*columns, *defaults), tuple(defaults.values())
    named = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(columns))
        # One transaction: the connection would otherwise commit row by row.
        with transaction.atomic():
            connection.connection.executemany(
                f'INSERT INTO "{table}" ({named}) VALUES ({marks})',
                ((*map(_plain, row), *rest) for row in rows),
            )
        return
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row((*row, *rest))


def _plain(value: Any) -> Any:
    """As Django hands it to SQLite."""
    kind = type(value)
    if kind is UUID:
        return value.hex
    if kind is dt.datetime:
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if kind is dt.date else value


@contextmanager
def without_indexes(model: type[models.Model]) -> Iterator[None]:
    """Drops the indexes that no constraint needs, and makes them again: much quicker than keeping them up."""
    made = _indexes(model._meta.db_table)
    with connection.cursor() as cursor:
        for name, _sql in made:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
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
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        )
    with connection.cursor() as cursor:
        cursor.execute(text, [table])
        return list(cursor.fetchall())


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


CARELESS = {
    "sqlite": (
        ("foreign_keys = OFF", "foreign_keys = ON"),
        ("synchronous = OFF", "synchronous = NORMAL"),
        ("cache_size = -1000000", "cache_size = -2000"),
        ("temp_store = MEMORY", "temp_store = DEFAULT"),
    ),
    "postgresql": (
        ("session_replication_role = replica", "session_replication_role = DEFAULT"),
        ("maintenance_work_mem = '1GB'", "maintenance_work_mem = DEFAULT"),
    ),
}


@contextmanager
def careless() -> Iterator[None]:
    """Without proof of keys and without care for power cuts, while the world is made."""
    word = "PRAGMA" if connection.vendor == "sqlite" else "SET"
    with connection.cursor() as cursor:
        for before, _after in CARELESS[connection.vendor]:
            cursor.execute(f"{word} {before}")
        yield
        for _before, after in CARELESS[connection.vendor]:
            cursor.execute(f"{word} {after}")


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
        yield
        cursor.execute("INSERT INTO documents_found (documents_found) VALUES ('rebuild')")
        cursor.execute(made)
