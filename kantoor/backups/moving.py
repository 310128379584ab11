"""From SQLite to PostgreSQL: every row in one transaction, which ends well only if both have the same rows."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from kantoor import env
from kantoor.backups import postgresql, sqlite
from kantoor.backups.columns import Sum, Table, all_tables
from kantoor.backups.snapshot import NOBODYS, known_migrations
from kantoor.backups.troubles import NotDone

Say = Callable[[str], object]
# What `kantoor migrate` makes there, or SQLite alone needs; the words of its search are found anew.
SCHEMES = ("postgres://", "postgresql://")
OTHERS = {"django_migrations", "kantoor_cache", "accounts_numbered"}
_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1
"""
_TRIGGERED = """
SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1
"""


@dataclass(frozen=True)
class Moved:
    """How much there is now, what was left behind, and whether the trail holds there."""

    tables: int
    rows: int
    left: list[str]
    trail: str
    whole: bool


def move(url: str, say: Say) -> Moved:
    """`NotDone`: nothing was changed, but that the target may have its empty tables now."""
    target = _address(url)
    _require_source()
    _prepare(url, target)
    with closing(sqlite3.connect(sqlite.path(), isolation_level=None)) as source:
        _hold(source)
        with postgresql.connected(target) as there:
            rows = _Move(source, there, say).all()
            there.execute("ANALYZE")
        left = sorted(set(sqlite.tables(source.execute)) - {table.name for table in all_tables()} - OTHERS)
        source.execute("ROLLBACK")
    trail = _kantoor(url, "audit", "verify")
    return Moved(len(all_tables()), rows, left, trail.stdout.strip(), trail.returncode == 0)


def _address(url: str) -> str:
    if not url.startswith(SCHEMES):
        raise NotDone("The address must be of PostgreSQL: postgres://user:password@host/name.")
    try:
        found = env.env.db_url_config(url)
    except ValueError as problem:
        raise NotDone(f"This is no address of a database: {problem}") from problem
    given = {"dbname": found["NAME"], "user": found["USER"], "password": found["PASSWORD"]}
    given |= {"host": found["HOST"], "port": found["PORT"], **found.get("OPTIONS", {})}
    return postgresql.address({key: value for key, value in given.items() if value})


def _require_source() -> None:
    if connection.vendor != "sqlite":
        raise NotDone("DATABASE_URL does not name SQLite: this goes from SQLite to PostgreSQL only.")
    if not sqlite.has_rows():
        raise NotDone(f"There is nothing to move in {sqlite.path()}.")
    sqlite.require_quiet()
    with sqlite.asking() as execute:
        had = set(execute("SELECT app, name FROM django_migrations"))
        loose = list(execute("PRAGMA foreign_key_check"))
    if had != known_migrations():
        raise NotDone("The database is of another version: run `kantoor migrate` first.")
    if loose:
        raise NotDone(
            f"A row of {loose[0][0]} names a row of {loose[0][2]} that is not there (of {len(loose)})."
        )


def _hold(source: sqlite3.Connection) -> None:
    """Nobody writes meanwhile; and SQLite's own text that is no text is told."""
    try:
        source.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as problem:
        raise NotDone(
            f"{sqlite.path()} is in use: stop `kantoor web` and `kantoor worker` first."
        ) from problem


def _prepare(url: str, target: str) -> None:
    """An empty database with our tables."""
    with postgresql.connected(target) as there:
        tables = [name for (name,) in there.execute(postgresql.TABLES).fetchall()]
        for name in set(tables) - set(NOBODYS):
            some = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name))
            if there.execute(some).fetchone():
                raise NotDone(f"The target is not empty: there are rows in {name}. Nothing was changed.")
        strange = set(tables) - {table.name for table in all_tables()} - OTHERS
        if strange:
            raise NotDone(f"The target has tables of something else: {', '.join(sorted(strange))}.")
        if "django_migrations" in tables:
            had = set(there.execute("SELECT app, name FROM django_migrations").fetchall())
            if had == known_migrations():
                return
    made = _kantoor(url, "migrate", "--verbosity", "0")
    if made.returncode:
        raise NotDone(f"The tables could not be made there: {postgresql.telling(made.stderr)}")


def _kantoor(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """One of our commands, on the target: as another process, since this one stands on SQLite."""
    ours = {"DATABASE_URL": url, "KANTOOR_DATA": str(settings.DATA), "KANTOOR_LOG_LEVEL": "ERROR"}
    ours["DJANGO_SETTINGS_MODULE"] = "kantoor.settings"
    command = [sys.executable, "-m", "kantoor", *arguments]
    environment = {**os.environ, **ours}
    return subprocess.run(command, env=environment, cwd=env.ROOT, capture_output=True, text=True, check=False)


class _Move:
    """All tables, without what would check or copy each row on its own."""

    def __init__(self, source: sqlite3.Connection, there: psycopg.Connection[Any], say: Say) -> None:
        self.source, self.there, self.say = source, there, say
        self.table = "a table"

    def all(self) -> int:
        """How many rows; `NotDone` at the first that PostgreSQL does not take, or that is not the same there."""
        try:
            with self.there.transaction():
                rows = self._carry()
        except psycopg.Error as problem:
            what = str(problem).splitlines()[0].rstrip(".")
            place = (problem.diag.context or self.table).splitlines()[0]
            raise NotDone(
                f"PostgreSQL does not take a row of {place}: {what}. Nothing was moved."
            ) from problem
        except sqlite3.Error as problem:
            raise NotDone(
                f"SQLite cannot read a row of {self.table}: {problem}. Nothing was moved."
            ) from problem
        return rows

    def _carry(self) -> int:
        self._do("SET LOCAL maintenance_work_mem = '128MB'")
        again = self._without_checks()
        sums = {}
        for table in all_tables():
            self._do(f'DELETE FROM "{table.name}"')  # what `migrate` has put there by itself
            sums[table.name] = self._copy(table)
        self.say("indexes and keys")
        for statement in again:
            self._do(statement)
        for table in all_tables():
            self.say(f"comparing {table.name}")
            if self._there(table) != sums[table.name]:
                raise NotDone(f"The rows of {table.name} are not the same there. Nothing was moved.")
        return sum(found.rows for found in sums.values())

    def _do(self, text: str) -> list[tuple[Any, ...]]:
        done = self.there.execute(text.encode())
        return done.fetchall() if done.description else []

    def _without_checks(self) -> list[str]:
        """Take keys, indexes and triggers off; the statements that put them back."""
        again = []
        for name, made in self._do(_INDEXES):
            self._do(f"DROP INDEX {name}")
            again.append(made)
        for table, name, made in self._do(_CONSTRAINTS):
            self._do(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
        for (table,) in self._do(_TRIGGERED):
            self._do(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            again.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return again

    def _copy(self, table: Table) -> Sum:
        """Carry the rows of one table over, and its count; what they add up to."""
        self.table = table.name
        self.say(table.name)
        named = ", ".join(f'"{column.name}"' for column in table.columns)
        into = f'COPY "{table.name}" ({named}) FROM STDIN'.encode()
        found = Sum()
        with closing(self.source.cursor()) as rows, self.there.cursor() as cursor, cursor.copy(into) as copy:
            carried = table.carried(rows.execute(table.asked("sqlite")))
            found.over(table.compared(_each(carried, table.copied(copy.write_row))))
        if table.counted:
            self._count_on(table)
        return found

    def _count_on(self, table: Table) -> None:
        """The next number is the one that SQLite would have given."""
        highest = f'SELECT coalesce(max("{table.counted}"), 0) FROM "{table.name}"'
        (last,) = self.source.execute(highest).fetchone()
        given = self.source.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
        ).fetchone()
        last = max(last, given[0] if given else 0)
        sequence = f"pg_get_serial_sequence('\"{table.name}\"', '{table.counted}')"
        self._do(f"SELECT setval({sequence}, {max(last, 1)}, {'true' if last else 'false'})")

    def _there(self, table: Table) -> Sum:
        """What PostgreSQL has now, read back."""
        with (
            self.there.cursor() as cursor,
            cursor.copy(f"COPY ({table.asked('postgresql')}) TO STDOUT".encode()) as copy,
        ):
            copy.set_types(["text"] * len(table.columns))
            return Sum().over(table.compared(copy.rows()))


def _each(rows: Iterator[Any], act: Callable[[Any], object]) -> Iterator[Any]:
    for row in rows:
        act(row)
        yield row
