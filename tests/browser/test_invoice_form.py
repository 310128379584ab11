"""The form of an invoice in a browser: it saves itself, adds up, and tells the second of two editors."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.axe import faults
from tests.held import Held


@pytest.fixture
def anna(page: Page) -> Page:
    """Anna on a new invoice of Jansen Bouw."""
    begin(page)
    return page


def begin(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_role("button", name=re.compile("Anna")).first.click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    page.goto("/organizations/")
    page.get_by_role("link", name=re.compile("Jansen Bouw BV")).first.click()
    expect(page.get_by_role("heading", name=re.compile("Jansen Bouw BV"))).to_be_visible()
    found = re.search(r"/organizations/([0-9a-f-]{36})", page.url)
    assert found
    page.goto(f"/organizations/{found[1]}/invoices/new/")
    page.get_by_role("button", name=re.compile("^Invoice")).click()
    page.wait_for_url("**/draft/")


def test_lines_are_typed_with_the_keyboard_and_add_up_and_nothing_is_lost_on_reload(anna: Page) -> None:
    anna.get_by_label("Description").first.fill("Stalen kolommen")
    anna.get_by_label("Quantity").first.fill("14")
    anna.get_by_label("Price").first.fill("412,50")
    anna.keyboard.press("Enter")
    expect(anna.get_by_label("Description").nth(1)).to_be_focused()
    anna.keyboard.type("Montage")
    anna.get_by_label("Price").nth(1).fill("62.50")
    expect(anna.locator("#draft-totals")).to_contain_text("7,063.38")
    expect(anna.locator("[data-net]").first).to_have_text("5,775.00")
    expect(anna.locator("#draft-state")).to_have_text("Saved")
    anna.get_by_role("button", name="Move up").nth(1).click()
    expect(anna.get_by_label("Description").first).to_have_value("Montage")
    anna.get_by_label("Note on the invoice").fill("typed a moment before leaving")
    anna.reload()
    expect(anna.get_by_label("Description").first).to_have_value("Montage")
    expect(anna.get_by_label("Price").nth(1)).to_have_value("412,50")
    expect(anna.get_by_label("Note on the invoice")).to_have_value("typed a moment before leaving")


def test_a_wrong_figure_is_told_beside_its_field_and_stays(anna: Page) -> None:
    anna.get_by_label("Description").first.fill("x")
    anna.get_by_label("Price").first.fill("twelve")
    expect(anna.locator(".cell.price .error")).to_have_text("Write a number here, such as 12.50.")
    expect(anna.get_by_label("Price").first).to_have_value("twelve")
    anna.get_by_label("Price").first.fill("12")
    expect(anna.locator(".cell.price .error")).to_have_count(0)


def test_a_customer_on_the_platform_is_chosen_by_keyboard(anna: Page) -> None:
    name = anna.get_by_role("combobox", name="Name or number")
    name.press_sequentially("de smet")
    expect(anna.get_by_role("option").first).to_contain_text("De Smet")
    anna.keyboard.press("ArrowDown")
    anna.keyboard.press("Enter")
    expect(anna.get_by_label("Country", exact=True)).to_have_value("BE")
    expect(anna.get_by_label("Registration number")).to_have_value("0403.170.701")
    expect(anna.locator("#draft-state")).to_have_text("Saved")


def test_a_customer_one_went_to_stays_chosen_when_the_list_is_answered_once_more(anna: Page) -> None:
    name = anna.get_by_role("combobox", name="Name or number")
    name.fill("de sme")
    expect(anna.get_by_role("option").first).to_contain_text("De Smet")
    held = Held(anna, "q=de(%20|[+])smet")
    anna.keyboard.type("t")
    anna.keyboard.press("ArrowDown")
    anna.keyboard.press("Enter")
    held.let_go()
    expect(anna.get_by_label("Country", exact=True)).to_have_value("BE")


@pytest.mark.expected("409")
def test_the_second_of_two_editors_is_shown_both_and_keeps_theirs(anna: Page) -> None:
    other = anna.context.new_page()
    other.goto(anna.url)
    other.get_by_label("Note on the invoice").fill("from the other window")
    expect(other.locator("#draft-state")).to_have_text("Saved")
    other.wait_for_timeout(1500)
    anna.get_by_label("Note on the invoice").fill("from this window")
    choice = anna.locator(".either")
    expect(choice).to_contain_text("from the other window")
    expect(choice).to_contain_text("from this window")
    choice.get_by_role("button", name="Keep mine").click()
    expect(choice).to_have_count(0)
    expect(anna.locator("#draft-state")).to_have_text("Saved")
    anna.reload()
    expect(anna.get_by_label("Note on the invoice")).to_have_value("from this window")
    other.close()


@pytest.mark.expected("403")
def test_what_was_typed_signed_out_comes_back_after_signing_in(anna: Page) -> None:
    address = anna.url
    kept = anna.context.cookies()
    anna.context.clear_cookies()
    anna.get_by_label("Note on the invoice").fill("typed while signed out")
    expect(anna.locator("#draft-state")).to_contain_text("Not saved")
    anna.context.add_cookies(kept)  # type: ignore[arg-type]
    anna.goto(address)
    expect(anna.get_by_label("Note on the invoice")).to_have_value("typed while signed out")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_form_and_nothing_runs_off_the_page(anna: Page, scheme: str) -> None:
    # Without motion: colours on their way from light to dark have too little contrast.
    anna.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for width in (1280, 390, 320):
        anna.set_viewport_size({"width": width, "height": 800})
        assert faults(anna) == []
        assert anna.evaluate("document.documentElement.scrollWidth") <= width
