"""The harness itself: the page answers, and what a page complains about is not lost."""

import pytest
from playwright.sync_api import Page

from kantoor.accounts.models import User


def test_the_server_has_the_demo_world(page: Page, committed_db: None) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.json()["version"]
    assert User.objects.filter(email="anna@jansen.example").exists()


@pytest.mark.expected("404")
def test_an_expected_complaint_passes(page: Page) -> None:
    answer = page.goto("/nothing-here")
    assert answer is not None
    assert answer.status == 404
