"""Debian's chromium against the real server, for the tests marked `browser`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django import DjangoDbBlocker

from tests.chromium import CHROMIUM, FLAGS
from tests.committed import url_of
from tests.serving import serving

PATIENCE = 30_000  # milliseconds; a machine that does much else is slow, which is nothing wrong
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def server(committed_copy: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `kantoor run` on the database of `committed_db`, with the whole demo world in it.

    It is granian and the worker as everybody runs them, with the real settings: Django's live_server would be
    another server, and would need the transaction of a test to be shared between threads. A test that also
    looks into the database asks for `committed_db`. What it changes stays: make your own rows, or look only.
    """
    folder = tmp_path_factory.mktemp("server")
    more = {"DATABASE_URL": url_of(committed_copy), "KANTOOR_SIGNING_KEY": settings.SIGNING_KEY}
    more["KANTOOR_MAIL_IN"] = "in.example"
    with serving(folder, **more) as address:
        yield address


@pytest.fixture(scope="session")
def browser(django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    """One chromium for each pytest-xdist worker."""
    if not Path(CHROMIUM).exists():
        why = "no chromium: install Debian's package, or put `chromium` on the PATH"
        pytest.fail(why) if "CI" in os.environ else pytest.skip(why)
    # Playwright keeps an event loop in this thread, and Django refuses its database beside one. With it and without it the
    # thread has connections of its own: those of the other time would stay, and the database could not be copied or dropped.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    _let_go(django_db_blocker)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
        _let_go(django_db_blocker)


def _let_go(blocker: DjangoDbBlocker) -> None:
    with blocker.unblock():
        connections.close_all()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """Fresh cookies for each test; addresses are relative to the server."""
    made = browser.new_context(base_url=server, locale="en-GB", timezone_id="Europe/Amsterdam")
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page; what it writes to the console as an error, or throws, fails the test.

    A test that provokes one (a 404, say) names it: `@pytest.mark.expected("404")`.
    """
    expected = [str(text) for mark in request.node.iter_markers("expected") for text in mark.args]
    wrong: list[str] = []

    def note(what: object) -> None:
        if not any(text in str(what) for text in expected):
            wrong.append(str(what))

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            note(f"{message.text} ({message.location.get('url', '')})")

    def on_error(error: PlaywrightError) -> None:
        note(error.stack or error.message)

    made = context.new_page()
    made.on("console", on_console)
    made.on("pageerror", on_error)
    yield made
    assert not wrong, "the page complained:\n" + "\n".join(wrong)
