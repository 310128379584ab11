"""WCAG 2.2 AA on every page there is: axe finds nothing in either appearance, and nothing scrolls sideways (look.md).

The pages come from the routes: a new one is looked at without a line here.
"""

import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from tests.axe import faults
from tests.guards import world
from tests.guards.test_routes import table
from tests.guards.world import Route
from tests.journeys import firms, papers
from tests.journeys.people import Person

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.once]
PARTS = 4  # for several workers
Scheme = Literal["light", "dark"]
WIDE, NARROW = ViewportSize(width=1280, height=860), ViewportSize(width=320, height=800)
STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # colours on their way from light to dark are neither
# The innermost elements that reach beyond the window, for the message.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.firstElementChild)
    .slice(0, 5).map((e) => e.outerHTML.slice(0, 200))"""
# No page: a picture, a file, machine's words, a part of a page; or asks for what only comes in between.
NO_PAGE = {
    "picture",
    "activation_file",
    "healthz",
    "livez",
    "readyz",
    "demo_mail_html",
    "member_options",
    "sharing_options",
    "documents_sharing_options",
    "group_new_options",
    "group_people_options",
    "person_offboarding_options",
    "person_new_options",
    "partnership_names",
    "documents_csv",
    "receipt_pdf",
    "receipt_json",
    "document_file",
    "document_page",
    "document_page_text",
    "document_page_layer",
    "document_status",
    "draft_preview",
}
BETWEEN = {
    "account_login",  # to who is signed in; looked at as nobody
    "account_reset_password_from_key",  # tests/browser follows a real link
    "account_reauthenticate",
    "partnership_receipt",  # of one that has ended
    "organization_takeover",  # of one without administrator
    "group_takeover",  # of one without manager
    "invitations",
}


def look(page: Page, frame: bool) -> list[str]:
    """What is wrong: all rules on a narrow screen in the dark, colours on a wide one in light; `frame`: in all four."""
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    wrong = faults(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append(f"scrolls sideways: {page.evaluate(TOO_WIDE)}")
    others: list[tuple[ViewportSize, Scheme]] = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")]
    for size, scheme in others if frame else others[:1]:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wrong += faults(page, ["color-contrast"])
    return wrong


def pages(who: Person, filled: dict[str, Any], routes: list[Route]) -> tuple[set[str], dict[str, list[str]]]:
    """The routes that are a page to this person, and what is wrong with them."""
    seen: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for route in routes:
        if not set(route.places) <= filled.keys():
            continue  # firms.one_of_everything has to learn what stands there
        address = address_of(route, filled)
        if not is_page(who.page, address):
            continue
        answer = who.page.goto(address, timeout=60_000)
        if answer is not None and answer.status == 200 and resolved(who.page, address):
            found = look(
                who.page, frame=not seen
            )  # what is the same around all pages is looked at on the first
            seen.add(route.name)
            wrong |= {route.name: found} if found else {}
    return seen, wrong


def is_page(page: Page, address: str) -> bool:
    """Whether they get a page there; asked before chromium draws it, since most routes are nothing to most people."""
    answer = page.context.request.get(address, max_redirects=0, timeout=60_000)
    return answer.status == 200 and "text/html" in answer.headers["content-type"]


def resolved(page: Page, address: str) -> bool:
    """Whether it stayed where it was sent."""
    return re.sub(r"^https?://[^/]+", "", page.url).partition("?")[0] == address


def address_of(route: Route, filled: dict[str, Any]) -> str:
    known = filled | filled["special"].get(route.name, {})
    return reverse(route.name, kwargs={place: known[place] for place in route.places})


def looked_at() -> list[Route]:
    """The routes that are a page to anybody."""
    answered = {name for name, (get, _post) in table().items() if 200 in get}
    wanted = {name for name in answered if not name.startswith(("design", "mfa_"))} - NO_PAGE
    return [route for route in world.routes() if route.name in wanted]


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page(comes: Callable[..., Person], part: int) -> None:
    """Each route as the one who gets in: Ada of the firm, Cleo who is asked, Olga who reviews, nobody."""
    firm = firms.firm()
    everywhere, special = papers.of(firm, firms.acting(firm.ada))
    filled = firms.one_of_everything(firm) | everywhere | {"special": special}
    left = looked_at()[part::PARTS]
    wrong: dict[str, list[str]] = {}
    for address in ("", firm.ada.email, firm.cleo.email, "Olga Peeters"):
        who = comes(**STILL)
        if address:
            who = who.sign_in(address) if "@" in address else who.sign_in_as(address)
        seen, found = pages(who, filled, left)
        left, wrong = [route for route in left if route.name not in seen], wrong | found
    assert wrong == {}
    assert {route.name for route in left} <= BETWEEN
