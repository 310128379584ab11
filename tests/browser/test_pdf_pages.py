"""The words over the picture of a page are selected with the mouse, at any width (docs/decisions/0117)."""

import pytest
from playwright.sync_api import Page, expect

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.environments.models import Environment
from kantoor.organizations.models import Organization
from tests.einvoices import samples
from tests.journeys.people import Person

WORDS = "Hierbij de factuur van mei <b>& juni</b>"
SELECTED = "getSelection().toString()"
SETTLED = """() => new Promise((done) => {
  let last = "";
  const look = () => {
    const words = [...document.querySelectorAll(".layer tspan")];
    const at = JSON.stringify(words.map((one) => one.getBoundingClientRect()));
    const drawn = [...document.querySelectorAll(".paper img")].every((one) => one.complete);
    if (drawn && at === last) done();
    else { last = at; setTimeout(look, 100); }
  };
  look();
})"""


@pytest.fixture
def place(committed_db: None) -> Organization:
    """An organization of its own, which Anna administers."""
    anna = User.objects.get(email="anna@jansen.example")
    environment = Environment.objects.get(pk=anna.environment_id)
    return demo.organization(environment, "Papier BV", "Zeist", anna)


def drag(page: Page, first: str, last: str) -> str:
    """Select from one word to another as people do."""
    page.evaluate("getSelection().removeAllRanges()")
    words = page.locator(".layer tspan")
    here, there = (words.get_by_text(word, exact=True).bounding_box() for word in (first, last))
    assert here and there
    page.mouse.move(here["x"] + 1, here["y"] + here["height"] / 2)
    page.mouse.down()
    page.mouse.move(there["x"] + there["width"] - 1, there["y"] + there["height"] / 2, steps=6)
    page.mouse.up()
    return str(page.evaluate(SELECTED))


def test_what_one_selects_on_a_page_is_its_words(page: Page, place: Organization) -> None:
    Person(page).sign_in_as("Anna")
    page.goto(f"/organizations/{place.pk}/documents/upload/")
    paper = {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": samples.written_pdf(WORDS)}
    page.locator("input[type=file]").set_input_files(paper)  # type: ignore[arg-type]
    page.get_by_role("link", name="brief.pdf").click()
    expect(page.locator(".layer text")).to_have_text(WORDS)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator(".layer").scroll_into_view_if_needed()
        page.evaluate(SETTLED)  # a busy machine moves the words while the mouse is on its way
        assert drag(page, "factuur", "mei") == "factuur van mei"
        picture, layer = (page.locator(f".paper {one}").bounding_box() for one in ("img", "svg"))
        assert picture and layer
        assert all(abs(picture[side] - layer[side]) < 1.5 for side in picture)  # type: ignore[literal-required]
    page.emulate_media(media="print")
    expect(page.locator(".layer")).to_be_hidden()
    expect(page.locator(".paper img")).to_be_visible()
