"""Finding any part of a word: FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL."""

import logging

from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

log = logging.getLogger(__name__)
SQLITE = (
    "CREATE VIRTUAL TABLE documents_found USING fts5"
    " (fields, files, content='documents_text', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER documents_text_added AFTER INSERT ON documents_text BEGIN"
    " INSERT INTO documents_found (rowid, fields, files) VALUES (new.id, new.fields, new.files); END",
    "CREATE TRIGGER documents_text_removed AFTER DELETE ON documents_text BEGIN"
    " INSERT INTO documents_found (documents_found, rowid, fields, files)"
    " VALUES ('delete', old.id, old.fields, old.files); END",
    "CREATE TRIGGER documents_text_changed AFTER UPDATE OF fields, files ON documents_text BEGIN"
    " INSERT INTO documents_found (documents_found, rowid, fields, files)"
    " VALUES ('delete', old.id, old.fields, old.files);"
    " INSERT INTO documents_found (rowid, fields, files) VALUES (new.id, new.fields, new.files); END",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX document_text_fields ON documents_text USING gin (fields gin_trgm_ops)",
    "CREATE INDEX document_text_files ON documents_text USING gin (files gin_trgm_ops)",
)


def make(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(statement)
        return
    try:
        with transaction.atomic(editor.connection.alias):
            for statement in POSTGRESQL:
                editor.execute(statement)
    except DatabaseError as problem:
        # Without it everything is found all the same, only slower.
        log.warning(
            "searching documents has no index: %s Install pg_trgm, then run 0003_search again.", problem
        )


def remove(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for trigger in ("added", "removed", "changed"):
            editor.execute(f"DROP TRIGGER documents_text_{trigger}")
        editor.execute("DROP TABLE documents_found")
    else:
        editor.execute("DROP INDEX IF EXISTS document_text_fields")
        editor.execute("DROP INDEX IF EXISTS document_text_files")


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_lists")]
    operations = [migrations.RunPython(make, remove)]
