"""Which tests a second database can tell nothing new: they run on SQLite only, unless `bin/test --twice` is said.

Those that ask for no database; those of the folders below, which look at pages and browsers; and those marked `once`. What
is marked `twice` runs on both all the same.
"""

import os

import pytest

# The pages themselves are asked for on both: as everybody (test_routes), with junk and with sense in every form
# (test_fuzz), and in a large world (test_plans). What they do is tested with the domain's own tests.
FOLDERS = ("web", "browser", "journeys")
WHY = pytest.mark.skip(reason="the same on every database: done on SQLite")
ON_POSTGRES = "KANTOOR_TEST_DATABASE_URL" in os.environ
# What is drawn by chance is drawn anew on the other one: both together see twice as much.
SEED = 2 if ON_POSTGRES else 1
TWICE = bool(os.environ.get("KANTOOR_TEST_TWICE"))


def suffices(item: pytest.Item, folder: str) -> bool:
    """Whether one database is enough for it."""
    if item.get_closest_marker("twice"):
        return False
    named = item.get_closest_marker("once") is not None or folder in FOLDERS
    return named or not asks_for_a_database(item)


def asks_for_a_database(item: pytest.Item) -> bool:
    """pytest-django lets nobody else near one."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return "django_db_setup" in fixtures or item.get_closest_marker("django_db") is not None


def skip(item: pytest.Item, folder: str) -> None:
    """Where it is the second one."""
    if ON_POSTGRES and not TWICE and suffices(item, folder):
        item.add_marker(WHY)
