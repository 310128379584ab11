"""The lint over migrations: refuses what locks a table that people use, or breaks the version that still runs beside.

A release is put in while the one before still answers (docs/migrations.md), so a migration may only add: what is no longer
used is taken away by a later release, which says in `unused_since` from which version on.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kantoor.kernel import expanding
from kantoor.kernel.clock import Now

ops = migrations
# What a column can be made without touching the rows that are there.
STEADY = (models.Value, Now, models.functions.Now)
HARMLESS_SQL = re.compile(
    r"^\s*(CREATE (OR REPLACE )?(FUNCTION|TRIGGER|VIEW|EXTENSION)|DROP (TRIGGER|FUNCTION|VIEW)|COMMENT ON|SELECT 1)\b",
    re.I,
)
RENAMES = (ops.RenameField, ops.RenameModel, ops.AlterModelTable)
CHANGES = (ops.AddField, ops.AlterField, ops.RemoveField, ops.DeleteModel)
# Without a transaction they stay when a later operation of the same migration gives way, and are in its way then.
ONCE = (ops.AddField, ops.RemoveField, ops.CreateModel, ops.DeleteModel)


class Look:
    """At one migration, operation by operation, with the tables as they are before each."""

    def __init__(self, migration: Migration, state: ProjectState) -> None:
        self.migration, self.state = migration, state.clone()
        self.label = migration.app_label
        self.new: set[str] = set()
        self.held: set[str] = set()

    def faults(self) -> Iterator[str]:
        for operation in self.migration.operations:
            for fault in self._of(operation):
                yield f"{self.migration}: {operation.describe()}: {fault}"
            if isinstance(operation, ops.CreateModel):
                self.new.add(operation.name_lower)
            operation.state_forwards(self.label, self.state)

    def _of(self, operation: Operation) -> Iterator[str]:
        looks: dict[type[Operation], Callable[[Any], Iterator[str]]] = {
            ops.AddField: self._added,
            ops.AlterField: self._altered,
            ops.RemoveField: self._taken_away,
            ops.DeleteModel: self._taken_away,
            ops.AddIndex: self._indexed,
            ops.AddConstraint: self._constrained,
            ops.RunPython: self._computed,
            ops.RunSQL: self._said,
            ops.SeparateDatabaseAndState: self._separated,
        }
        if isinstance(operation, RENAMES):
            yield "the version before still uses the old name; add, copy, and take the old one away later"
            return
        if isinstance(operation, ONCE) and not self.migration.atomic:
            yield "begun anew it would find its work done, and fail; put it in a migration that is atomic"
        if getattr(operation, "model_name_lower", "") in self.new:
            return  # nobody uses it yet
        if self.migration.atomic and self._holds(operation):
            yield "whoever reads both tables is in its way for minutes; a migration for each"
        for kind, look in looks.items():
            if isinstance(operation, kind):
                yield from look(operation)

    def _holds(self, operation: Any) -> bool:
        """Whether it keeps everybody out of one table while it waits for another."""
        if isinstance(operation, ops.AlterField) and not self._is_felt(operation):
            return False
        if isinstance(operation, CHANGES):
            self.held.add(getattr(operation, "model_name_lower", "") or operation.name_lower)
        return isinstance(operation, CHANGES) and len(self.held) > 1

    def _is_felt(self, operation: Any) -> bool:
        """By the database; choices and words are not."""
        old = self.state.models[self.label, operation.model_name_lower].get_field(operation.name)
        told = [
            (type(field), args, {key: one for key, one in more.items() if key not in field.non_db_attrs})
            for field in (old, operation.field)
            for _name, _path, args, more in [field.deconstruct()]
        ]
        return told[0] != told[1]

    def _added(self, operation: Any) -> Iterator[str]:
        field = operation.field
        if field.many_to_many:
            return
        if not field.null and not field.has_db_default():
            yield "the version before makes rows without it; let it be null, or give it a db_default"
        if (
            field.has_db_default()
            and not isinstance(field.db_default, STEADY)
            and hasattr(field.db_default, "resolve_expression")
        ):
            yield "its default may differ per row, so every row is written anew; add it as null and fill it in batches"
        if field.unique or field.db_index:
            yield "its index is built while nobody can write; db_index=False, and expanding.AddIndex beside it"

    def _altered(self, operation: Any) -> Iterator[str]:
        old = self.state.models[self.label, operation.model_name_lower].get_field(operation.name)
        new = operation.field
        if old.null and not new.null:
            yield from self._emptied(operation)
        if not _widened(old, new):
            yield "the type of the column changes, so every row is written anew; add another column and copy"
        if (new.unique and not old.unique) or (new.db_index and not old.db_index):
            yield "its index is built while nobody can write; use expanding.AddIndex or AddConstraint"
        if old.db_column != new.db_column:
            yield "the version before still uses the old name of the column"
        if old.has_db_default() and not new.has_db_default() and not new.null:
            yield "the version before makes rows without it and leans on the default"

    def _emptied(self, operation: Any) -> Iterator[str]:
        """Of no emptiness any more."""
        if not isinstance(operation, expanding.NeverEmpty):
            yield "every row is looked at while nobody can write; use expanding.NeverEmpty"
        elif self.migration.atomic:
            yield "it keeps everybody waiting in a transaction; atomic = False"
        elif not operation.filled_by:
            yield "the version before makes rows without it; say which trigger fills it"

    def _taken_away(self, operation: Any) -> Iterator[str]:
        since = getattr(self.migration, "unused_since", "")
        if not since or _version(since) >= _version(settings.VERSION):
            yield "the version before still uses it; first a release that does not, then unused_since = its version"

    def _indexed(self, operation: Any) -> Iterator[str]:
        if not isinstance(operation, expanding.AddIndex):
            yield "it is built while nobody can write; use expanding.AddIndex"
        elif self.migration.atomic:
            yield "it cannot be built beside writers in a transaction; atomic = False"

    def _constrained(self, operation: Any) -> Iterator[str]:
        if not isinstance(operation, expanding.AddConstraint):
            yield "every row is looked at while nobody can write; use expanding.AddConstraint"
        elif self.migration.atomic:
            yield "it keeps everybody waiting in a transaction; atomic = False"

    def _computed(self, operation: Any) -> Iterator[str]:
        if operation.code is ops.RunPython.noop:
            return
        if not isinstance(operation, expanding.InBatches):
            yield "all rows are held until it ends; use expanding.InBatches"
        elif self.migration.atomic:
            yield "batches in one transaction are none; atomic = False"

    def _said(self, operation: Any) -> Iterator[str]:
        said = operation.sql if isinstance(operation.sql, list | tuple) else [operation.sql]
        for one in said:
            text = one[0] if isinstance(one, list | tuple) else one
            if text and not HARMLESS_SQL.match(text):
                yield f"SQL that cannot be judged: {' '.join(text.split())[:60]}"

    def _separated(self, operation: Any) -> Iterator[str]:
        """What only Django's idea of the tables loses is still in the database, where the version before finds it."""
        for one in operation.database_operations:
            yield from self._of(one)
        for one in operation.state_operations:
            if isinstance(one, ops.RemoveField):
                field = self.state.models[self.label, one.model_name_lower].get_field(one.name)
                if not field.null and not field.has_db_default():
                    yield "this version makes rows without it; let it be null first, or give it a db_default"


def _widened(old: Any, new: Any) -> bool:
    """Whether the column holds what it held, without its rows being written anew."""
    if type(old) is not type(new):
        return False
    if isinstance(new, models.DecimalField):
        return new.decimal_places == old.decimal_places and (new.max_digits or 0) >= (old.max_digits or 0)
    return new.max_length is None or (old.max_length is not None and new.max_length >= old.max_length)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def faults(migration: Migration, state: ProjectState) -> list[str]:
    """What is wrong with it; empty when it may run while people work. `because` lets one pass that has a reason."""
    return [] if getattr(migration, "because", "") else list(Look(migration, state).faults())
