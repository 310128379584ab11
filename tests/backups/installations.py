"""Installations of their own: a database and a data folder, which a test stands on for a while."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from kantoor.storing import folder
from tests.committed import _outside


@dataclass(frozen=True)
class Installation:
    """The name of its database (on SQLite a path), and its data folder."""

    database: str
    data: Path

    def left(self) -> list[str]:
        """What lies in the data folder, but for the database of SQLite and what belongs to it."""
        found = self.data.rglob("*")
        return sorted(path.name for path in found if path.is_file() and "sqlite3" not in path.name)


@contextmanager
def made(tmp: Path, name: str, *, template: bool = False) -> Iterator[Installation]:
    """A database with nothing in it, or with the tables of the test database; dropped afterwards."""
    data = tmp / name
    data.mkdir()
    original = str(connection.settings_dict["NAME"])
    connections.close_all()
    if connection.vendor == "sqlite":
        database = str(data / "kantoor.sqlite3")
        if template:
            shutil.copy(original, database)
        yield Installation(database, data)
        return
    database = f"{original}_{name}"
    _outside(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{original}"' if template else ""))
    try:
        yield Installation(database, data)
    finally:
        _outside(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def standing_on(place: Installation) -> Iterator[None]:
    """As if it were ours: its database, its files, its anchors."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = place.database
    try:
        with override_settings(
            DATA=place.data,
            MEDIA_ROOT=place.data / "files",
            AUDIT_ANCHORS=[str(place.data / "audit-anchors")],
            STORAGES={**settings.STORAGES, "documents": folder(place.data / "documents")},
        ):
            yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before


@contextmanager
def small_disk(where: Path, size: str) -> Iterator[bool]:
    """A disk of this size, if one may be mounted here."""
    import subprocess

    where.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(where)]
    with suppress(FileNotFoundError), closing(_Mounted(where)) as disk:
        disk.there = subprocess.run(command, capture_output=True, check=False).returncode == 0
        yield disk.there
        return
    yield False


class _Mounted:
    def __init__(self, where: Path) -> None:
        self.where, self.there = where, False

    def close(self) -> None:
        import subprocess

        if self.there:
            subprocess.run(["umount", str(self.where)], check=True)
