"""What hangs on a document carries its organization: the database fills it in where it is missing, and keeps it the same.

A document never goes to another organization, which the database refuses as well. The version before this column wrote
rows without it; both may be at work while nodes are replaced (docs/migrations.md).
"""

import time
from typing import Any

from django.db import connections, transaction
from django.db.migrations.operations.base import Operation
from django.db.models import OuterRef, Subquery

PARENT = "documents_document"
TABLES = (
    *("documents_statuschange", "documents_text", "documents_note", "documents_tagging", "documents_mark"),
    *("uploads_scan", "invoicing_draft"),
)
# They came with their organization from the first day: nothing is filled in, it is only held to be the document's.
COMPARED = (
    *("documents_file", "sharing_share", "delivery_delivery", "delivery_link"),
    *("invoicing_given", "retention_hold", "uploads_transfer"),
)
OTHER, MOVED = "this document is of another organization", "a document stays with its organization"
IS_OTHER = (
    f"EXISTS (SELECT 1 FROM {PARENT} WHERE id = NEW.document_id AND organization_id <> NEW.organization_id)"
)
ITS = f"SELECT organization_id FROM {PARENT} WHERE id = NEW.document_id"
SOME = 2_000  # rows of one batch
PAUSE = 0.5  # seconds, before those are tried again that others held


class Hold(Operation):
    """PostgreSQL: the trigger of one table, or of the documents themselves; none comes without its organization then.

    SQLite has them after each migration (`fix`).
    """

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model knows of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in _for_postgresql(self.table):
                schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for name in ("keyed", "stays"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_{name} ON {self.table}")

    def describe(self) -> str:
        return f"Hold the organization of {self.table}"


class Filling:
    """For `expanding.InBatches`: walks a table by its key, waits for nobody, and goes round again for what was held."""

    def __init__(self, app: str, model: str) -> None:
        self.model = (app, model)
        self.last: Any = None
        self.missed = False

    def __call__(self, apps: Any) -> int:
        rows = apps.get_model(*self.model).objects.order_by("pk")
        further = rows if self.last is None else rows.filter(pk__gt=self.last)
        some = list(further.values_list("pk", flat=True)[:SOME])
        if some:
            self.last = some[-1]
            self.missed |= self._fill(apps, further.filter(pk__lte=self.last, organization=None).order_by())
            return len(some)
        again, self.last, self.missed = self.missed, None, False
        time.sleep(PAUSE if again else 0)
        return int(again)

    def _fill(self, apps: Any, empty: Any) -> bool:
        """Whether somebody else held some of them."""
        documents = apps.get_model("documents", "Document").objects.filter(pk=OuterRef("document_id"))
        free = list(empty.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        if free:
            its = Subquery(documents.values("organization_id")[:1])
            empty.model.objects.filter(pk__in=free).update(organization_id=its)
        return bool(empty.exists())


def loosen(using: str, plan: Any = (), **_more: Any) -> None:
    """Before migrations, on SQLite: it cannot build a table anew that another's trigger names."""
    if plan and connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            _drop(cursor)


def fix(using: str, **_more: Any) -> None:
    """After migrations, on SQLite: the triggers as they are here, and the rows that came meanwhile."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'organization_id'"
        )
        there = {name for (name,) in cursor.fetchall()}
        wanted = [
            statement
            for table in (PARENT, *TABLES, *COMPARED)
            if table in there
            for statement in _for_sqlite(table)
        ]
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        if {sql for (sql,) in cursor.fetchall()}.issuperset(wanted):
            return
        _drop(cursor)
        for table in there.intersection(TABLES):
            its = ITS.replace("NEW.", f"{table}.")
            cursor.execute(f"UPDATE {table} SET organization_id = ({its}) WHERE organization_id IS NULL")
        for statement in wanted:
            cursor.execute(statement)


def _drop(cursor: Any) -> None:
    for table in (PARENT, *TABLES, *COMPARED):
        for name in ("keyed", "comes", "stays"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")


def _for_sqlite(table: str) -> list[str]:
    def refused(name: str, act: str, when: str, said: str) -> str:
        return (
            f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )

    if table == PARENT:
        moved = "NEW.organization_id IS NOT OLD.organization_id"
        return [refused("stays", "UPDATE OF organization_id", moved, MOVED)]
    comes = refused("comes", "INSERT", IS_OTHER, OTHER)
    if table in COMPARED:
        return [comes, refused("stays", "UPDATE OF organization_id, document_id", IS_OTHER, OTHER)]
    empty_or_other = f"NEW.organization_id IS NULL OR {IS_OTHER}"
    return [
        f"CREATE TRIGGER {table}_keyed AFTER INSERT ON {table} WHEN NEW.organization_id IS NULL"
        f" BEGIN UPDATE {table} SET organization_id = ({ITS}) WHERE rowid = NEW.rowid; END",
        comes,
        refused("stays", "UPDATE OF organization_id, document_id", empty_or_other, OTHER),
    ]


def _for_postgresql(table: str) -> list[str]:
    def function(name: str, body: str) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} RETURN NEW; END $$"
        )

    def refused(said: str) -> str:
        return f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation';"

    name = f"{table}_stays" if table == PARENT else f"{table}_keyed"
    if table == PARENT:
        moved = f"UPDATE OF organization_id ON {table} FOR EACH ROW WHEN (NEW.organization_id <> OLD.organization_id)"
        return [
            function(name, refused(MOVED)),
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {moved} EXECUTE FUNCTION {name}()",
        ]
    body = (
        f"IF NEW.organization_id IS NULL THEN NEW.organization_id := ({ITS});"
        f" ELSIF {IS_OTHER} THEN {refused(OTHER)} END IF;"
    )
    written = f"INSERT OR UPDATE OF organization_id, document_id ON {table} FOR EACH ROW"
    return [
        function("documents_keyed", body),
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {written} EXECUTE FUNCTION documents_keyed()",
    ]
