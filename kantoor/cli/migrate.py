"""`kantoor migrate`: the database as this version wants it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

TURN = 7_165_021  # one number for this, in PostgreSQL's locks by number
LOOK = 0.5  # seconds


def main(arguments: list[str]) -> int:
    """1 when a migration would leave rows that name what is not there; what is kept then is said."""
    django.setup()
    from kantoor.kernel import references

    try:
        apply(*arguments)
    except references.Dangling as problem:
        print(_told(problem), file=sys.stderr)
        return 1
    return 0


def apply(*arguments: str, **options: Any) -> None:
    """Django's migrate, in turns and without being in anybody's way; and the table of the cache that all nodes share."""
    from kantoor.kernel import references, yielding

    with turn(), references.looked_over():
        yielding.until_done(lambda: call_command("migrate", *arguments, **options))
        call_command("createcachetable", **options)


def _told(problem: Any) -> str:
    from kantoor.kernel import migrated

    if problem.kept:
        state = "This migration works in several steps, and what they wrote is kept: put the backup back."
    else:
        missing = migrated.missing()
        state = (
            "Nothing of this migration was kept: the database is as those before it left it, and whole."
            f" To do: {', '.join(missing[:3])} ({len(missing)} in all). Put back the version that ran until now."
        )
    return f"The upgrade stopped. {problem}\n{state}"


@contextmanager
def turn() -> Iterator[None]:
    """Nobody else migrates meanwhile. Asked again and again: an index is never ready while somebody waits for a lock."""
    if connection.vendor != "postgresql":
        yield
        return
    while not _asked("SELECT pg_try_advisory_lock(%s)"):
        time.sleep(LOOK)
    try:
        yield
    finally:
        _asked("SELECT pg_advisory_unlock(%s)")


def _asked(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [TURN])
        return bool(cursor.fetchone()[0])
