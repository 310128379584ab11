"""Documents between companies in the demo world: an invoice from the form to approved, and who sees what of another."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from kantoor.accounts.models import User
from kantoor.documents import documents, files
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.organizations.models import Organization
from tests.journeys import firms
from tests.journeys.people import Person

Comes = Callable[..., Person]
READERS = ("wim.maes@peetersmaes.example", "sofie.peeters@peetersmaes.example", "noor.mulder@jansen.example")
NOT_THERE = "Not found, or not yours to see"


def organization(page: Page, name: str) -> str:
    """The address of an organization, found in the list."""
    page.goto("/organizations/")
    page.get_by_role("link", name=re.compile(re.escape(name))).first.click()
    found = re.search(r"/organizations/[0-9a-f-]{36}/", page.url)
    assert found
    return found.group()


def draw_up(page: Page) -> str:
    """An invoice of Jansen Bouw to De Smet & Zonen, in the form; its address."""
    page.goto(f"{organization(page, 'Jansen Bouw BV')}invoices/new/")
    page.get_by_role("button", name=re.compile("^Invoice")).click()
    page.wait_for_url("**/draft/")
    page.get_by_role("combobox", name="Name or number").press_sequentially("de smet")
    page.get_by_role("option", name=re.compile("De Smet & Zonen NV")).click()
    page.get_by_label("Their reference").fill("Gent, kaai 4")
    page.get_by_label("Description").first.fill("Bekisting")
    page.get_by_label("Quantity").first.fill("14")
    page.get_by_label("Price").first.fill("412,50")
    expect(page.locator("#draft-totals")).to_contain_text("6,987.75")
    expect(page.locator("#draft-state")).to_have_text("Saved")
    return page.url.removesuffix("draft/")


def test_from_the_form_to_approved(comes: Comes) -> None:
    """Anna makes and sends it; Luc finds it in Inbox IN, opens and approves it; Anna sees that (domain 7.3, 7.4)."""
    anna, luc = comes().sign_in_as("Anna"), comes().sign_in_as("Luc")
    address = draw_up(anna.page)
    anna.page.get_by_role("button", name="Go on to sending").click(timeout=30_000)
    anna.page.get_by_role("button", name="Send", exact=True).click()
    expect(anna.page.get_by_text("Sent. It is in the Inbox of De Smet & Zonen NV.")).to_be_visible()
    anna.page.goto(address)
    number = anna.page.locator("h1 + p .num").inner_text()

    luc.page.goto("/inbox/in/")
    row = luc.page.get_by_role("row", name=re.compile(number))
    expect(row).to_contain_text("Not opened yet")
    row.get_by_role("link").click()
    expect(luc.page.get_by_role("heading", name="Jansen Bouw BV")).to_be_visible()
    luc.page.get_by_role("button", name="Approve", exact=True).click()
    expect(luc.page.get_by_text("It is “Approved” now.")).to_be_visible()
    expect(anna.page.locator("[aria-current=step]")).to_contain_text("Approved", timeout=25_000)


@pytest.fixture
def two(committed_db: None) -> tuple[str, str]:
    """Two invoices of Jansen Bouw, and the people who read them can sign in."""
    firms.may_sign_in(*READERS)
    return received("VDS-2026-0901"), received("VDS-2026-0902")


def received(number: str) -> str:
    with transaction.atomic():
        made = documents.begin(
            Organization.objects.get(name="Jansen Bouw BV"),
            Box.RECEIVED,
            DocumentKind.INVOICE,
            Source.UPLOADED,
            "Invoice",
            by=User.objects.get(name="Anna Jansen"),
            fields=documents.facts(number=number, party="Van Damme Staalbouw NV"),
        )
        files.keep(made, "invoice.txt", b"An invoice", "text/plain")
    return f"/documents/{made.pk}/"


def share(page: Page, address: str, typed: str, name: str, until: str = "") -> None:
    """At view, as the panel proposes."""
    page.goto(f"{address}sharing/")
    page.get_by_role("combobox", name="Who").fill(typed)
    page.get_by_role("option", name=re.compile(name)).first.click()
    if until:
        page.get_by_label(re.compile("^Until")).fill(until)
    page.get_by_role("button", name="Share with 1").click()
    expect(page.get_by_text(f"Shared with {name}.")).to_be_visible()


def withdraw(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}sharing/")
    page.get_by_role("button", name=f"Share of {name}").click()
    page.get_by_role("menuitem", name="Withdraw").or_(page.get_by_role("link", name="Withdraw")).first.click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text(f"No longer shared with {name}.")).to_be_visible()


@pytest.mark.expected("404")
def test_a_partners_member_sees_all_their_colleague_one(comes: Comes, two: tuple[str, str]) -> None:
    """domain 5.4, 7.5, 7.7: Wim is a member by request; Sofie of the same firm gets one document until next month."""
    one, other = two
    anna = comes().sign_in_as("Anna")
    wim, sofie = (comes().sign_in(address) for address in READERS[:2])
    for address in two:
        wim.page.goto(address)
        expect(wim.page.get_by_role("heading", name="Van Damme Staalbouw NV")).to_be_visible()
        sofie.page.goto(address)
        expect(sofie.page.get_by_role("heading", name=NOT_THERE)).to_be_visible()

    share(anna.page, one, "sofie", "Sofie Peeters", f"{dt.date.today() + dt.timedelta(days=31)}")
    sofie.page.goto(one)
    expect(sofie.page.get_by_text("shared by Anna Jansen").first).to_be_visible()
    for refused in ("Approve", "Share"):
        button = sofie.page.get_by_role("button", name=refused, exact=True).first
        expect(button).to_have_attribute("aria-disabled", "true")
    for door in ("sharing/", "rejection/"):
        answer = sofie.page.goto(f"{one}{door}")
        assert answer and answer.status == 403
    sofie.page.goto(other)
    expect(sofie.page.get_by_role("heading", name=NOT_THERE)).to_be_visible()
    sofie.page.goto("/inbox/in/?q=Van+Damme")
    expect(sofie.page.get_by_role("link", name="Van Damme Staalbouw NV")).to_have_count(1)
    sofie.page.goto("/organizations/")
    expect(sofie.page.get_by_role("link", name="Jansen Bouw BV")).to_have_count(0)

    withdraw(anna.page, one, "Sofie Peeters")
    sofie.page.goto("/inbox/in/?q=Van+Damme")
    expect(sofie.page.get_by_role("link", name="Van Damme Staalbouw NV")).to_have_count(0)


@pytest.mark.expected("404")
def test_a_share_of_a_group_ended_while_it_is_read(comes: Comes, two: tuple[str, str]) -> None:
    """domain 7.1, 7.6: Noor of Finance reads it through the group; the next click after its end leads nowhere."""
    one, _other = two
    anna, noor = comes().sign_in_as("Anna"), comes().sign_in("noor.mulder@jansen.example")
    noor.page.goto(one)
    expect(noor.page.get_by_role("heading", name=NOT_THERE)).to_be_visible()
    share(anna.page, one, "finance", "Finance")
    noor.page.goto(one)
    expect(noor.page.get_by_text(re.compile("group Finance")).first).to_be_visible()
    withdraw(anna.page, one, "Finance")
    noor.page.reload()
    expect(noor.page.get_by_role("heading", name=NOT_THERE)).to_be_visible()
