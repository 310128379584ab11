"""`kantoor migrate`: the database as this version wants it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import connection

TURN = 7_165_021  # one number for this, in PostgreSQL's locks by number
LOOK = 0.5  # seconds


def main(arguments: list[str]) -> int:
    """Django's migrate, in turns and without being in anybody's way; and the table of the cache that all nodes share."""
    django.setup()
    from kantoor.kernel import yielding

    with turn():
        yielding.until_done(lambda: call_command("migrate", *arguments))
        call_command("createcachetable")
    return 0


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
