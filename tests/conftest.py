"""What every test can ask for: the cast, a committed database, a server, a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from kantoor.demo import cast as demo

pytest_plugins = ["tests.committed", "tests.browsing", "tests.mailbox"]

TESTS = Path(__file__).parent
BROWSER = ("browser", "journeys")
LAST = ("races", *BROWSER)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """What a page was shown in stays nobody else's language."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> demo.Cast:
    """The named cast of the demo world, taken back after the test."""
    return demo.build()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the browser tests, and puts the slow folders last so that the quick failures come first."""
    on_sqlite = pytest.mark.skip(
        reason="looks at pages, which are the same on every database: done on SQLite"
    )
    for item in items:
        if item.get_closest_marker("pages") and "KANTOOR_TEST_DATABASE_URL" in os.environ:
            item.add_marker(on_sqlite)
        if _folder(item) in BROWSER:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: LAST.index(_folder(item)) if _folder(item) in LAST else -1)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]
