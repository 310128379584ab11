"""The list of documents by keyboard, its bar for what is picked, and its filters without a reload."""

import pytest
from playwright.sync_api import Page, expect

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.documents.models import Tagging
from kantoor.environments.models import Environment
from kantoor.organizations.models import Organization
from tests.documents import made
from tests.journeys.people import Person

NAME = "Lijsten BV"


@pytest.fixture
def place(committed_db: None) -> Organization:
    """An organization of its own, with three invoices; Anna administers it."""
    anna = User.objects.get(email="anna@jansen.example")
    environment = Environment.objects.get(pk=anna.environment_id)
    where = demo.organization(environment, NAME, "Zeist", anna)
    for number, party in (("K-1", "Kraan BV"), ("K-2", "Hout BV"), ("K-3", "Staal BV")):
        made.received(where, number, party, by=anna)
    return where


def test_by_keyboard_one_moves_picks_reads_and_opens(page: Page, place: Organization) -> None:
    Person(page).sign_in_as("Anna")
    page.goto(f"/organizations/{place.pk}/documents/")
    rows = page.locator("[data-documents] tbody tr")
    expect(rows).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1).locator(".rowlink")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(rows.nth(0).locator("input")).to_be_checked()
    expect(page.locator(".bulk")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_text("1")
    page.keyboard.press("e")
    expect(rows.nth(0).locator(".unread")).to_have_count(0)
    page.keyboard.press("e")
    expect(rows.nth(0).locator(".unread")).to_have_count(1)
    page.keyboard.press("o")
    page.wait_for_url("**/documents/*/")


def test_what_is_picked_is_tagged_and_filters_narrow_at_once(page: Page, place: Organization) -> None:
    Person(page).sign_in_as("Anna")
    page.goto(f"/organizations/{place.pk}/documents/")
    page.locator("[data-all]").check()
    bar = page.locator(".bulk")
    bar.get_by_role("textbox", name="Tag").or_(bar.get_by_role("combobox", name="Tag")).fill("Zeist Oost")
    bar.get_by_role("button", name="Tag").click()
    expect(page.locator("#rows .tag")).to_have_count(3)
    assert Tagging.objects.filter(tag__organization=place).count() == 3
    page.get_by_role("searchbox", name="Search in these documents").fill("staal")
    expect(page.locator("[data-documents] tbody tr")).to_have_count(1)
    assert "q=staal" in page.url
    page.get_by_role("searchbox", name="Search in these documents").fill("nothing like it")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
