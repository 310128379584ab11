"""A document is shared with one person, who sees this one and nothing beside it; and another asks for access."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kantoor.accounts.models import User
from kantoor.documents import documents
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.organizations.models import Organization
from tests.journeys.people import Person
from tests.threads import threads

Comes = Callable[..., Person]
NUMBER = "VDS-2026-0871"


def received() -> str:
    """An invoice of Jansen Bouw."""
    anna = User.objects.get(email="anna@jansen.example")
    place = Organization.objects.get(name="Jansen Bouw BV")
    fields = documents.facts(number=NUMBER, party="Van Damme Staalbouw NV")
    made = documents.begin(
        place, Box.RECEIVED, DocumentKind.INVOICE, Source.UPLOADED, "Invoice", by=anna, fields=fields
    )
    return f"/documents/{made.pk}/"


@pytest.mark.expected("404")
def test_shared_with_one_person_and_withdrawn_while_they_read(comes: Comes, committed_db: None) -> None:
    """domain 7.5, 7.7"""
    (url,) = threads(received)
    anna, tom, lin = comes().sign_in_as("Anna"), comes().sign_in_as("Tom"), comes().sign_in_as("Lin")
    tom.page.goto(url)
    expect(tom.page.get_by_role("heading", name="Not found, or not yours to see")).to_be_visible()

    page = anna.page
    page.goto(url)
    page.get_by_role("link", name="Share", exact=True).click()
    expect(page.get_by_text("Who has access now")).to_be_visible()
    page.get_by_role("combobox", name="Who").fill("tom")
    page.get_by_role("option", name=re.compile("Tom Bakker")).click()
    expect(page.get_by_text("of this document; nothing beside it")).to_be_visible()
    page.get_by_role("button", name="Share with 1").click()
    expect(page.get_by_text("Shared with Tom Bakker.")).to_be_visible()

    tom.page.goto(url)
    expect(tom.page.get_by_text("shared by Anna Jansen").first).to_be_visible()
    assert tom.page.get_by_role("link", name="Share", exact=True).count() == 0
    tom.page.goto("/shares/?which=with")
    expect(tom.page.get_by_role("link", name=NUMBER)).to_have_count(1)

    page.goto(f"{url}sharing/")
    page.get_by_role("button", name="Share of Tom Bakker").click()
    page.get_by_role("menuitem", name="Withdraw").or_(page.get_by_role("link", name="Withdraw")).first.click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("No longer shared with Tom Bakker.")).to_be_visible()
    tom.page.get_by_role("link", name=NUMBER).click()
    expect(tom.page.get_by_role("heading", name="Not found, or not yours to see")).to_be_visible()

    lin.page.goto(url)
    lin.page.get_by_role("link", name="Ask for access").click()
    lin.page.get_by_role("button", name="Ask", exact=True).click()
    expect(lin.page.get_by_text("If there is something at this address")).to_be_visible()
    page.goto("/inbox/requests/")
    asked = page.get_by_role("heading", name=f"Lin Chen asks for access to {NUMBER}")
    for _time in range(20):
        if asked.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(asked.first).to_be_visible()
