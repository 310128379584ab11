"""The database itself refuses to change what was received or sent (domain 7.2).

Made after every migration instead of by one: SQLite forgets a table's triggers when a migration rebuilds it, and
cannot rebuild a table that another's trigger names.
"""

from typing import Any

from django.db import connections

NAMES = ("documents_document", "documents_file")
SAID = "received and sent documents are immutable"

# Status, its moment and `duplicate_of` move on; the counterpart and the receiver are filled in once.
DOCUMENT = [
    *("organization_id", "box", "kind", "source", "title", "number", "dated_on", "due_on", "currency"),
    *("amount", "party", "party_folded", "party_number", "corrects_id", "invoice"),
    *("made_by_id", "made_at", "sent_by_id", "sent_at"),
]
ONCE = ("counterpart_id", "party_organization_id")
FILE = ["organization_id", "document_id", "role", "name", "size", "sha256", "media_type", "kept_at"]

FIXED = "OLD.box <> 'made' AND NOT OLD.withheld"
# Retention empties a document once (retention.purging); what is left of it never changes again.
EMPTIED = (
    "OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL AND NEW.withheld AND NEW.title = '' AND NEW.number = ''"
    " AND NEW.party = '' AND NEW.invoice IS NULL AND NEW.box = OLD.box AND NEW.kind = OLD.kind"
    " AND NEW.source = OLD.source AND NEW.dated_on = OLD.dated_on AND NEW.organization_id = OLD.organization_id"
)
OF_FIXED = (
    "EXISTS (SELECT 1 FROM documents_document d WHERE d.id = OLD.document_id"
    " AND d.box <> 'made' AND NOT d.withheld)"
)


def loosen(using: str, **_more: Any) -> None:
    """Before migrations."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in NAMES:
            if table in there:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_fixed{on}")


def fix(using: str, **_more: Any) -> None:
    """After migrations."""
    connection = connections[using]
    loosen(using)
    with connection.cursor() as cursor:
        if _are_there(connection, cursor):
            for table, when in _rules(connection.vendor):
                for statement in _statements(connection.vendor, table, when):
                    cursor.execute(statement)


def _are_there(connection: Any, cursor: Any) -> bool:
    """The tables, with every column that is named."""
    if not set(NAMES) <= set(connection.introspection.table_names(cursor)):
        return False
    columns = connection.introspection.get_table_description(cursor, NAMES[0])
    return "purged_at" in {column.name for column in columns}


def _rules(vendor: str) -> list[tuple[str, str]]:
    different = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"

    def changed(columns: list[str]) -> str:
        return " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in columns)

    refilled = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND NEW.{column} {different} OLD.{column})" for column in ONCE
    )
    return [
        (
            "documents_document",
            f"({FIXED} AND NOT ({EMPTIED}) AND ({changed(DOCUMENT)} OR {refilled}))"
            f" OR (OLD.purged_at IS NOT NULL AND ({changed([*DOCUMENT, 'withheld', 'purged_at'])}))",
        ),
        ("documents_file", f"({changed(FILE)}) AND {OF_FIXED}"),
    ]


def _statements(vendor: str, table: str, when: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        ]
    body = f"BEGIN IF {when} THEN RAISE EXCEPTION '{SAID}'; END IF; RETURN NEW; END"
    return [
        f"CREATE OR REPLACE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_fixed()",
    ]
