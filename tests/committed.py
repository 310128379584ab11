"""A database whose transactions really end, for tests with real threads, processes and servers.

Audit tables are append-only, so such tests cannot be rolled back and must not truncate: what they write
stays. They get a copy of the test database, one for each pytest-xdist worker, and make their own rows with
unique names. The tests inside transactions never see it.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import teardown_databases
from pytest_django import DjangoDbBlocker

from kantoor import settings as real
from kantoor.demo import cast, seed
from tests import migrated
from tests.threads import CREW


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """pytest-django's, but also made when all tests chosen use `committed_db`."""
    with django_db_blocker.unblock():
        old = migrated.set_up()
    yield
    with django_db_blocker.unblock():
        teardown_databases(old, verbosity=0)


@pytest.fixture(scope="session")
def committed_copy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of the copy (on SQLite a path); the demo world is in it."""
    original = str(connection.settings_dict["NAME"])
    name = f"{original}_committed"
    with django_db_blocker.unblock():
        connections.close_all()
        if connection.vendor == "sqlite":
            shutil.copy(original, name)
        else:
            _outside(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        connection.settings_dict["NAME"] = name
        # Before anybody else is there, whichever tests this worker gets; a real server must know the passwords.
        with override_settings(PASSWORD_HASHERS=real.PASSWORD_HASHERS):
            cast.hashed.cache_clear()
            seed.plant()
        cast.hashed.cache_clear()
        connections.close_all()
        connection.settings_dict["NAME"] = original
    yield name
    with django_db_blocker.unblock():
        connections.close_all()
        if connection.vendor == "sqlite":
            for path in Path(name).parent.glob(f"{Path(name).name}*"):
                path.unlink()
        else:
            _outside(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, committed_copy: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The copy instead of the test database, without a transaction around the test."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("a test has either `db` (taken back) or `committed_db` (stays), not both")
    original = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = committed_copy
    with django_db_blocker.unblock():
        yield
        CREW.dismiss()
        connections.close_all()
    connection.settings_dict["NAME"] = original


def url_of(name: str) -> str:
    """The database as DATABASE_URL for another process."""
    given = os.environ.get("KANTOOR_TEST_DATABASE_URL")
    return urlsplit(given)._replace(path=f"/{quote(name)}").geturl() if given else f"sqlite:///{name}"


def _outside(statement: str) -> None:
    """Run a statement from the maintenance database, in no transaction."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
