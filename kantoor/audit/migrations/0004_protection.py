"""Every entry waits for its link; entries, links and anchors are append-only but for blanking what is personal.

After any later migration that rebuilds one of these tables on SQLite, which drops its triggers, `protect` runs again.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BLANKABLE = {
    "audit_entry": {"actor_name": "''", "origin": "''", "subject_name": "''", "private": "'{}'"},
    "audit_link": {"actor_salt": "x''", "subject_salt": "x''"},
}
NOBODY = "00000000000000000000000000000000"
REFUSAL = "the audit trail is append-only"
SET_APART = f"""
INSERT INTO audit_waiting (entry_id, chain_id) SELECT id, coalesce(environment_id, '{NOBODY}') FROM audit_entry
"""

SQLITE = f"""
CREATE TRIGGER {{name}} {{when}} ON {{table}} WHEN {{condition}}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
SQLITE_WAITING = f"""
CREATE TRIGGER audit_entry_waits AFTER INSERT ON audit_entry BEGIN
INSERT INTO audit_waiting (entry_id, chain_id) VALUES (NEW.id, coalesce(NEW.environment_id, '{NOBODY}')); END
"""
LINKED = "EXISTS (SELECT 1 FROM audit_link WHERE entry_id = OLD.entry_id)"

POSTGRESQL = f"""
CREATE FUNCTION audit_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO audit_waiting (entry_id, chain_id) SELECT id, coalesce(environment_id, '{NOBODY}') FROM made;
RETURN NULL; END $$;
CREATE TRIGGER audit_entry_waits AFTER INSERT ON audit_entry
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION audit_waits();

CREATE FUNCTION audit_blanks_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    blank jsonb := TG_ARGV[0]::jsonb;
    before jsonb := to_jsonb(OLD);
    later jsonb := to_jsonb(NEW);
    name text;
BEGIN
    FOR name IN SELECT jsonb_object_keys(blank) LOOP
        IF later -> name NOT IN (before -> name, blank -> name) THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
        before := before - name;
        later := later - name;
    END LOOP;
    IF before <> later THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
    RETURN NEW;
END $$;
DROP TRIGGER audit_entry_append_only ON audit_entry;
CREATE TRIGGER audit_entry_append_only BEFORE DELETE OR TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_link_append_only BEFORE DELETE OR TRUNCATE ON audit_link
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_anchor_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchor
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_chain_stays BEFORE DELETE OR TRUNCATE ON audit_chain
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_chain_grows BEFORE UPDATE ON audit_chain FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.number < OLD.number) EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_entry_blanks BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION
audit_blanks_only('{{"actor_name": "", "origin": "", "subject_name": "", "private": {{}}}}');
CREATE TRIGGER audit_link_blanks BEFORE UPDATE ON audit_link FOR EACH ROW EXECUTE FUNCTION
audit_blanks_only('{{"actor_salt": "\\\\x", "subject_salt": "\\\\x"}}');

CREATE FUNCTION audit_waits_for_link() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NOT {LINKED} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN OLD; END $$;
CREATE TRIGGER audit_waiting_stays BEFORE DELETE ON audit_waiting FOR EACH ROW
EXECUTE FUNCTION audit_waits_for_link();
CREATE TRIGGER audit_waiting_append_only BEFORE UPDATE OR TRUNCATE ON audit_waiting
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""


def protect(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers of this database."""
    if editor.connection.vendor != "sqlite":
        editor.execute(POSTGRESQL)
        return
    for name, when, table, condition in _refusals(editor):
        editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        editor.execute(SQLITE.format(name=name, when=when, table=table, condition=condition))
    editor.execute("DROP TRIGGER IF EXISTS audit_entry_waits")
    editor.execute(SQLITE_WAITING)


def _refusals(editor: BaseDatabaseSchemaEditor) -> list[tuple[str, str, str, str]]:
    """Name, when, table and condition of SQLite's triggers."""
    always = [("audit_entry", "DELETE"), ("audit_link", "DELETE"), ("audit_chain", "DELETE")]
    always += [("audit_anchor", "DELETE"), ("audit_anchor", "UPDATE"), ("audit_waiting", "UPDATE")]
    plain = [(f"{table}_no_{verb.lower()}", f"BEFORE {verb}", table, "1") for table, verb in always]
    blanks = [
        (f"{table}_no_update", "BEFORE UPDATE", table, f"NOT ({_same_or_blank(editor, table, blank)})")
        for table, blank in BLANKABLE.items()
    ]
    grows = "NEW.id <> OLD.id OR NEW.number < OLD.number"
    return [
        *plain,
        *blanks,
        ("audit_chain_grows", "BEFORE UPDATE", "audit_chain", grows),
        ("audit_waiting_stays", "BEFORE DELETE", "audit_waiting", f"NOT {LINKED}"),
    ]


def _same_or_blank(editor: BaseDatabaseSchemaEditor, table: str, blank: dict[str, str]) -> str:
    with editor.connection.cursor() as cursor:
        columns = [row.name for row in editor.connection.introspection.get_table_description(cursor, table)]
    return " AND ".join(
        f"NEW.{name} IN (OLD.{name}, {blank[name]})" if name in blank else f"NEW.{name} IS OLD.{name}"
        for name in columns
    )


def line_up(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """What was recorded before there was a chain waits too."""
    editor.execute(SET_APART)


class Migration(migrations.Migration):
    """Not taken back: a chain that can be taken off proves nothing."""

    dependencies = [("audit", "0003_links")]
    operations = [
        migrations.RunPython(line_up),
        migrations.RunPython(protect),
    ]
