"""The scripts of the pieces, by keyboard, and axe on every piece in both appearances."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.axe import faults
from tests.held import Held

pytestmark = pytest.mark.once
WIDTHS = (1280, 390, 320)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/design/", "/design/list/", "/design/panel/", "/design/door/"])
def test_axe_finds_nothing_and_nothing_runs_off_the_page(page: Page, address: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 320])
def test_the_tab_that_one_is_on_is_in_sight_on_a_phone(page: Page, width: int) -> None:
    def moved(route: Route) -> None:
        answer, tab = route.fetch(), 'href="#activity"'
        assert tab in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(tab, f'{tab} aria-current="page"', 1))

    page.set_viewport_size({"width": width, "height": 800})
    page.route("**/design/list/", moved)
    page.goto("/design/list/")
    expect(page.get_by_role("link", name="Activity")).to_be_in_viewport(ratio=1)


def test_people_are_picked_by_keyboard_and_what_will_happen_follows(page: Page) -> None:
    page.goto("/design/panel/")
    who = page.get_by_role("combobox")
    expect(who).to_be_focused()
    who.press_sequentially("saara")
    expect(page.get_by_text("Nobody found")).to_be_visible()
    who.fill("EL AMR")
    expect(page.get_by_role("option")).to_have_count(1)
    who.press("Enter")
    expect(page.locator("input[name=people][value=sara]")).to_be_attached()
    expect(page.locator("#d-preview")).to_contain_text("3 people are picked")
    who.press("Backspace")
    expect(page.locator("#d-preview")).to_contain_text("2 people are picked")


def picked(page: Page) -> list[str]:
    return page.locator("input[name=people]").evaluate_all("all => all.map(one => one.value)")


def test_enter_right_after_the_words_waits_for_the_list_that_answers_them(page: Page) -> None:
    """The list of before may have somebody else on top, who must not be given access."""
    page.goto("/design/panel/")
    expect(page.get_by_role("option").first).to_be_visible()
    already = picked(page)
    page.keyboard.insert_text("EL AMR")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=people][value=sara]")).to_be_attached()
    assert sorted(picked(page)) == sorted([*already, "sara"])


def test_enter_before_the_list_is_there_picks_nobody_when_several_fit(page: Page) -> None:
    page.goto("/design/panel/")
    expect(page.get_by_role("option").first).to_be_visible()
    already = picked(page)
    with page.expect_response(lambda answer: answer.url.endswith("q=e")):
        page.keyboard.insert_text("e")
        page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="Sara")).to_be_visible()
    assert page.get_by_role("option").count() > 1
    assert picked(page) == already


@pytest.mark.parametrize(("words", "taken"), [("e", True), ("piet", False)])
def test_whom_one_went_to_by_arrows_is_taken_if_they_are_in_the_list_that_answers(
    page: Page, words: str, taken: bool
) -> None:
    """Enter took nobody, or who stood on top of the new list."""
    page.goto("/design/panel/")
    expect(page.get_by_role("option").first).to_be_visible()
    held = Held(page, f"q={words}")
    page.keyboard.insert_text(words)
    while "sara" not in (page.get_by_role("combobox").get_attribute("aria-activedescendant") or ""):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "sara" not in picked(page)
    held.let_go()
    expect(page.locator("input[name=people][value=sara]")).to_have_count(int(taken))


@pytest.mark.parametrize("key", ["ArrowUp", "ArrowDown"])
def test_nobody_is_taken_from_a_list_that_was_closed(page: Page, key: str) -> None:
    """An arrow opens it again; it went through a list that nobody saw, and Enter took somebody out of it."""
    page.goto("/design/panel/")
    expect(page.get_by_role("option").first).to_be_visible()
    already = picked(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    held = Held(page, "q=")
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    held.let_go()
    expect(page.get_by_role("option").first).to_be_visible()
    assert picked(page) == already


def test_tab_leaves_the_words_for_the_next_field_at_once(page: Page) -> None:
    """A list long enough to be scrolled was a stop of its own, and gone when one came there."""
    page.goto("/design/panel/")
    who = page.get_by_role("combobox")
    expect(page.get_by_role("option").first).to_be_visible()
    page.locator("[role=listbox]").evaluate("list => { list.style.maxHeight = '60px' }")
    expect(who).to_be_focused()
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.matches('input, button, a') && document.activeElement.name")
        == "role"
    )


def test_keys_pressed_at_once_after_opening_a_menu_move_in_it(page: Page) -> None:
    page.goto("/design/list/")
    page.locator("[popovertarget]:visible, [data-menu]:visible").last.focus()
    page.evaluate(
        """() => addEventListener("toggle", (event) => event.stopImmediatePropagation(), { capture: true })"""
    )
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    assert page.evaluate("""() => {
        const lines = [...document.querySelectorAll(":popover-open a, :popover-open button")];
        return lines.length > 1 && lines.at(-1) === document.activeElement;
    }""")


def test_somebody_who_cannot_be_picked_is_not_and_the_reason_is_told(page: Page) -> None:
    page.goto("/design/panel/")
    page.get_by_role("combobox").fill("tom")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".combo [role=status]")).to_have_text("Already a member")
    expect(page.locator("input[name=people][value=tom]")).not_to_be_attached()


def test_escape_first_closes_the_list_then_the_panel(page: Page) -> None:
    page.goto("/design/panel/")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Escape")
    page.wait_for_url("**/design/list/")
    expect(page.locator(".add")).to_be_focused()


def test_n_opens_what_the_round_add_opens(page: Page) -> None:
    page.goto("/design/list/")
    page.keyboard.press("n")
    page.wait_for_url("**/design/panel/")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_destroying_question_has_the_focus_on_keeping(page: Page) -> None:
    page.goto("/design/dialog/")
    expect(page.get_by_role("link", name="Keep")).to_be_focused()


@pytest.mark.parametrize("anchored", [True, False])
def test_a_menu_opens_at_its_button_and_gives_the_focus_back(page: Page, anchored: bool) -> None:
    """Also where the browser has no CSS anchor positioning."""
    if not anchored:
        page.add_init_script("CSS.supports = () => false;")
    page.goto("/design/list/")
    button = page.locator("tbody .acts button[popovertarget]").nth(1)
    button.focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="Change role").locator("visible=true")
    expect(first).to_be_focused()
    menu, place = page.locator(".menu:popover-open").bounding_box(), button.bounding_box()
    assert menu and place
    assert abs(menu["x"] + menu["width"] - place["x"] - place["width"]) < 8
    assert 0 <= menu["y"] - place["y"] - place["height"] < 12
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Explain access").locator("visible=true")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_picked_rows_are_counted_and_let_go(page: Page) -> None:
    page.goto("/design/list/")
    page.get_by_label("Pick all on this page").check()
    expect(page.locator(".bulk")).to_contain_text("18 picked")
    page.get_by_role("button", name="None").click()
    expect(page.locator(".bulk")).to_be_hidden()


def test_a_form_is_sent_once_however_often_it_is_pressed(page: Page) -> None:
    page.goto("/design/panel/")
    sent: list[str] = []
    page.route("**/design/panel/", lambda route: sent.append(route.request.method))
    page.evaluate("for (const _ of '123') document.querySelector('dialog footer .button').click()")
    page.wait_for_timeout(200)
    assert sent == ["POST"]


def test_a_greyed_control_can_be_reached_and_does_nothing(page: Page) -> None:
    page.goto("/design/")
    greyed = page.get_by_role("button", name="Leave").first
    greyed.focus()
    expect(greyed).to_be_focused()
    greyed.press("Enter")
    assert page.url.endswith("/design/")


def test_the_appearance_is_kept_for_the_next_page(page: Page) -> None:
    page.goto("/design/door/")
    page.context.add_cookies([{"name": "appearance", "value": "dark", "url": page.url}])
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_scripts_the_panel_can_be_filled_in_and_left(page: Page) -> None:
    made = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]  # it has one
    bare = made.new_page()
    page.goto("/design/panel/")
    bare.goto(page.url)
    bare.locator("select[name=people]").select_option(["piet", "eva"])
    bare.get_by_role("link", name="Cancel").click()
    assert bare.url.endswith("/design/list/")
    made.close()
