"""`/healthz`: for machines that watch (issue 2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client

from kantoor import __version__

pytestmark = pytest.mark.usefixtures("committed_db")


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
