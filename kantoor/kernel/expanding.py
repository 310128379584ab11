"""Changes of big tables that nobody has to wait for: what migrations use instead of Django's own (docs/migrations.md).

On PostgreSQL they need `atomic = False`: an index is built beside the writers, a rule is checked after it holds for what
is new. On SQLite, which has one writer anyway, they do what Django's do.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint as DjangoAddConstraint
from django.db.migrations import AddIndex as DjangoAddIndex
from django.db.migrations import AlterField, RunPython
from django.db.migrations import RemoveIndex as DjangoRemoveIndex
from django.db.migrations.operations.base import Operation

from kantoor.kernel import yielding

log = logging.getLogger(__name__)
Do = Callable[..., Any]
Editor = BaseDatabaseSchemaEditor
BREATH = 0.02  # seconds between batches on SQLite, which wakes nobody who waits to write


class AddIndex(DjangoAddIndex):
    """CREATE INDEX CONCURRENTLY."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            # A migration of several may have been broken off after this one.
            schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(self.index.name)}")
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            # Of an index that it knows nothing of it expects too much: who was in an organization took 6 s until the night.
            schema_editor.execute("PRAGMA analysis_limit=0")
            schema_editor.execute(f"ANALYZE {schema_editor.quote_name(self.index.name)}")
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        # One that was broken off stays behind, invalid.
        schema_editor.execute(
            f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}"
        )
        schema_editor.add_index(model, self.index, concurrently=True)  # type: ignore[call-arg]


class RemoveIndex(DjangoRemoveIndex):
    """DROP INDEX CONCURRENTLY: for want of a lock a migration would begin anew, and build its indexes again."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        name = schema_editor.quote_name(self.name)
        beside = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP INDEX {beside}IF EXISTS {name}")


class AddConstraint(DjangoAddConstraint):
    """A check: NOT VALID first, then looked over without keeping anybody from writing. Others: as an index of their own."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        statement = self.constraint.create_sql(model, schema_editor)
        if schema_editor.connection.vendor != "postgresql" or statement is None:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif isinstance(self.constraint, models.CheckConstraint):
            name, table = map(schema_editor.quote_name, (self.constraint.name, model._meta.db_table))
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
            schema_editor.execute(f"{statement} NOT VALID", params=None)
            schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
        else:
            made = str(statement)
            if not made.startswith("CREATE UNIQUE INDEX "):
                raise ValueError(
                    f"{self.constraint.name}: write it with expressions or a condition, as an index"
                )
            name = schema_editor.quote_name(self.constraint.name)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            beside = made.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1)
            schema_editor.execute(beside, params=None)


class NeverEmpty(AlterField):
    """NOT NULL for a filled column, which PostgreSQL believes of a check that was looked over beside the writers.

    `filled_by` is the trigger that fills it for the version before. SQLite would write the whole table anew, and forget
    its triggers: there they have to refuse what is empty by themselves.
    """

    atomic = False

    def __init__(self, model_name: str, name: str, field: Any, filled_by: str) -> None:
        super().__init__(model_name, name, field)
        self.filled_by = filled_by

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        name, arguments, more = super().deconstruct()
        return name, list(arguments), {**more, "filled_by": self.filled_by}

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        table, column = model._meta.db_table, model._meta.get_field(self.name).column
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s", [self.filled_by])
            if not cursor.fetchone():
                raise ValueError(f"{table}.{column}: nothing fills it for the version before")
        name, table, column = map(schema_editor.quote_name, (f"{table}_{column}_there", table, column))
        self._do(schema_editor, f"DROP CONSTRAINT IF EXISTS {name}", table)
        self._do(schema_editor, f"ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID", table)
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
        self._do(schema_editor, f"ALTER COLUMN {column} SET NOT NULL, DROP CONSTRAINT {name}", table)

    def database_backwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            table, column = model._meta.db_table, model._meta.get_field(self.name).column
            self._do(schema_editor, f'ALTER COLUMN "{column}" DROP NOT NULL', f'"{table}"')

    def _do(self, schema_editor: Editor, change: str, table: str) -> None:
        """A moment without anybody else, given up and tried again when somebody is there."""

        def act() -> None:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute(f"ALTER TABLE {table} {change}")

        yielding.until_done(act)


class PostgresIndex(Operation):
    """An index that PostgreSQL alone has, and no model knows of; built beside the writers."""

    reversible = True

    def __init__(self, table: str, name: str, on: str) -> None:
        """`on`: what stands behind the table's name."""
        self.table, self.name = table, name
        self.make = f"CREATE INDEX CONCURRENTLY {name} ON {table} {on}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model knows of it."""

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            # One that was broken off stays behind, invalid.
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")
            schema_editor.execute(self.make)

    def database_backwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")

    def describe(self) -> str:
        return f"Index {self.name} of PostgreSQL on {self.table}"


class AddTrigrams(PostgresIndex):
    """An index that finds any part of a text. Without the extension pg_trgm all is found, only slower."""

    def __init__(self, table: str, column: str, name: str) -> None:
        super().__init__(table, name, f"USING gin ({column} gin_trgm_ops)")

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        try:
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        except DatabaseError as problem:
            words = "searching %s has no index: %s Install pg_trgm, then run as the database's owner: %s;"
            log.warning(words, self.table, problem, self.make)


class Spread(Operation):
    """PostgreSQL: about how many rows there are to each value of the column, where it cannot find out by itself.

    It reckons from a sample; of ten million memberships it believes a person to have fifteen times as many as they have,
    and then rather goes through all members of an organization (docs/decisions/0182). Nobody waits for either statement.
    """

    reversible = True

    def __init__(self, table: str, column: str, rows: int) -> None:
        self.table, self.column, self.rows = table, column, rows

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model knows of it."""

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        self._set(schema_editor, f"SET (n_distinct = {-1 / self.rows})")

    def database_backwards(
        self, app_label: str, schema_editor: Editor, from_state: Any, to_state: Any
    ) -> None:
        self._set(schema_editor, "RESET (n_distinct)")

    def _set(self, schema_editor: Editor, change: str) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {self.table} ALTER COLUMN {self.column} {change}")
            schema_editor.execute(f"ANALYZE {self.table} ({self.column})")

    def describe(self) -> str:
        return f"{self.table} has about {self.rows} rows to each {self.column}"


class InBatches(RunPython):
    """`does(apps)` works on some rows and gives how many; it is called, each time in a transaction, until it gives 0.

    It looks for rows that still need it, so that it can be broken off and begun again.
    """

    reduces_to_sql = False
    atomic = False

    def __init__(self, does: Do) -> None:
        super().__init__(_until_done(does), RunPython.noop, atomic=False)
        self.does = does

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.does], {}


def _until_done(does: Do) -> Do:
    def run(apps: Any, schema_editor: Editor) -> None:
        done, breath = 1, BREATH if schema_editor.connection.vendor == "sqlite" else 0.0
        while done:
            with transaction.atomic(using=schema_editor.connection.alias):
                done = does(apps)
            time.sleep(breath)

    return run
