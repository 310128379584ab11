"""The database's clock: the only one that decides about access (domain 8.1)."""

import datetime as dt
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.functions import Now as DjangoNow
from django.db.models.sql.compiler import SQLCompiler

Moment = dt.datetime | Combinable


class Now(DjangoNow):
    """The current time of the statement, in microseconds on both databases so that stored times compare."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="STRFTIME('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f000', 'NOW')", **more
        )


def now() -> dt.datetime:
    """The database's time, in UTC. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT STRFTIME('%Y-%m-%dT%H:%M:%f+00:00', 'NOW')")
            return dt.datetime.fromisoformat(cursor.fetchone()[0])
        cursor.execute("SELECT STATEMENT_TIMESTAMP()")
        value: dt.datetime = cursor.fetchone()[0]
        return value


class Then(models.Value):
    """A moment that was asked for. SQLite compares times as text, so it has its microseconds written out as `Now` does."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)
        return sql, [written(params[0])]


def written(at: Any) -> str:
    """As SQLite is given a moment."""
    text = str(at)
    return text if "." in text else f"{text}.000000"


def moment(at: Moment | None) -> Any:
    """`at` as something to compare columns with; None means now."""
    return Now() if at is None else Then(at) if isinstance(at, dt.datetime) else at
