"""A document on its way: sent, opened, judged, and the sender sees it (issue 3; domain 7.2-7.4)."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import transaction
from playwright.sync_api import expect

from kantoor.accounts.models import User
from kantoor.documents import documents, files
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.organizations.models import Organization
from tests.journeys.people import Person

Comes = Callable[..., Person]
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def invoice(server: str, committed_db: None) -> tuple[str, str]:
    """An uploaded invoice of Jansen Bouw in the demo world: its number and its address."""
    number = f"26-{uuid4().hex[:6]}"
    with transaction.atomic():
        made = documents.begin(
            Organization.objects.get(name="Jansen Bouw BV"),
            Box.MADE,
            DocumentKind.INVOICE,
            Source.UPLOADED,
            "Invoice",
            by=User.objects.get(name="Anna Jansen"),
            fields=documents.facts(number=number),
        )
        files.keep(made, "invoice.txt", b"An invoice", "text/plain")
    return number, f"/documents/{made.pk}/"


def send_to_de_smet(anna: Person, address: str) -> None:
    """By typing a part of the name; what will happen is said before the one button is pressed."""
    page = anna.page
    page.goto(address)
    page.get_by_role("link", name="Send…").click()
    page.get_by_label("To", exact=True).press_sequentially("smet")
    page.locator("label.choice", has_text="De Smet & Zonen NV").click()
    expect(page.get_by_text("Arrives in the Inbox of De Smet & Zonen NV at once.")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Sent. It is in the Inbox of De Smet & Zonen NV.")).to_be_visible()


def find_received(luc: Person, number: str) -> None:
    """By the notice in the inbox."""
    for _try in range(40):
        luc.page.goto("/inbox/updates/")
        if luc.page.get_by_role("link", name=re.compile(number)).count():
            break
        luc.page.wait_for_timeout(500)
    luc.page.get_by_role("link", name=re.compile(number)).first.click()
    expect(luc.page.get_by_role("heading", name="Jansen Bouw BV")).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_sender_sees_approved_without_reloading(
    comes: Comes, invoice: tuple[str, str], screen: dict[str, object]
) -> None:
    """Anna of Jansen Bouw sends to De Smet & Zonen; Luc opens and approves; Anna's page tells her."""
    number, address = invoice
    anna, luc = comes(**screen).sign_in_as("Anna"), comes(**screen).sign_in_as("Luc")
    send_to_de_smet(anna, address)
    find_received(luc, number)
    luc.page.get_by_role("button", name="Approve", exact=True).click()
    expect(luc.page.get_by_text("It is “Approved” now.")).to_be_visible()
    track = anna.page.get_by_label("Track & Trace")
    expect(track.locator("[aria-current=step]")).to_contain_text("Approved", timeout=25_000)
    expect(track).to_contain_text("Opened")
    expect(anna.page.get_by_text("De Smet & Zonen NV approved it")).to_be_visible()
    expect(anna.page.get_by_text("Luc De Smet approved it")).to_have_count(0)


def test_a_rejection_comes_back_with_its_reason(comes: Comes, invoice: tuple[str, str]) -> None:
    """By keyboard at the receiver's; the sender reads why."""
    number, address = invoice
    anna, luc = comes(**DESKTOP).sign_in_as("Anna"), comes(**DESKTOP).sign_in_as("Luc")
    send_to_de_smet(anna, address)
    find_received(luc, number)
    luc.page.get_by_role("link", name="Reject…").press("Enter")
    expect(luc.page.get_by_label("Reason")).to_be_focused()
    luc.page.keyboard.type("The price is not what we agreed")
    luc.page.get_by_role("button", name="Reject", exact=True).press("Enter")
    expect(luc.page.get_by_text("Rejected. The sender reads your reason.")).to_be_visible()
    anna.page.goto(address)
    expect(anna.page.get_by_text("The price is not what we agreed")).to_be_visible()
    expect(anna.page.locator("[aria-current=step]")).to_contain_text("Rejected")


def test_a_customer_without_account_reads_it_by_a_link_that_is_withdrawn(
    comes: Comes, invoice: tuple[str, str]
) -> None:
    """The link is copied and handed over; Anna sees it opened, and ends it."""
    _number, address = invoice
    anna, customer = comes(**DESKTOP).sign_in_as("Anna"), comes(**PHONE)
    anna.page.goto(address)
    anna.page.get_by_role("link", name="Send…").click()
    anna.page.get_by_label("Name", exact=True).fill("Bakkerij Bloem")
    anna.page.get_by_label("Email address").fill(f"bloem-{uuid4().hex[:6]}@bakkerij.example")
    anna.page.get_by_label("Name", exact=True).focus()
    expect(anna.page.get_by_text(re.compile("Goes by mail to"))).to_be_visible()
    anna.page.get_by_role("button", name="Send", exact=True).click()
    anna.page.get_by_label("More acts").click()
    anna.page.get_by_role("link", name="Private links…").click()
    anna.page.get_by_role("button", name="Make a link").click()
    link = anna.page.get_by_label("The new link").input_value()
    customer.page.goto(link)
    expect(customer.page.get_by_role("heading", name="Jansen Bouw BV")).to_be_visible()
    expect(customer.page.get_by_role("link", name="Download invoice.txt")).to_be_visible()
    anna.page.goto(address + "links/")
    anna.page.get_by_role("button", name="Withdraw").first.click()
    expect(anna.page.get_by_text("The link leads nowhere now.")).to_be_visible()
    customer.page.reload()
    expect(customer.page.get_by_role("heading", name="This link does not work")).to_be_visible()
