"""What journeys ask for."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Person, people


@pytest.fixture
def comes(browser: Browser, server: str) -> Iterator[Callable[..., Person]]:
    """`comes()` is somebody at a computer of their own, signed out."""
    with people(browser, server) as come:
        yield come
