"""Migrations only expand: none locks a table that is in use or breaks the version before (docs/migrations.md)."""

import subprocess
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Random

from kantoor.demo.cast import Cast
from kantoor.kernel import expanding
from kantoor.kernel.clock import Now
from rehearsals.migrations import beside, columns, wider
from tests.guards.expanding import faults
from tests.guards.test_budgets import ROOT

BASELINE = ROOT / "tests/guards/migrations.txt"
ops = migrations


def baseline() -> dict[str, str]:
    """The last released migration of each part."""
    return dict(line.split() for line in BASELINE.read_text().splitlines() if not line.startswith("#"))


def test_every_migration_since_the_baseline_only_expands() -> None:
    """What was there before there was a release may be as it is."""
    released = baseline()
    loader = MigrationLoader(None)
    ours = [key for key, one in loader.disk_migrations.items() if one.__module__.startswith("kantoor.")]
    later = [(app, name) for app, name in ours if name > released.get(app, "")]
    passed = [
        f"{app}.{name}" for app, name in later if getattr(loader.disk_migrations[app, name], "because", "")
    ]
    print("let through with a reason:", passed)
    wrong = [
        fault
        for key in later
        for fault in faults(loader.disk_migrations[key], loader.project_state(key, at_end=False))
    ]
    assert wrong == []


def test_what_is_rehearsed_to_be_upgraded_has_the_migrations_of_the_baseline() -> None:
    """So `bin/rehearse upgrade` goes through every migration since, however new."""
    from rehearsals.upgrade import BEFORE

    command = ["git", "-C", str(ROOT), "ls-tree", "-r", "--name-only", BEFORE, "kantoor"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        pytest.skip("no history here")
    paths = [path.split("/") for path in told.stdout.split() if "/migrations/0" in path]
    last = {app: name.removesuffix(".py") for _kantoor, app, _folder, name in sorted(paths)}
    assert last == baseline()


def test_what_is_rehearsed_to_come_later_only_expands() -> None:
    """`bin/rehearse upgrade --later` is held to the same, on the tables as they are."""
    tables = MigrationLoader(None).project_state()
    for later in (columns, wider, beside):
        made = later.Migration("later", "organizations")
        assert faults(made, tables) == []
        tables = made.mutate_state(tables)


def state() -> ProjectState:
    """A table that people use."""
    made = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("note", models.TextField(null=True)),
        ("count", models.IntegerField(db_default=0)),
    ]
    made.add_model(ModelState("jobs", "Paper", fields))
    made.add_model(ModelState("jobs", "Pen", fields))
    return made


def migration(*operations: Any, **more: Any) -> migrations.Migration:
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **more})
    return kind("0002_planted", "jobs")


def text(**more: Any) -> models.CharField[Any, Any]:
    return models.CharField(**{"max_length": 20, **more})


def filled(apps: Any) -> int:
    return 0


INDEX = models.Index(fields=["name"], name="paper_name")
CHECK = models.CheckConstraint(condition=models.Q(count__gte=0), name="paper_count")
UNIQUE = models.UniqueConstraint("name", name="paper_once")
TAKEN = ops.RemoveField("paper", "note")


@pytest.mark.parametrize(
    ("operation", "more", "says"),
    [
        (ops.AddField("paper", "x", text()), {}, "let it be null"),
        (ops.AddField("paper", "x", text(default="a")), {}, "let it be null"),
        (ops.AddField("paper", "x", models.FloatField(db_default=Random())), {}, "every row is written anew"),
        (ops.AddField("paper", "x", text(null=True, db_index=True)), {}, "db_index=False"),
        (ops.AddField("paper", "x", text(null=True, unique=True)), {}, "nobody can write"),
        (
            ops.AddField("paper", "x", models.ForeignKey("self", models.CASCADE, null=True)),
            {},
            "db_index=False",
        ),
        (ops.AddField("paper", "x", text(null=True)), {"atomic": False}, "begun anew"),
        (
            ops.CreateModel("Sheet", [("id", models.BigAutoField(primary_key=True))]),
            {"atomic": False},
            "anew",
        ),
        (TAKEN, {}, "unused_since"),
        (TAKEN, {"unused_since": "9.9.9"}, "unused_since"),
        (ops.DeleteModel("paper"), {}, "unused_since"),
        (ops.RenameField("paper", "name", "title"), {}, "old name"),
        (ops.RenameModel("paper", "sheet"), {}, "old name"),
        (ops.AlterModelTable("paper", "sheet"), {}, "old name"),
        (ops.AlterField("paper", "name", text(db_column="title")), {}, "old name of the column"),
        (ops.AlterField("paper", "name", text(max_length=10)), {}, "type of the column"),
        (ops.AlterField("paper", "count", models.BigIntegerField(db_default=0)), {}, "type of the column"),
        (ops.AlterField("paper", "count", models.IntegerField()), {}, "leans on the default"),
        (ops.AlterField("paper", "note", models.TextField()), {}, "every row is looked at"),
        (expanding.NeverEmpty("paper", "note", models.TextField(), "paper_noted"), {}, "atomic = False"),
        (
            expanding.NeverEmpty("paper", "note", models.TextField(), ""),
            {"atomic": False},
            "which trigger fills it",
        ),
        (ops.AlterField("paper", "name", text(unique=True)), {}, "nobody can write"),
        (ops.AddIndex("paper", INDEX), {"atomic": False}, "expanding.AddIndex"),
        (expanding.AddIndex("paper", INDEX), {}, "atomic = False"),
        (ops.AddConstraint("paper", CHECK), {"atomic": False}, "expanding.AddConstraint"),
        (expanding.AddConstraint("paper", CHECK), {}, "atomic = False"),
        (ops.RunPython(lambda apps, editor: None), {}, "expanding.InBatches"),
        (expanding.InBatches(filled), {}, "batches in one transaction"),
        (ops.RunSQL("UPDATE jobs_paper SET name = ''"), {}, "cannot be judged"),
        (ops.RunSQL(["ALTER TABLE jobs_paper ADD x int"]), {}, "cannot be judged"),
        (ops.SeparateDatabaseAndState([ops.RunSQL("DROP TABLE x")], []), {}, "cannot be judged"),
        (ops.SeparateDatabaseAndState([], [ops.RemoveField("paper", "name")]), {}, "let it be null first"),
    ],
)
def test_what_locks_or_breaks_is_refused(operation: Any, more: dict[str, Any], says: str) -> None:
    found = faults(migration(operation, **more), state())
    assert len(found) >= 1 and any(says in fault for fault in found), found


def test_one_transaction_changes_one_table_that_is_in_use() -> None:
    """It would hold the first while it waits for the second: pages that have the second wait for the first."""
    first, second = (ops.AddField(model, "x", text(null=True)) for model in ("paper", "pen"))
    told = ops.AlterField("pen", "name", text(choices=[("a", "A")]))
    assert faults(migration(first, told), state()) == []
    assert ["a migration for each" in fault for fault in faults(migration(first, second), state())] == [True]


@pytest.mark.parametrize(
    ("operations", "more"),
    [
        ([ops.CreateModel("Sheet", [("id", models.BigAutoField(primary_key=True))])], {}),
        (
            [
                ops.CreateModel("Sheet", [("id", models.BigAutoField(primary_key=True))]),
                ops.AddField("sheet", "x", text(unique=True)),
                ops.AddConstraint("sheet", models.UniqueConstraint("x", name="sheet_once")),
            ],
            {},
        ),
        ([ops.AddField("paper", "x", text(null=True))], {}),
        ([ops.AddField("paper", "x", text(db_default="a"))], {}),
        ([ops.AddField("paper", "x", models.DateTimeField(db_default=Now()))], {}),
        ([ops.AlterField("paper", "name", text(max_length=40, null=True))], {}),
        ([ops.AlterField("paper", "name", text(choices=[("a", "A")]))], {}),
        ([expanding.AddIndex("paper", INDEX), expanding.AddConstraint("paper", CHECK)], {"atomic": False}),
        ([expanding.InBatches(filled)], {"atomic": False}),
        ([expanding.NeverEmpty("paper", "note", models.TextField(), "paper_noted")], {"atomic": False}),
        ([ops.RunSQL("CREATE OR REPLACE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql")], {}),
        ([ops.SeparateDatabaseAndState([], [ops.RemoveField("paper", "note")])], {}),
        ([ops.RemoveField("paper", "note")], {"unused_since": "0.0.9"}),
        ([ops.RunSQL("UPDATE jobs_paper SET name = ''")], {"because": "forty rows, in a table nobody reads"}),
    ],
)
def test_what_only_expands_is_let_through(operations: list[Any], more: dict[str, Any]) -> None:
    assert faults(migration(*operations, **more), state()) == []


class Paper:
    """What the operations below work on, in the database itself."""

    def __init__(self) -> None:
        self.state = state()

    def apply(self, operation: Any) -> list[str]:
        """The statements that were run."""
        after = self.state.clone()
        operation.state_forwards("jobs", after)
        with connection.schema_editor(atomic=False) as editor:
            editor.execute("SELECT 1")
            said: list[str] = []
            run = editor.execute
            editor.execute = lambda sql, params=(): (said.append(str(sql)), run(sql, params))[1]  # type: ignore
            operation.database_forwards("jobs", editor, self.state, after)
        self.state = after
        return said


def test_the_operations_do_it_beside_the_writers(committed_db: None) -> None:
    """Run for real, twice over: one that was broken off can be begun again."""
    paper, made = Paper(), ops.CreateModel("Paper", list(state().models["jobs", "paper"].fields.items()))
    with connection.schema_editor() as editor:
        made.database_forwards("jobs", editor, ProjectState(), paper.state)
    try:
        before = paper.state.clone()
        for _ in range(2 if connection.vendor == "postgresql" else 1):
            paper.state = before.clone()
            said = paper.apply(expanding.AddIndex("paper", INDEX))
            said += paper.apply(expanding.AddConstraint("paper", CHECK))
            said += paper.apply(expanding.AddConstraint("paper", UNIQUE))
        if connection.vendor == "postgresql":
            assert [one for one in said if one.startswith("CREATE") and "CONCURRENTLY" not in one] == []
            assert sum("CONCURRENTLY" in one for one in said) == 4
            assert [one for one in said if "ADD CONSTRAINT" in one and not one.endswith("NOT VALID")] == []
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, "jobs_paper")
        assert {"paper_name", "paper_count", "paper_once"} <= set(there)
        assert there["paper_once"]["unique"]
        _in_batches(paper)
        _never_empty(paper)
    finally:
        with connection.schema_editor() as editor:
            editor.execute("DROP TABLE jobs_paper")


def _never_empty(paper: Paper) -> None:
    """Only with the trigger that fills it; twice over as well. SQLite leaves its table alone."""
    before, never = (
        paper.state.clone(),
        expanding.NeverEmpty("paper", "note", models.TextField(), "paper_noted"),
    )
    if connection.vendor != "postgresql":
        assert [one for one in paper.apply(never) if one != "SELECT 1"] == []
        return
    with pytest.raises(ValueError, match="nothing fills it"):
        paper.apply(never)
    with connection.cursor() as cursor:
        made = "CREATE TRIGGER paper_noted BEFORE INSERT ON jobs_paper FOR EACH ROW EXECUTE FUNCTION"
        cursor.execute(f"{made} suppress_redundant_updates_trigger()")
        for _ in range(2):
            paper.state = before.clone()
            said = paper.apply(never)
        assert [one for one in said if "SET NOT NULL" in one and "VALIDATE" not in one]
        cursor.execute(
            "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'jobs_paper'::regclass AND attname = 'note'"
        )
        assert cursor.fetchone() == (True,)
        there = connection.introspection.get_constraints(cursor, "jobs_paper")
    assert "jobs_paper_note_there" not in there


def _in_batches(paper: Paper) -> None:
    model = paper.state.apps.get_model("jobs", "Paper")
    model.objects.bulk_create([model(name=str(number)) for number in range(25)])
    sizes = []

    def fill(apps: Any) -> int:
        rows = apps.get_model("jobs", "Paper").objects
        some = rows.filter(note=None).values_list("pk", flat=True)[:10]
        sizes.append(rows.filter(pk__in=list(some)).update(note="filled"))
        return sizes[-1]

    paper.apply(expanding.InBatches(fill))
    assert sizes == [10, 10, 5, 0]


def test_postgresql_reckons_with_the_organizations_that_people_have(cast: Cast) -> None:
    """Its own sample makes it believe in too few people; the word of the migration goes before it (decision 0182)."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no such number")
    told = "SELECT attoptions FROM pg_attribute WHERE attrelid = 'organizations_membership'::regclass"
    known = (
        "SELECT n_distinct FROM pg_stats WHERE tablename = 'organizations_membership' AND attname = 'user_id'"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{told} AND attname = 'user_id'")
        assert cursor.fetchone() == (["n_distinct=-0.1"],)
        cursor.execute("ANALYZE organizations_membership")
        cursor.execute(known)
        assert cursor.fetchone() == (pytest.approx(-0.1),)
