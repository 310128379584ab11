"""The database's clock, held still at a moment of our choosing, for a test within one transaction.

The product asks the database what time it is, in statements, defaults and triggers alike; so it is the database that
is told another time. SQLite: a function of our own takes the place of its own on this connection. PostgreSQL: one found
first on the search path, and named by the defaults of columns; the end of the transaction takes it all back.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_DEFAULTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_default ILIKE '%%statement_timestamp%%' ORDER BY 1, 2
"""


class Clock:
    """`at` is what the database says the time is; None: what it is."""

    def __init__(self, at: dt.datetime) -> None:
        self.at: dt.datetime | None = at

    def set(self, at: dt.datetime) -> None:
        self.at = at
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('kantoor.model_now', %s, true)", [at.isoformat()])

    def formatted(self, form: str, moment: str, *more: str) -> str:
        """What SQLite's strftime gives for 'NOW'; the product asks for nothing else."""
        assert moment == "NOW" and not more, (form, moment, more)
        at = self.at or dt.datetime.now(dt.UTC)
        return at.astimezone(dt.UTC).strftime(form.replace("%f", f"%S.{at.microsecond // 1000:03}"))


@contextmanager
def held_at(at: dt.datetime) -> Iterator[Clock]:
    """A clock that stands still until it is set."""
    clock = Clock(at)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # With as many arguments as SQLite's own has: only then statements that were made before it are made anew.
        connection.connection.create_function("strftime", -1, clock.formatted, deterministic=True)
        try:
            yield clock
        finally:
            clock.at = None  # a function of SQLite's own cannot be put back on an open connection
    else:
        _take_place()
        clock.set(at)
        yield clock


def _take_place() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA model_clock")
        cursor.execute(
            "CREATE FUNCTION model_clock.statement_timestamp() RETURNS timestamptz STABLE LANGUAGE sql"
            " AS $$ SELECT current_setting('kantoor.model_now')::timestamptz $$"
        )
        cursor.execute("SET LOCAL search_path = model_clock, pg_catalog, public")
        cursor.execute(_DEFAULTS)
        for table, column in cursor.fetchall():
            cursor.execute(
                f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET DEFAULT model_clock.statement_timestamp()'
            )
