"""SQLite: a copy of the pages at one moment, while others write on; and the change of one database for another."""

import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection

from kantoor.backups.snapshot import NOBODYS, Execute, Snapshot, Tables
from kantoor.backups.troubles import Damaged, NotDone

MEMBER = "database.sqlite3.gz"
CHUNK = 1024 * 1024
BESIDE = ("-wal", "-shm", "-journal")


def path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


@contextmanager
def snapshot(scratch: Path) -> Iterator[Snapshot]:
    """The copy is made in one reading transaction: writers go on meanwhile, and it has all of an act or none."""
    copy = scratch / "database"
    if not path().exists():
        raise NotDone(f"There is no database at {path()}: nothing to back up.")
    try:
        with closing(sqlite3.connect(path(), timeout=60)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as problem:
        raise NotDone(f"{path()} could not be copied: {problem}.") from problem
    with closing(sqlite3.connect(copy)) as reading:
        _require_sound(reading, "quick_check")
        yield Snapshot("sqlite", MEMBER, copy, reading.execute)


def pack(copy: Path) -> Path:
    """The copy made smaller, in a file of its own."""
    packed = copy.with_suffix(".gz")
    squeeze = zlib.compressobj(3, wbits=31)
    with copy.open("rb") as source, packed.open("wb") as target:
        while piece := source.read(CHUNK):
            target.write(squeeze.compress(piece))
        target.write(squeeze.flush())
    return packed


def unpack(packed: Path) -> Path:
    copy = packed.with_suffix(".sqlite3")
    stretch = zlib.decompressobj(wbits=31)
    with packed.open("rb") as source, copy.open("wb") as target:
        while piece := source.read(CHUNK):
            target.write(stretch.decompress(piece))
        target.flush()
        os.fsync(target.fileno())
    return copy


@contextmanager
def asking() -> Iterator[Execute]:
    """The database as it is now."""
    with closing(sqlite3.connect(path(), timeout=60)) as there:
        yield there.execute


def tables(execute: Execute) -> Tables:
    """How many rows each table has. What is in them the SHA-256 of the copy proves."""
    names = execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT IN"
        " (SELECT v.name || e.part FROM sqlite_master v, (SELECT '_data' part UNION SELECT '_idx'"
        " UNION SELECT '_docsize' UNION SELECT '_config' UNION SELECT '_content') e"
        " WHERE v.sql LIKE 'CREATE VIRTUAL%') ORDER BY name"
    )
    return {name: [*next(iter(execute(f'SELECT count(*) FROM "{name}"'))), ""] for (name,) in list(names)}


def has_rows() -> bool:
    """Whether somebody's work is in the database that is there now."""
    if not path().exists():
        return False
    try:
        with closing(sqlite3.connect(path())) as there:
            return any(rows for name, (rows, _) in tables(there.execute).items() if name not in NOBODYS)
    except sqlite3.Error as problem:
        raise NotDone(f"{path()} is there, and cannot be read: {problem}. Move it away first.") from problem


def require_quiet() -> None:
    """SQLite leaves WAL only when nobody else has the database open; what runs would write on into the old file."""
    connection.close()
    if not path().exists():
        return
    try:
        with closing(sqlite3.connect(path(), timeout=1)) as there:
            there.execute("PRAGMA journal_mode=DELETE").fetchone()
            there.execute("BEGIN EXCLUSIVE")
            there.execute("ROLLBACK")
    except sqlite3.OperationalError as problem:
        raise NotDone(f"{path()} is in use: stop `kantoor web` and `kantoor worker` first.") from problem


def require_whole(copy: Path) -> None:
    """Before it is put in place: pages, indexes and foreign keys."""
    with closing(sqlite3.connect(copy)) as there:
        _require_sound(there, "integrity_check")
        loose = there.execute("PRAGMA foreign_key_check").fetchone()
        if loose:
            raise Damaged(f"A row of {loose[0]} in the backup names a row of {loose[2]} that is not in it.")


def put(copy: Path) -> str:
    """Put the copy in the place of what is there, which is kept aside; what to say about that."""
    require_quiet()
    place, said = path(), ""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and has_rows():
        aside = place.with_name(f"{place.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
        place.replace(aside)
        said = f"The database that was there is kept as {aside}."
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            place.with_name(place.name + ending).unlink()
    copy.chmod(0o600)
    copy.replace(place)
    return said


def _require_sound(there: sqlite3.Connection, check: str) -> None:
    try:
        found = there.execute(f"PRAGMA {check}(1)").fetchone()[0]
    except sqlite3.Error as problem:
        found = str(problem)
    if found != "ok":
        raise Damaged(f"SQLite finds the database damaged: {found}.")
