"""The database of this installation: one of the two kinds, which do the same in their own ways."""

from types import ModuleType

from django.db import connection

from kantoor.backups import postgresql, sqlite

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
CALLED = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def own() -> ModuleType:
    return KINDS[connection.vendor]
