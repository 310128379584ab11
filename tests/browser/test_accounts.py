"""Accounts in a real browser: from link to inside, a passkey, and nothing for axe to find."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from kantoor.accounts import signups
from tests.axe import faults

PASSWORD = "four words in a row"
pytestmark = pytest.mark.usefixtures("committed_db")


def sign_up(page: Page) -> str:
    """A new person with an environment of their own, signed in; gives their address."""
    address = f"nora-{uuid4().hex[:8]}@newcomer.example"
    token = signups.hand_over(address).rstrip("/").rpartition("/")[2]
    page.goto(f"/sign-up/{token}/")
    page.get_by_label("Your name").fill("Nora de Wit")
    page.get_by_label("Name of your company").fill("De Wit Advies")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("I agree to the terms").check()
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(lambda url: "/sign-up/" not in url)
    return address


def test_a_passkey_signs_in_without_password(page: Page) -> None:
    """Issue 2: password (or passkey)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_up(page)
    page.goto("/profile/security/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes", level=1)).to_be_visible()
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/profile/")
    expect(page.get_by_label("Your name")).to_have_value("Nora de Wit")


@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_ones_own_pages(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    sign_up(page)
    page.goto("/profile/security/totp/activate/")
    found = {"again": faults(page)}
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    for path in ("/profile/", "/password/", "/profile/security/", "/profile/security/totp/activate/"):
        page.goto(path)
        found[path] = faults(page)
    page.goto("/profile/security/webauthn/add/")
    found["add"] = faults(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.once
@pytest.mark.expected("410", "404")
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    """Look: 320 px wide without sideways scrolling."""
    page.set_viewport_size({"width": width, "height": 800})
    sign_up(page)
    paths = ("/profile/", "/password/", "/profile/security/", "/sign-up/forged/", "/sign-out/", "/terms/")
    wide = []
    for path in paths:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert wide == []


def test_in_the_demo_one_click_signs_in_as_one_of_the_cast(page: Page) -> None:
    """Demo world: the sign-in page lists them, one click each."""
    page.goto("/sign-in/")
    page.get_by_role("button", name="Luc De Smet").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/profile/")
    expect(page.get_by_label("Your name")).to_have_value("Luc De Smet")
