"""`/healthz`: for machines that watch (issue 2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kantoor import __version__
from kantoor.kernel import migrated, stopping

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.twice]


@pytest.fixture
def away(committed_db: None, tmp_path: Path) -> Iterator[None]:
    """No database where there should be one."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    sqlite = connection.vendor == "sqlite"
    connection.settings_dict["NAME"] = tmp_path / "nowhere" / "kantoor.sqlite3" if sqlite else "nowhere"
    yield
    connections.close_all()
    connection.settings_dict["NAME"] = name


def test_it_tells_version_and_database() -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"version": __version__, "database": connection.vendor}


@pytest.mark.parametrize("cookie", ["", "a-session"])
def test_without_its_database_it_says_so(away: None, cookie: str) -> None:
    """To a browser with a session too."""
    client = Client()
    client.cookies["kantoor"] = cookie
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"version": __version__, "database": "away"}


def test_an_empty_database_is_none(away: None, tmp_path: Path) -> None:
    """SQLite makes a file of its own accord."""
    (tmp_path / "nowhere").mkdir()
    assert Client().get("/healthz").status_code == 503
    assert connection.vendor != "sqlite" or (tmp_path / "nowhere" / "kantoor.sqlite3").exists()


def test_a_probe_needs_no_host_name() -> None:
    """Balancers ask by number."""
    assert Client(headers={"host": "10.0.0.7"}).get("/healthz").status_code == 200


def ready() -> tuple[int, str]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()["ready"]


def test_it_is_ready_unless_it_stops() -> None:
    assert ready() == (200, "yes")
    stopping.begin()
    try:
        assert ready() == (503, "stopping")
        assert Client().get("/livez").status_code == Client().get("/healthz").status_code == 200
    finally:
        stopping.end()


def test_it_is_not_ready_without_its_database(away: None) -> None:
    assert ready() == (503, "database away")
    assert Client().get("/livez").status_code == 200, "starting it anew would not bring the database back"


def test_it_is_not_ready_before_the_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again until none is missing, and then no more."""
    monkeypatch.setattr(migrated, "_known", set())
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("jobs", "0001_initial")
    try:
        assert ready() == (503, "migrations missing: run kantoor migrate")
    finally:
        recorder.record_applied("jobs", "0001_initial")
    assert ready() == (200, "yes")
    with CaptureQueriesContext(connection) as asked:
        assert ready() == (200, "yes")
    assert len(asked) == 1
