"""Queries whose SQL is made once and then only bound: making it costs Django far more than running it.

    _role = Prepared(lambda user, organization: held_by(user).filter(organization_id=organization).values("role"))
    _role.rows(user=user_id, organization=organization_id)

The queryset stays the one definition: the SQL comes out of it, with a sign in place of each parameter. It must use its
parameters only as values (no `if`, no query while it is built), and each at least once.
"""

import copy
import datetime as dt
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import psycopg
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from kantoor.kernel.among import one_value
from kantoor.kernel.clock import written
from kantoor.kernel.loading import Load, as_id, loader

Row = TypeVar("Row")
OF_IDS = "unnest(%s::uuid[]) o(id)"
KEPT = 300  # plans of a connection; more than there are texts, so that none is made twice


@contextmanager
def asking() -> Iterator[CursorWrapper]:
    """A cursor for texts of which there are few: PostgreSQL keeps their plans (decision 0083), SQLite's driver does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and settings.PREPARE:
            connection.connection.prepared_max = KEPT
            cursor.cursor = _KeepingCursor(connection.connection)
        yield cursor


class _KeepingCursor(psycopg.RawCursor[Any]):
    """Psycopg's for texts with PostgreSQL's own signs: it would look through a long one for Django's at each turn.

    It forgets the text of a statement whose plan is kept; a log of queries wants it.
    """

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        done = super().execute(_signed(query, len(params or ()), "${}"), params, **more)
        if self._query is None:
            self._query = _Text(query)  # type: ignore[assignment]
        return done


class _Text:
    """As psycopg has it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def query(self) -> bytes:
        return self._text.encode()


def ask(sql: str, values: Sequence[Any], kept: bool = True) -> list[tuple[Any, ...]]:
    """Every row. Not `kept`: PostgreSQL plans it anew, where the best plan hangs on the values."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "sqlite" and not (database.queries_logged or database.execute_wrappers):
        return _ask_sqlite(database, sql, values)
    with asking() if kept else connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _ask_sqlite(database: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Past Django's cursor, which looks through the whole text for its parameters at each turn."""
    database.ensure_connection()
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        rows: list[tuple[Any, ...]] = database.connection.execute(
            _signed(sql, len(values), "?"), values
        ).fetchall()
    return rows


@lru_cache(maxsize=1_000)
def _signed(sql: str, parameters: int, sign: str) -> str:
    """With the signs that the driver itself has for parameters, `sign` with a place for their number."""
    return sql % tuple(sign.format(number) for number in range(1, parameters + 1))


def read(rows: "QuerySet[Any, Row]", *names: str) -> list[dict[str, Any]]:
    """`rows.values(*names)`, made by `kernel.loading`; for SQL that is made each time and answers with very many rows."""
    asked = rows.values_list(*names)
    compiler = asked.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return []
    load = loader(asked, compiler)
    assert load is not None
    return [dict(zip(names, row, strict=True)) for row in load(ask(sql, params, kept=False))]


class Prepared(Generic[Row]):
    """A query with named parameters: UUIDs, texts, and moments."""

    def __init__(
        self,
        build: "Callable[..., QuerySet[Any, Row]]",
        names: tuple[str, ...] = (),
        every: bool = True,
        texts: tuple[str, ...] = (),
        lists: tuple[str, ...] = (),
        moments: tuple[str, ...] = (),
        kept: bool = True,
    ) -> None:
        """`names`: the parameters, all of `build`'s if not said. `every`: each has to be used.

        `texts`: these are text, and stand as a whole or in a `contains`. `lists`: these are ids for an `among`.
        `moments`: these are moments of the past (kernel.clock). `kept`: PostgreSQL keeps its plan.
        """
        self._build, self._every, self._kept = build, every, kept
        names = names or build.__code__.co_varnames[: build.__code__.co_argcount]
        self._signs: dict[str, Any] = {
            name: f"sign {uuid.uuid4()}" if name in texts else uuid.uuid4() for name in names
        }
        self._signs |= {name: [uuid.uuid4()] for name in lists}
        self._signs |= {name: _no_moment() for name in moments}
        self._made: dict[str, _Made] = {}

    def rows(self, **values: Any) -> "list[Row]":
        """The rows for these values of the parameters, asked of the database now."""
        if values.keys() != self._signs.keys():
            raise TypeError(f"expected {sorted(self._signs)}, not {sorted(values)}")
        made = self._now()
        found = ask(made.sql, made.bound(values), self._kept)
        if made.load is not None:
            return made.load(found)
        ready = copy.copy(made.compiler)
        ready.connection = connection
        ready.execute_sql = lambda *_args, **_more: [found]
        asked = made.queryset._chain()
        asked.query.get_compiler = lambda *_args, **_more: ready
        return list(asked)

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """The columns as the database has them, without a model around them: the quickest way to a number."""
        return ask(*self.sql(**values))

    def count(self, **values: Any) -> int:
        """How many rows there are, counted by the database."""
        text, bound = self.sql(**values)
        number: int = ask(f"SELECT COUNT(*) FROM ({text}) counted", bound)[0][0]
        return number

    def count_each(self, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
        """The same for each of these, which the query calls `o.id`; one question."""
        database = connections[DEFAULT_DB_ALIAS]
        source = "(SELECT value AS id FROM json_each(%s)) o" if database.vendor == "sqlite" else OF_IDS
        counted, bound = self.sql()
        text = f"SELECT o.id, (SELECT COUNT(*) FROM ({counted}) m) FROM {source}"
        return {as_id(key): number for key, number in ask(text, [*bound, one_value(ids, database.vendor)])}

    def sql(self, **values: Any) -> tuple[str, list[Any]]:
        """The SQL and its values, to stand inside another query."""
        made = self._now()
        return made.sql, made.bound(values)

    def _now(self) -> "_Made":
        return self._made.get(connections[DEFAULT_DB_ALIAS].vendor) or self.make()

    def make(self) -> "_Made":
        """Put the SQL together, without asking the database anything."""
        queryset = self._build(**self._signs)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        sql, params = _written_in(sql, params)
        known = [pair for name, sign in self._signs.items() for pair in _told(name, sign)]
        slots = [next((slot for sign, slot in known if sign == value), value) for value in params]
        missing = self._signs.keys() - {slot.name for slot in slots if isinstance(slot, _Slot)}
        if missing and self._every:
            raise TypeError(f"the query does not use {sorted(missing)}")
        load = loader(queryset, compiler)
        # Django's own are twenty times the rest in size, and of use to its own loading alone.
        made = _Made(None if load else queryset, None if load else compiler, sql, slots, load)
        self._made[connection.vendor] = made
        return made


class _Made(NamedTuple):
    """What is kept of a query; `load` None: Django makes its rows, and its own two are kept for that."""

    queryset: Any
    compiler: Any
    sql: str
    slots: list[Any]
    load: Load | None

    def bound(self, values: dict[str, Any]) -> list[Any]:
        return [slot.bind(values) if type(slot) is _Slot else slot for slot in self.slots]


def _written_in(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """The SQL with its constant numbers and names of states written out: a plan made for all values knows these.

    "role = 3" finds the few administrators by their index; "role = $2" would have to do for the hundred thousand members.
    """
    first, *rest = re.split(r"(?<!%)%s", sql)
    written, left = [first], []
    for value, following in zip(params, rest, strict=True):
        text = _constant(value)
        written += [text or "%s", following]
        left += [] if text else [value]
    return "".join(written), left


def _constant(value: Any) -> str:
    """As it stands in SQL; empty: it stays a parameter."""
    if isinstance(value, bool):
        return str(value).upper() if connection.vendor == "postgresql" else str(int(value))
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str) and re.fullmatch(
        r"[a-z_.]{1,40}", value
    ):  # the name of a state, a kind, an act
        return f"'{value!s}'"
    return ""


class _Slot:
    """Where a parameter comes; `inside`: it is looked for inside another text."""

    def __init__(self, name: str, inside: bool = False) -> None:
        self.name, self.inside = name, inside
        self.native = connection.features.has_native_uuid_field

    def bind(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        if self.inside:
            return f"%{connection.ops.prep_for_like_query(value)}%"
        if type(value) is uuid.UUID:
            return value if self.native else value.hex
        return _adapted(value)


def _no_moment() -> dt.datetime:
    """One that nobody asks about, long before there were computers."""
    return dt.datetime(1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=uuid.uuid4().int % 10**16)


def _told(name: str, sign: Any) -> list[tuple[Any, _Slot]]:
    """What the sign of a parameter looks like among those of the SQL."""
    found = [(_adapted(sign), _Slot(name))]
    return [*found, (f"%{sign}%", _Slot(name, inside=True))] if isinstance(sign, str) else found


def _adapted(value: Any) -> Any:
    """As Django hands a UUID or a moment to the database, and `among` many; a text as it is."""
    database = connections[DEFAULT_DB_ALIAS]
    if isinstance(value, uuid.UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        given = database.ops.adapt_datetimefield_value(value)
        return written(given) if database.vendor == "sqlite" else given
    return value if isinstance(value, str) else one_value(value, database.vendor)
