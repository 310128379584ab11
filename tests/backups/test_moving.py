"""From SQLite to PostgreSQL: every row is the same there, or none is there."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections
from pytest_django.fixtures import Settings

from kantoor import env
from kantoor.backups import moving, postgresql
from kantoor.backups.troubles import NotDone
from tests import postgres
from tests.backups.installations import Installation, standing_on

pytestmark = [
    pytest.mark.usefixtures("unblocked"),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="it begins at SQLite, and makes its own PostgreSQL"
    ),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres.cluster() as url, closing(_connected(url)) as there:
        there.execute("CREATE DATABASE moved")
        yield url


@pytest.fixture(scope="module")
def target(cluster: str) -> str:
    """A database that is empty until all is moved there; its tables are made once."""
    return cluster.replace("/postgres?", "/moved?")


@pytest.fixture
def source(
    world: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[Installation]:
    """The demo world, to be spoilt."""
    monkeypatch.setenv("KANTOOR_SIGNING_KEY", settings.SIGNING_KEY)
    place = Installation(str(tmp_path / "kantoor.sqlite3"), tmp_path)
    with standing_on(world):
        shutil.copy(world.database, place.database)
    with standing_on(place):
        yield place


def _connected(url: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(url, autocommit=True)


def move(url: str) -> moving.Moved:
    said: list[str] = []
    return moving.move(url, said.append)


def test_what_cannot_be_the_same_there_is_told_and_nothing_moves(source: Installation, target: str) -> None:
    def spoilt(text: str, *values: Any) -> str:
        with closing(sqlite3.connect(source.database)) as there:
            there.execute(text, values)
            there.commit()
        with pytest.raises(NotDone) as problem:
            move(target)
        return str(problem.value)

    name = "UPDATE environments_environment SET folded = ? WHERE name = 'Jansen Groep'"
    assert "a row of environments_environment: " in spoilt(name, "nul \0 in it")
    assert "a row of COPY environments_environment, line" in spoilt(name, "x" * 5_000)
    assert "not there" in spoilt("UPDATE organizations_organization SET environment_id = ?", "0" * 32)
    with closing(_connected(target)) as there:
        count = there.execute("SELECT count(*) FROM environments_environment").fetchone()
    assert count == (0,)


def test_every_row_of_every_table_is_the_same_there(source: Installation, target: str) -> None:
    """Read by Django on both sides, which knows nothing of how they were carried; the trail holds (domain 8.6)."""
    with closing(sqlite3.connect(source.database)) as there:
        there.execute("UPDATE sqlite_sequence SET seq = 9000 WHERE name = 'documents_text'")
        there.execute("UPDATE audit_waiting SET chain_id = chain_id")
        odd = "a\\N\tb\nc\\.\n\"';é𝄞\x7f"
        there.execute(
            "UPDATE environments_environment SET name = ? WHERE name = 'Van Dijk Accountants'", (odd,)
        )
        there.commit()
    done = move(target)
    assert (done.whole, done.left, "whole" in done.trail) == (True, [], True)
    connections.databases["moved"] = {**connection.settings_dict, **env.env.db_url_config(target)}
    try:
        for model in apps.get_models(include_auto_created=True):
            here, there_now = (_rows(model, using) for using in ("default", "moved"))
            assert here == there_now, model
        _require_counted()
    finally:
        connections["moved"].close()
        del connections["moved"], connections.databases["moved"]
    with pytest.raises(NotDone, match="The target is not empty"):
        move(target)


def _rows(model: Any, using: str) -> list[Any]:
    waiting = model._meta.db_table in ("audit_waiting", "audit_link", "audit_chain")
    rows = [] if waiting else model._base_manager.using(using).order_by("pk").values_list()
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def _require_counted() -> None:
    """The next id follows on the highest that SQLite gave, and what protects rows is on again."""
    with connections["moved"].cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('documents_text', 'id'))")
        assert cursor.fetchone() == (9001,)
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated")
        assert cursor.fetchone()[0] > 100
        for text in (
            "DELETE FROM audit_entry",
            "UPDATE documents_document SET title = '' WHERE box = 'received'",
        ):
            with pytest.raises(Exception, match=r"append-only|immutable"):
                cursor.execute(text)


def test_addresses_and_targets_that_cannot_be_are_told(source: Installation, cluster: str) -> None:
    for url, said in (("sqlite:////tmp/x", "must be of PostgreSQL"), ("dear Anna", "must be of PostgreSQL")):
        with pytest.raises(NotDone, match=said):
            move(url)
    with pytest.raises(NotDone, match="does not answer"):
        move("postgres://nobody@127.0.0.1:1/x")
    with closing(_connected(cluster)) as there:
        there.execute("CREATE TABLE something (id int)")
    with pytest.raises(NotDone, match="tables of something else: something"):
        move(cluster)


def test_the_password_is_in_the_environment_and_not_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"dbname": "kantoor", "user": "anna", "password": "geheim", "host": "db", "prepare_threshold": 0}
    monkeypatch.setattr(connection, "get_connection_params", lambda: dict(given), raising=False)
    place, environment = postgresql._place()
    assert ("geheim" in place, environment["PGPASSWORD"]) == (False, "geheim")
    assert "password=geheim" in postgresql.address()
