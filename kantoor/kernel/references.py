"""Foreign keys of SQLite after a migration: those are looked over that it may have broken, not all of the file.

Django turns them off for each migration and then looks at every row of every table (docs/decisions/0174). SQLite tells
beforehand what a statement may write, its triggers included; a reference can only break where something was written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any

from django.db import IntegrityError, connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

ROWS = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_DROP_TABLE)
ANY = "rowid"
TABLES = "SELECT lower(name) FROM sqlite_master WHERE type = 'table'"
REFERENCES = (
    'SELECT m.name, lower(m.name), lower(f."from"), lower(f."table"), lower(f."to")'
    " FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
)


class Dangling(IntegrityError):
    """Rows name rows that are not there; `kept` if what the migration wrote before could not be taken back."""

    def __init__(self, said: str, *, kept: bool) -> None:
        super().__init__(said)
        self.kept = kept


class Written:
    """What statements may have written since it was given to SQLite as its authorizer."""

    def __init__(self) -> None:
        self.rows: set[str] = set()
        self.columns: set[tuple[str, str]] = set()
        self.altered: set[str] = set()

    def __call__(self, act: int, first: str | None, second: str | None, *_where: str | None) -> int:
        if act in ROWS:
            self.rows.add(str(first).lower())
        elif act == sqlite3.SQLITE_UPDATE:
            self.columns.add((str(first).lower(), str(second).lower()))
        elif act == sqlite3.SQLITE_ALTER_TABLE:  # names the database first
            self.altered.add(str(second).lower())
        return sqlite3.SQLITE_OK

    def renamed(self, to: set[str]) -> None:
        """Tables have these names now that nobody had before; what was written may have got one of them, or another's."""
        self.rows |= to
        if self.altered & (self.rows | {table for table, _column in self.columns}):
            self.rows |= self.altered

    def broke(self, table: str, column: str, other: str, named: str | None) -> bool:
        """Whether this column of the table may now name what is not there in the other."""
        if {table, other} & self.rows or table in self.altered or (table, column) in self.columns:
            return True
        return any(of == other and changed in (named or changed, ANY) for of, changed in self.columns)


class Editor(DatabaseSchemaEditor):
    """Django's, but for what is looked over at its end; and what is refused there is taken back at once."""

    connection: DatabaseWrapper

    def __enter__(self) -> "Editor":
        super().__enter__()
        self.written, self.driver = Written(), self.connection.connection
        self.before = self._tables()
        self.driver.set_authorizer(self.written)  # also has SQLite compile anew what it had compiled before
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.ProgrammingError):  # closed meanwhile
            self.driver.set_authorizer(None)
        leave = super(DatabaseSchemaEditor, self).__exit__
        try:
            if kind is None:
                self._look()
        except Exception as found:
            leave(type(found), found, found.__traceback__)
            if isinstance(found, IntegrityError):
                raise Dangling(str(found), kept=not self.atomic_migration) from found
            raise
        else:
            leave(kind, problem, trace)
        finally:
            self.connection.enable_constraint_checking()

    def _look(self) -> None:
        if self.connection.connection is not self.driver:  # another one, that nobody listened to
            self.connection.check_constraints()
            return
        self.written.renamed(self._tables() - self.before)
        self.connection.check_constraints(self.suspects())

    def suspects(self) -> list[str]:
        """Tables with a reference that may have been broken."""
        with self.connection.cursor() as cursor:
            cursor.execute(REFERENCES)
            return sorted({name for name, *reference in cursor if self.written.broke(*reference)})

    def _tables(self) -> set[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(TABLES)
            return {name for (name,) in cursor}


@contextmanager
def looked_over() -> Iterator[None]:
    """Migrations of the default database, if it is SQLite, are made by this editor."""
    if connection.vendor != "sqlite":
        yield
        return
    there: Any = connection
    usual: type[BaseDatabaseSchemaEditor] = there.SchemaEditorClass
    there.SchemaEditorClass = Editor
    try:
        yield
    finally:
        there.SchemaEditorClass = usual
