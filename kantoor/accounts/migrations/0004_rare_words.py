"""SQLite: a list of trigrams of everybody's name and addresses, so that a rare word is found without reading all names.

A user's row has no number of its own that stays, which such a list needs; `accounts_numbered` gives one. The triggers
keep both right whoever writes. They go when SQLite's table is made anew by a later migration: a test then fails, and that
migration makes them again with `triggers`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "CREATE TABLE accounts_numbered (number INTEGER PRIMARY KEY, user_id char(32) NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE accounts_trigrams USING fts5(folded, content='', tokenize='trigram case_sensitive 1')",
)
FILL = (
    "INSERT INTO accounts_numbered (user_id) SELECT id FROM accounts_user",
    "INSERT INTO accounts_trigrams (rowid, folded)"
    " SELECT number, folded FROM accounts_numbered JOIN accounts_user ON id = user_id",
)
ADDED = (
    "INSERT INTO accounts_trigrams (rowid, folded)"
    " SELECT number, NEW.folded FROM accounts_numbered WHERE user_id = NEW.id;"
)
TAKEN_OUT = (
    "INSERT INTO accounts_trigrams (accounts_trigrams, rowid, folded)"
    " SELECT 'delete', number, OLD.folded FROM accounts_numbered WHERE user_id = OLD.id;"
)
TRIGGERS = {
    "accounts_user_numbered": f"AFTER INSERT ON accounts_user"
    f" BEGIN INSERT INTO accounts_numbered (user_id) VALUES (NEW.id); {ADDED} END",
    "accounts_user_refolded": f"AFTER UPDATE OF folded ON accounts_user WHEN OLD.folded <> NEW.folded"
    f" BEGIN {TAKEN_OUT} {ADDED} END",
    "accounts_user_gone": f"AFTER DELETE ON accounts_user"
    f" BEGIN {TAKEN_OUT} DELETE FROM accounts_numbered WHERE user_id = OLD.id; END",
}


def triggers(editor: BaseDatabaseSchemaEditor) -> None:
    for name, what in TRIGGERS.items():
        editor.execute(f"CREATE TRIGGER {name} {what}")


def make(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in (*TABLES, *FILL):
            editor.execute(statement)
        triggers(editor)


def unmake(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            editor.execute(f"DROP TRIGGER {name}")
        editor.execute("DROP TABLE accounts_trigrams")
        editor.execute("DROP TABLE accounts_numbered")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_handed_over")]
    operations = [migrations.RunPython(make, unmake)]
