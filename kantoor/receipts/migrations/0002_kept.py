"""The database itself refuses to change what was signed, or to remove it (domain 8.5)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SIGNED = "environment_id, act, at, organization_id, subject_id, partnership_id, statement, signature"
SQLITE = """
CREATE TRIGGER receipt_no_{name} BEFORE {verb} ON receipts_receipt
BEGIN SELECT RAISE(ABORT, 'a receipt stays as it was signed'); END;
"""
POSTGRESQL = f"""
CREATE FUNCTION receipt_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a receipt stays as it was signed'; END $$;
CREATE TRIGGER receipt_no_update BEFORE UPDATE OF {SIGNED} ON receipts_receipt
FOR EACH STATEMENT EXECUTE FUNCTION receipt_stays();
CREATE TRIGGER receipt_no_delete BEFORE DELETE OR TRUNCATE ON receipts_receipt
FOR EACH STATEMENT EXECUTE FUNCTION receipt_stays();
"""
VERBS = {"update": f"UPDATE OF {SIGNED}", "delete": "DELETE"}


def protect(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for name, verb in VERBS.items():
            editor.execute(SQLITE.format(name=name, verb=verb))
    else:
        editor.execute(POSTGRESQL)


def unprotect(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for name in VERBS:
            editor.execute(f"DROP TRIGGER receipt_no_{name}")
    else:
        editor.execute("DROP FUNCTION receipt_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("receipts", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
