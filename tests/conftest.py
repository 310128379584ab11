"""What every test can ask for: the cast, a committed database, a server, a browser."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from kantoor.demo import cast as demo
from tests import once, spreading

pytest_plugins = ["tests.committed", "tests.browsing", "tests.mailbox"]

TESTS = Path(__file__).parent
BROWSER = ("browser", "journeys")


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


def pytest_collection_finish() -> None:
    """All that was imported and collected stays; to go through it again and again took 5 to 12 % of the processor."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> spreading.Spread:
    """Whatever `--dist` says; the order of the work is that of the tests."""
    config.option.loadscopereorder = False
    return spreading.Spread(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the browser tests, skips what the other database has told, and puts the slow ones first.

    Before them comes what has the committed database for itself: the server of the browser tests, once it is there, stays,
    and its worker takes the tasks of all who come later.
    """
    for item in items:
        once.skip(item, _folder(item))
        if _folder(item) in BROWSER:
            item.add_marker(pytest.mark.browser)
    alone = {_file(item) for item in items if "committed_db" in _asked(item) and _folder(item) not in BROWSER}
    items.sort(key=lambda item: (_file(item) not in alone, spreading.place(item.nodeid)))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _asked(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]
