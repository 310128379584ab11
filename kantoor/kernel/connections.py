"""Connections to the database that died unnoticed: a leader was replaced, a pooler restarted."""

import contextlib
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, connection

# What PostgreSQL and poolers say when they end a connection; what a leader says that is none any more; and a deadlock,
# which passes as well: another one's act, or a change of tables, went first.
PASSING = ("08", "57P01", "57P02", "57P03", "25006", "40P01")


def is_lost(problem: BaseException | None) -> bool:
    """Whether it went wrong because the database was away, and not because of what it was asked."""
    if connection.vendor != "postgresql" or not isinstance(problem, DatabaseError | InterfaceError):
        return False
    cause = problem.__cause__
    state = getattr(cause, "sqlstate", None)
    if state is None:  # nobody answered
        return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    return str(state).startswith(PASSING)


def refresh() -> None:
    """Let go of this thread's connection, and of those in the pool that have died as well: mostly all at once."""
    with contextlib.suppress(DatabaseError):
        connection.close()
    pool: Any = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()


def ensure() -> None:
    """See that the connection is alive before something is begun on it that cannot be begun twice."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        if connection.connection is None:
            connection.ensure_connection()
        if not connection.is_usable():
            refresh()
