"""Changes of tables that let people go first: they wait for a lock shortly, give up, and try again.

Who waits for a table keeps everybody out who comes after; and when two tables are changed that others read in the
other order, PostgreSQL ends one of the two, which may be somebody's page.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import errors

PATIENCE = "300ms"  # below the second after which PostgreSQL looks for deadlocks
# Above it: autovacuum gives way to who has waited for so long, and would go on for hours otherwise.
LONGER = "1500ms"
_VACUUM = "SELECT 1 FROM pg_stat_progress_vacuum WHERE datname = current_database() LIMIT 1"
PAUSE, LONGEST = 0.5, 120.0  # seconds
# Everything else may change tables: statements begin with comments, DO, or SET CONSTRAINTS too.
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# These wait as well, but keep nobody out meanwhile.
BESIDE = re.compile(r"\bCONCURRENTLY\b|\bVALIDATE CONSTRAINT\b")


def until_done(change: Callable[[], object], longest: float = LONGEST) -> None:
    """Call it, again and again while somebody else holds what it needs; what it had finished stays finished."""
    until = time.monotonic() + longest
    while True:
        try:
            with _shortly():
                change()
            return
        except OperationalError as problem:
            passing = isinstance(problem.__cause__, errors.LockNotAvailable | errors.DeadlockDetected)
            if not passing or time.monotonic() > until:
                raise
        time.sleep(PAUSE)


@contextmanager
def _shortly() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.execute_wrapper(partial(_bounded, patience())):
        yield


def patience() -> str:
    """How long a change may wait now, with everybody who comes after it."""
    with connection.cursor() as cursor:
        cursor.execute(_VACUUM)
        return LONGER if cursor.fetchone() else PATIENCE


def _bounded(
    longest: str, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """LOCAL: a pooler may give the session to others afterwards."""
    if not _keeps_out(str(sql)):
        return execute(sql, params, many, context)
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        execute(f"SET LOCAL lock_timeout = '{longest}'", None, False, context)
        return execute(sql, params, many, context)


def _keeps_out(sql: str) -> bool:
    return not sql.lstrip().upper().startswith(ROWS) and not BESIDE.search(sql)
