"""WCAG 2.2 AA on the pages of the product: axe finds nothing, and nothing scrolls sideways (look.md)."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.people import Person

LIGHT = {"color_scheme": "light", "viewport": {"width": 1280, "height": 860}}
DARK = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 860}}
NARROW = {"color_scheme": "light", "viewport": {"width": 320, "height": 800}}
# The innermost elements that reach beyond the window, for the message.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.firstElementChild)
    .slice(0, 5).map((e) => e.outerHTML.slice(0, 200))"""
PLACES = {
    "Anna Jansen": [
        "/inbox/requests/",
        "/inbox/updates/",
        "/organizations/",
        "/organizations/new/",
        "/organizations/new/details/?country=BE",
        "{house}members/",
        "{house}members/new/",
        "{house}members/lists/new/",
        "{house}members/departure/",
        "{house}details/",
        "{house}activity/",
        "{house}closure/",
        "/partners/",
        "/partners/find/?q=smet",
        "/people/",
        "/people/new/",
        "/people/invitations/",
        "/environment/",
        "/profile/",
        "/search/?q=jansen",
    ],
    "Olga Peeters": ["/reviews/"],
}


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("screen", [LIGHT, DARK, NARROW], ids=["light", "dark", "320px"])
@pytest.mark.parametrize("name", list(PLACES))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    comes: Callable[..., Person], name: str, screen: dict[str, object]
) -> None:
    page = comes(**screen).sign_in_as(name).page
    page.goto("/organizations/")
    link = page.get_by_role("link", name=re.compile("Bouw BV")).first
    house = (link.get_attribute("href") or "").split("members/")[0] if name == "Anna Jansen" else ""
    wrong: dict[str, list[str]] = {}
    for place in PLACES[name]:
        path = place.replace("{house}", house)
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        found = faults(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"scrolls sideways: {page.evaluate(TOO_WIDE)}")
        if found:
            wrong[place] = found
    assert wrong == {}
