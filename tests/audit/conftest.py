"""A trail to look at, and somebody with all rights on the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kantoor.access.action import performing
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from tests.documents.conftest import invoice

__all__ = ["invoice"]

TABLES = ("audit_entry", "audit_link", "audit_anchor", "audit_chain", "audit_waiting")
Write = Callable[..., list[Entry]]


@pytest.fixture
def write(cast: Cast) -> Write:
    """Records that Anna did something to Sara in Jansen Bouw, so many times."""

    def made(count: int = 1, **more: Any) -> list[Entry]:
        with performing():
            return [
                record.entry(
                    cast.actor(cast.anna),
                    "memberships.changed",
                    subject=cast.sara,
                    organization=cast.bouw,
                    **more,
                )
                for _number in range(count)
            ]

    return made


@pytest.fixture
def trail(write: Write) -> list[Entry]:
    """Twelve entries of Jansen Groep, linked."""
    from kantoor.audit import linking

    entries = write(12)
    linking.all_waiting()
    return entries


@pytest.fixture
def attacker(db: None) -> "Attacker":
    return Attacker()


class Attacker:
    """Has every right on the database: takes the triggers away and writes what they like."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")
            else:
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def sql(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
