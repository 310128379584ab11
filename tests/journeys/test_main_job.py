"""The main job, end to end, as a stranger does it (issue 2, first paragraph)."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person

pytestmark = pytest.mark.twice  # one story through the whole of it, on either database
Comes = Callable[..., Person]
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def kvk_number() -> str:
    """Eight digits that nobody else in the suite uses."""
    return "09" + f"{uuid4().int % 1_000_000:06d}"


def add_organization(owner: Person, name: str) -> str:
    """By hand; gives its address."""
    page = owner.page
    page.goto("/organizations/")
    page.get_by_label("Add organization").click()
    page.get_by_role("button", name="Enter by hand").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(re.compile("^KvK number")).fill(kvk_number())
    page.get_by_label(re.compile("^Street")).fill("Dorpsstraat 1")
    page.get_by_label(re.compile("^Postal code")).fill("3511 AB")
    page.get_by_label(re.compile("^City")).fill("Utrecht")
    page.get_by_role("button", name="Add organization").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return page.url.split("/activation")[0].rstrip("/") + "/"


def activate(owner: Person, operator: Person, name: str) -> None:
    """By a letter with a code, which the operator prints."""
    owner.page.get_by_role("button", name="Send the letter").click()
    expect(owner.page.get_by_text("The operator has not printed the letter yet")).to_be_visible()
    page = operator.page
    page.goto("/reviews/")
    while not page.get_by_role("link", name=re.compile(name)).count():  # earlier races left some that wait
        page.get_by_role("link", name=re.compile("Next|Older")).first.click()
        page.wait_for_load_state()
    page.get_by_role("link", name=re.compile(name)).click()
    page.get_by_role("button", name="Print the letter").click()
    code = re.search(r"\b[0-9A-Z]{4}(?:[- ][0-9A-Z]{4})+\b", page.inner_text("body"))
    assert code, page.inner_text("body")
    owner.page.reload()
    owner.page.get_by_label("Code in the letter").fill(code.group())
    owner.page.get_by_role("button", name="Activate", exact=True).click()
    expect(owner.page.get_by_text(re.compile("is active|Active")).first).to_be_visible()


def become_partners(owner: Person, other: Person, firm: str, ours: str) -> None:
    """Asked from one side, accepted in the inbox of the other."""
    page = owner.page
    page.goto("/partners/")
    page.get_by_label("Find partner").click()
    page.get_by_label("Name or number").fill(firm)
    expect(page).to_have_url(re.compile("q="))  # the list under the field is the one for what was typed
    page.get_by_role("link", name=f"Ask {firm}").click()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_text(re.compile("Requested")).first).to_be_visible()
    theirs = other.page
    theirs.goto("/inbox/")
    theirs.get_by_role("link", name=re.compile(ours)).first.click()
    theirs.get_by_role("button", name="Accept").click()
    expect(theirs.get_by_text(re.compile("accepted", re.I)).locator("visible=true").first).to_be_visible()


def add_members(owner: Person, house: str, picks: list[tuple[str, str]]) -> None:
    """Press the round +, type a part of each name, pick, and do it."""
    page = owner.page
    page.goto(f"{house}members/")
    page.get_by_label("Add member").click()
    box = page.get_by_role("combobox", name="Who")
    for typed, name in picks:
        box.fill(typed)
        page.get_by_role("option", name=re.compile(name)).click()
        expect(page.locator(".pick", has_text=name)).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_stranger_gives_access_to_a_colleague_and_a_partner(
    comes: Comes, screen: dict[str, object]
) -> None:
    """domain 3.1, 4, 6, 5.1 to 5.4: the whole story."""
    name, company = f"Bloem Bouw {uuid4().hex[:6]} BV", f"Bloem Groep {uuid4().hex[:6]}"
    noor, olga, eva = comes(**screen), comes(), comes(**screen)
    noor.sign_up("Noor Bloem", company)
    house = add_organization(noor, name)
    olga.sign_in_as("Olga Peeters")
    activate(noor, olga, name)
    eva.sign_in_as("Eva van Dijk")
    become_partners(noor, eva, "Van Dijk Accountants", company)

    assert eva.page.goto(house + "members/").status == 404  # type: ignore[union-attr]
    add_members(noor, house, [("eva", "Eva van Dijk")])
    expect(noor.page.get_by_text("is asked and sees nothing until they accept")).to_be_visible()
    noor.page.get_by_role("button", name="Ask 1").click()
    expect(noor.page.get_by_text("Waiting for an answer")).to_be_visible()
    expect(noor.page.get_by_role("row", name=re.compile("Eva van Dijk"))).to_contain_text("Requested")

    assert eva.page.goto(house + "members/").status == 404  # type: ignore[union-attr]
    eva.page.goto("/inbox/")
    eva.page.get_by_role("link", name=re.compile(name)).first.click()
    expect(eva.page.get_by_role("heading", name=f"{name} wants to work with you")).to_be_visible()
    expect(eva.page.get_by_text("Noor Bloem").first).to_be_visible()
    eva.page.get_by_role("button", name="Accept").click()
    eva.page.goto(house + "members/")
    expect(eva.page.get_by_role("heading", name=name)).to_be_visible()
    expect(eva.page.get_by_role("row", name=re.compile("Eva van Dijk"))).to_be_visible()


def test_a_colleague_is_in_at_once_and_a_partner_is_asked(comes: Comes) -> None:
    """domain 5.2, 5.3, 5.4: both in one act, said before it is done."""
    anna, sara = comes(), comes()
    anna.sign_in_as("Anna Jansen")
    anna.page.goto("/organizations/")
    anna.page.get_by_role("link", name="Jansen Bouw BV").click()
    expect(anna.page.get_by_role("heading", name="Jansen Bouw BV")).to_be_visible()
    house = anna.page.url.split("documents/")[0]
    add_members(anna, house, [("amrani", "Sara El Amrani"), ("dijk acc", "Tom Bakker")])
    expect(anna.page.get_by_text("is a member at once and hears of it")).to_be_visible()
    anna.page.get_by_role("button", name="Add 1, ask 1").click()
    expect(anna.page.get_by_role("row", name=re.compile("Tom Bakker"))).to_contain_text("Requested")
    sara.sign_in_as("Sara El Amrani")
    sara.page.goto(f"{house}members/")
    expect(sara.page.get_by_role("heading", name="Jansen Bouw BV")).to_be_visible()
    refused = sara.page.get_by_role("button", name="Add member")
    expect(refused).to_have_attribute("aria-disabled", "true")
    expect(sara.page.locator("#add-reason")).to_contain_text("Anna Jansen")


def test_without_scripts_a_name_is_looked_for_and_picked(comes: Comes) -> None:
    """domain 5.2: whoever has scripts switched off does the main job too."""
    page = comes(java_script_enabled=False).sign_in_as("Anna Jansen").page
    page.goto("/organizations/")
    page.get_by_role("link", name="Jansen Bouw BV").click()
    page.get_by_role("link", name=re.compile("^Members")).click()
    page.get_by_role("link", name="Add member").click()
    page.get_by_role("radio", name="Viewer").check()
    page.locator("input[name=sought]").fill("nobody of this name")
    page.locator("input[name=sought]").press("Enter")
    expect(
        page.locator("noscript [role=status]")
    ).to_be_visible()  # by text, the browser's driver finds nothing in there
    page.locator("input[name=sought]").fill("bram")
    page.get_by_role("button", name="Find").click()
    page.locator("select[name=people]").select_option(label="Bram de Boer")
    page.locator("input[name=sought]").fill("vries")
    page.get_by_role("button", name="Find").click()
    page.locator("select[name=people]").select_option(label="Piet de Vries")
    page.get_by_role(
        "checkbox", name="Bram de Boer"
    ).uncheck()  # who was picked before is seen, and taken back
    expect(page.get_by_role("radio", name="Viewer")).to_be_checked()
    page.get_by_role("button", name=re.compile("^Add")).click()
    expect(page.get_by_role("row", name=re.compile("Piet de Vries"))).to_contain_text("Viewer")
    expect(page.get_by_role("row", name=re.compile("Bram de Boer"))).to_have_count(0)


def test_with_the_keyboard_alone(comes: Comes) -> None:
    """WCAG 2.1.1: `n`, type, arrows, Enter; Escape closes and gives the focus back; then a removal."""
    anna = comes().sign_in_as("Anna Jansen")
    page = anna.page
    page.goto("/organizations/")
    page.get_by_role("link", name="Jansen Vastgoed BV").click()
    page.get_by_role("link", name=re.compile("^Members")).click()
    expect(page.get_by_role("link", name="Add member")).to_be_visible()
    page.keyboard.press("n")
    box = page.get_by_role("combobox", name="Who")
    expect(box).to_be_focused()
    expect(page.get_by_role("listbox", name="Who")).to_be_visible()
    page.keyboard.press("Escape")  # the list
    expect(page.get_by_role("listbox", name="Who")).to_be_hidden()
    page.keyboard.press("Escape")  # the panel
    expect(page.get_by_role("link", name="Add member")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.type("sara")
    expect(page.get_by_role("option", name=re.compile("Sara"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".pick", has_text="Sara")).to_be_visible()
    page.keyboard.press("Escape")
    button = page.get_by_role("button", name="Add 1")
    for _step in range(25):
        if button.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name=re.compile("Sara El Amrani"))
    expect(row).to_be_visible()
    row.get_by_label("Actions for Sara El Amrani").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Remove Sara El Amrani"))).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).focus()
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
