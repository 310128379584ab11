"""`kantoor check`: what is set up wrongly, in words, with what to do; each fault beside how it is right."""

import datetime as dt
import ipaddress
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from kantoor.cli.checks import database, folders, front, others
from kantoor.cli.checks.finding import Check, Weight
from kantoor.demo.cast import Cast
from kantoor.jobs import chores, presence
from kantoor.kernel import clock, migrated
from kantoor.kernel.clock import now
from kantoor.notifications.models import Mail
from kantoor.uploads.models import Scan
from tests import mailserver
from tests.documents.made import received
from tests.ports import free_port
from tests.serving import environment
from tests.uploads import clamd_server

HOUR = dt.timedelta(hours=1)


def told(*checks: Check, least: Weight = Weight.WARNING) -> dict[str, Weight]:
    """Sentences that weigh something; each says what to do."""
    found = [one for check in checks for one in check() if one.weight >= least]
    assert all(one.advice for one in found if one.weight >= Weight.WARNING)
    return {one.said: one.weight for one in found}


def only(*checks: Check) -> str:
    found = told(*checks)
    assert len(found) == 1, found
    return next(iter(found))


@pytest.fixture
def public(settings: Settings) -> Settings:
    """An address on the internet, behind a proxy on this machine: all is well."""
    settings.ADDRESS, settings.SECURE = "https://kantoor.example.com", True
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["kantoor.example.com"]
    settings.BEHIND_PROXY, settings.PROXIES = True, []
    return settings


def networks(*names: str) -> list[Any]:
    return [ipaddress.ip_network(name) for name in names]


def test_an_address_and_its_proxy_that_fit_say_nothing(public: Settings) -> None:
    assert told(front.address, front.proxy, front.switches) == {}
    public.HOST, public.PROXIES = "0.0.0.0", networks("10.0.0.0/24")
    assert told(front.proxy) == {}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ADDRESS": "kantoor.example.com"}, "is no web address"),
        ({"ADDRESS": "https://kantoor.example.com/office"}, "has a path"),
        ({"ALLOWED_HOSTS": ["other.example.com"]}, "leaves out kantoor.example.com"),
        ({"ALLOWED_HOSTS": ["*"]}, "answers to any name"),
        ({"SECURE": False}, "begins with http"),
        ({"BEHIND_PROXY": False}, "sent round in a ring"),
        ({"HOST": "0.0.0.0"}, "anybody can claim any address"),
        ({"PROXIES": networks("10.0.0.0/24")}, "the proxy is not believed"),
        ({"BEHIND_PROXY": False, "SECURE_SSL_REDIRECT": False, "HOST": "::"}, "without a proxy"),
        ({"DEBUG": True}, "error pages show the code"),
        ({"DEMO": True}, "anybody can sign in as anybody"),
    ],
)
def test_an_address_or_proxy_that_makes_no_sense_is_told(
    public: Settings, changed: dict[str, Any], says: str
) -> None:
    for name, value in changed.items():
        setattr(public, name, value)
    assert says in only(front.address, front.proxy, front.switches)


def test_a_name_that_means_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANTOOR_ADRESS", "https://kantoor.example.com")
    found = [one for one in front.names() if one.weight == Weight.WARNING]
    assert [(one.said, one.advice) for one in found] == [
        ("KANTOOR_ADRESS means nothing to Kantoor.", "Did you mean KANTOOR_ADDRESS?")
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that root is told about")
def test_folders_and_keys(settings: Settings, tmp_path: Path) -> None:
    settings.DATA, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.KANTOOR_TRANSFERS = tmp_path / "transfers"
    tmp_path.chmod(0o700)
    assert only(folders.written) == "Kantoor runs as root."
    tmp_path.chmod(0o755)
    assert f"Others on this machine can look into {tmp_path}." in told(folders.written)
    (tmp_path / "documents").rmdir()
    (tmp_path / "documents").write_text("no folder")
    assert any(
        said.startswith(f"{tmp_path / 'documents'} cannot be written") for said in told(folders.written)
    )
    (tmp_path / "signing-key").write_text("x")
    (tmp_path / "signing-key").chmod(0o644)
    assert told(folders.keys) == {
        f"Others on this machine can read {tmp_path / 'signing-key'}.": Weight.ERROR
    }


def test_a_full_disk_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 0})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    for free, weight in ((100_000_000, Weight.ERROR), (2_000_000_000, Weight.WARNING), (10**11, Weight.FINE)):
        usage.free = free  # type: ignore[attr-defined]
        assert list(told(folders.room, least=Weight.FINE).values()) == [weight]


def test_mail(settings: Settings) -> None:
    settings.MAIL = False
    assert told(others.mail) == {}
    settings.MAIL, settings.DEFAULT_FROM_EMAIL = True, "Kantoor <kantoor@example.com>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_PASSWORD = "127.0.0.1", ""
    with mailserver.running() as post:
        settings.EMAIL_PORT = post.port
        assert told(others.mail) == {}
        settings.DEFAULT_FROM_EMAIL = "Kantoor <kantoor@localhost>"
        assert only(others.mail) == "Mails come from an address of localhost."
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "kantoor", "secret"
        assert "The password of the mail server travels readable." in told(others.mail)
    settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = free_port(), ""
    assert any(said.startswith("The mail server does not take us") for said in told(others.mail))


def test_the_virus_scanner(settings: Settings) -> None:
    with clamd_server.serving() as (address, _server):
        settings.KANTOOR_CLAMD = address
        assert list(told(others.scanner, least=Weight.FINE)) == [
            "The virus scanner answers: ClamAV 1.0.9/27000."
        ]
    assert only(others.scanner).startswith("The virus scanner does not answer")


def test_infected_files_that_stay(cast: Cast, settings: Settings) -> None:
    assert list(told(others.viruses)) == []
    paper = received(cast.bouw, "VDS-1")
    Scan.objects.create(organization=cast.bouw, document=paper, state="infected", settled_at=now())
    assert list(told(others.viruses, least=Weight.NOTE)) == ["1 infected files are kept apart."]
    assert list(told(others.viruses)) == []
    Scan.objects.update(settled_at=now() - dt.timedelta(days=32))
    assert only(others.viruses).startswith("1 infected files should have been deleted")
    settings.KANTOOR_INFECTED_DAYS = 60
    assert list(told(others.viruses)) == []


@pytest.mark.django_db
def test_the_worker_and_its_work() -> None:
    DBTaskResult.objects.all().delete()
    assert told(others.worker) == {"No worker lives: mail and notices wait.": Weight.WARNING}
    chores.run.enqueue("kantoor.jobs.tidying.statistics")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - HOUR)
    assert "none was ever heard" in only(others.worker) and "60 minutes" in only(others.worker)
    presence.beat("w1", HOUR)
    assert only(others.worker) == "Work waits for 60 minutes."
    DBTaskResult.objects.update(status="FAILED")
    Mail.objects.create(key="k", to="a@b.example", state=Mail.State.FAILED)
    assert set(told(others.worker)) == {"Mails that could not be sent: 1.", "Tasks that were given up: 1."}


@pytest.mark.django_db
def test_a_database_that_is_as_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    superuser = {said for said in told(database.reached) if "superuser" in said}
    assert set(told(database.reached)) == superuser
    then = clock.now()
    monkeypatch.setattr(clock, "now", lambda: then - HOUR)
    late = [said for said in told(database.reached) if "clock" in said]
    assert len(late) == 1 and late[0].endswith("seconds apart.")


@pytest.mark.django_db
def test_migrations_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    monkeypatch.setattr(migrated, "_known", set())
    assert told(database.reached)["Migrations that are missing: 1 (jobs.0001_initial)."] == Weight.ERROR


@pytest.fixture
def away(committed_db: None, tmp_path: Path) -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    connections.close_all()
    sqlite = connection.vendor == "sqlite"
    connection.settings_dict["NAME"] = str(tmp_path / "nowhere" / "db") if sqlite else "nowhere"
    yield
    connections.close_all()
    connection.settings_dict["NAME"] = name


def test_a_database_that_is_away(away: None) -> None:
    assert only(database.reached).startswith("The database does not answer: ")
    assert told(others.worker) == {}


def test_the_command_ends_with_1_where_something_is_wrong(tmp_path: Path) -> None:
    """As people run it: an empty database, then a setting that is refused."""
    for more, says in (
        ({}, "ERROR    Migrations that are missing: "),
        ({"DATABASE_URL": "mysql://db/kantoor"}, "ERROR    DATABASE_URL begins with postgres://"),
    ):
        said = environment(KANTOOR_DATA=str(tmp_path), **more)
        command = [sys.executable, "-m", "kantoor", "check"]
        done = subprocess.run(command, env=said, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        assert says[:9] in done.stdout and says.split(maxsplit=2)[-1] in done.stdout, done.stdout
        assert done.stderr == ""
