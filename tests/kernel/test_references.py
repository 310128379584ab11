"""Foreign keys of SQLite after a migration: whatever breaks one is found, and nothing else is looked at."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from kantoor.cli import migrate
from kantoor.kernel import references
from kantoor.kernel.sqlite import SQLITE_OPTIONS

TABLES = """
    CREATE TABLE firm (id INTEGER PRIMARY KEY, code TEXT UNIQUE, note TEXT);
    CREATE TABLE paper (id INTEGER PRIMARY KEY, firm_id INTEGER REFERENCES firm, note TEXT);
    CREATE TABLE mark (id INTEGER PRIMARY KEY, paper_id INTEGER REFERENCES paper(id), code TEXT REFERENCES firm(code));
    CREATE TABLE aside (id INTEGER PRIMARY KEY, note TEXT, firm_id INTEGER REFERENCES firm(id));
    CREATE TRIGGER noted AFTER UPDATE OF note ON aside BEGIN UPDATE paper SET firm_id = NEW.note WHERE id = 1; END;
    INSERT INTO firm VALUES (1, 'one', ''), (2, 'two', '');
    INSERT INTO paper VALUES (1, 1, '');
    INSERT INTO mark VALUES (1, 1, 'one');
    INSERT INTO aside VALUES (1, '1', 2);
"""


def opened(place: Path, alias: str) -> DatabaseWrapper:
    given = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(place), "OPTIONS": SQLITE_OPTIONS}
    }
    return DatabaseWrapper(ConnectionHandler(given).settings["default"], alias)


@pytest.fixture
def file(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """A database of its own: what is tested is SQLite, whatever the others run on."""
    place = tmp_path / "some.sqlite3"
    with closing(sqlite3.connect(place)) as made:
        made.executescript(TABLES)
    connection = opened(place, "upgraded")
    connection.SchemaEditorClass = references.Editor
    connections["upgraded"] = connection
    with django_db_blocker.unblock():
        yield connection
        connection.close()
    del connections["upgraded"]


def asked(connection: DatabaseWrapper, sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


BREAKING = {
    "a row that names nobody": "INSERT INTO paper VALUES (2, 9, '')",
    "a name changed": "UPDATE paper SET firm_id = 9",
    "a row gone": "DELETE FROM firm WHERE id = 1",
    "a row put in the place of another": "INSERT OR REPLACE INTO firm VALUES (7, 'one', '')",
    "a key changed, that is named without a column": "UPDATE firm SET id = 8 WHERE id = 1",
    "a key changed by its number": "UPDATE firm SET rowid = 8 WHERE id = 1",
    "a key changed, not the first": "UPDATE firm SET code = 'won' WHERE id = 1",
    "by a trigger": "UPDATE aside SET note = '9'",
    "the table gone": "DROP TABLE mark; DROP TABLE paper; DROP TABLE firm",
    "a column that names nobody": "ALTER TABLE aside ADD COLUMN other INTEGER DEFAULT 9 REFERENCES firm(id)",
    "made anew without its rows": "CREATE TABLE new__firm (id INTEGER PRIMARY KEY, code TEXT UNIQUE);"
    " DROP TABLE firm; ALTER TABLE new__firm RENAME TO firm",
    "a row, and then a new name": "INSERT INTO paper VALUES (2, 9, ''); ALTER TABLE paper RENAME TO sheet",
    "a key, and then a new name": "UPDATE firm SET code = id; ALTER TABLE firm RENAME COLUMN code TO word",
    "a row gone, and then the name of another": "DELETE FROM firm; ALTER TABLE firm RENAME TO x;"
    " ALTER TABLE aside RENAME TO firm; ALTER TABLE x RENAME TO aside",
    "a table with rows under a new name": "ALTER TABLE paper RENAME TO sheet; INSERT INTO sheet VALUES (2, 9, '')",
}


@pytest.mark.parametrize("sql", BREAKING.values(), ids=BREAKING)
@pytest.mark.parametrize("atomic", [True, False])
def test_whatever_breaks_a_reference_is_found(file: DatabaseWrapper, sql: str, atomic: bool) -> None:
    """And taken back if it can be; said to be kept, if not. References hold again for what comes after."""
    before = asked(file, "SELECT count(*) FROM firm") if atomic else None
    with pytest.raises(references.Dangling) as found, file.schema_editor(atomic=atomic) as editor:
        for statement in sql.split(";"):
            editor.execute(statement)
    assert found.value.kept is not atomic
    assert not file.in_atomic_block
    if atomic:
        assert asked(file, "SELECT count(*) FROM firm") == before
        file.check_constraints()
    assert asked(file, "PRAGMA foreign_keys") == (1,)


SUSPECTS = {
    "UPDATE paper SET note = 'x'": [],
    "UPDATE firm SET note = 'x'": ["paper"],  # which does not say which column it names
    "UPDATE aside SET id = id": [],
    "CREATE INDEX paper_note ON paper (note)": [],
    "SELECT * FROM paper": [],
    "ALTER TABLE firm ADD COLUMN more TEXT": [],
    "ALTER TABLE paper ADD COLUMN more TEXT": ["paper"],
    "UPDATE paper SET firm_id = 2": ["paper"],
    "UPDATE paper SET id = id": ["mark"],
    "INSERT INTO mark VALUES (2, 1, 'two')": ["mark"],
    "UPDATE aside SET note = '2'": ["paper"],
    "DELETE FROM aside": ["aside"],
}


@pytest.mark.parametrize(("sql", "suspects"), SUSPECTS.items(), ids=SUSPECTS)
def test_nothing_else_is_looked_at(file: DatabaseWrapper, sql: str, suspects: list[str]) -> None:
    with file.schema_editor() as editor:
        editor.execute(sql)
        assert isinstance(editor, references.Editor)
        assert editor.suspects() == suspects


def test_what_was_compiled_before_is_heard_as_well(file: DatabaseWrapper) -> None:
    change = "UPDATE paper SET firm_id = 2"
    asked(file, change)
    with file.schema_editor() as editor, file.cursor() as cursor:
        cursor.execute(change)
        assert isinstance(editor, references.Editor)
        assert editor.suspects() == ["paper"]


def test_a_connection_that_nobody_listened_to_is_looked_at_whole(file: DatabaseWrapper) -> None:
    with pytest.raises(references.Dangling), file.schema_editor(atomic=False):
        file.close()
        with file.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute(BREAKING["a name changed"])


def test_another_fault_is_told_as_it_is(file: DatabaseWrapper) -> None:
    with pytest.raises(ZeroDivisionError), file.schema_editor() as editor:
        editor.execute(BREAKING["a row gone"])
        raise ZeroDivisionError
    assert asked(file, "SELECT count(*) FROM firm") == (2,)
    assert asked(file, "PRAGMA foreign_keys") == (1,)


def test_an_upgrade_that_would_break_a_reference_stops_and_says_so(
    tmp_path: Path,
    settings: Settings,
    django_db_blocker: DjangoDbBlocker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`kantoor migrate` on a file of its own: nothing of that migration is there, and the one before it stays."""
    settings.MIGRATION_MODULES = {"overview": "tests.kernel.loose.migrations"}
    connection, usual = opened(tmp_path / "some.sqlite3", "default"), connections["default"]
    connections["default"] = connection
    try:
        with django_db_blocker.unblock(), closing(connection):
            status = migrate.main(["overview", "-v0"])
            rows = asked(connection, "SELECT count(*) FROM overview_paper")
            made = asked(connection, "SELECT count(*) FROM pragma_table_info('overview_paper')")
            done = asked(
                connection, "SELECT group_concat(name) FROM django_migrations WHERE app = 'overview'"
            )
            assert connection.SchemaEditorClass is DatabaseWrapper.SchemaEditorClass
    finally:
        connections["default"] = usual
    assert (status, rows, made, done) == (1, (0,), (2,), ("0001_initial",))
    said = capsys.readouterr().err
    assert "contains a value '9' that does not have" in said
    assert "Nothing of this migration was kept" in said
    assert "in all). Put back the version" in said
