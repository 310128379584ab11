"""Writing what may as well be left out: at once, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

PATIENCE = 50  # milliseconds


@contextmanager
def impatient() -> Iterator[None]:
    """A transaction that waits for nobody for long: OperationalError when others hold what it needs."""
    if connection.vendor == "sqlite":
        with _timeout(PATIENCE), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
        yield


@contextmanager
def _timeout(milliseconds: int) -> Iterator[None]:
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _wait(milliseconds)
    try:
        yield
    finally:
        _wait(usual)


def _wait(milliseconds: int) -> None:
    connection.ensure_connection()
    connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
