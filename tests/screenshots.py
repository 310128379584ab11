"""Pictures of pages of a fresh demo world, in light, dark and on a phone.

A page is an address, and perhaps what to click there: "/organizations/ > Jansen Bouw BV > Members".
"""

import argparse
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from kantoor import env
from tests.chromium import CHROMIUM, FLAGS
from tests.serving import serving

PASSWORD = "kantoor-demo"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOOKS = {"light": (DESKTOP, "light"), "dark": (DESKTOP, "dark"), "phone": (PHONE, "light")}
# What the README and the docs show.
PAGES = ["/organizations/", "/organizations/ > Jansen Bouw BV > Members", "/partners/", "/profile/"]


def main() -> None:
    parser = argparse.ArgumentParser("bin/screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"without: {PAGES}")
    parser.add_argument(
        "--as", dest="person", default="anna@jansen.example", metavar="ADDRESS", help="or nobody"
    )
    parser.add_argument("--out", type=Path, default=env.ROOT / "docs/screens", metavar="FOLDER")
    parser.add_argument("--look", choices=LOOKS, action="append", help="only this look; may be repeated")
    parser.add_argument("--window", action="store_true", help="only what fits in the window")
    parser.add_argument("--at", metavar="ADDRESS", help="of a running demo, instead of starting one")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.at:
        take(chosen.at, chosen)
        return
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
        take(address, chosen)


def take(address: str, chosen: argparse.Namespace) -> None:
    """One picture for each page and look."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for look in chosen.look or LOOKS:
            page = opened(browser, address, look)
            if chosen.person != "nobody":
                sign_in(page, chosen.person)
            for wanted in chosen.pages or PAGES:
                name = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-") or "home"
                status = visit(page, wanted)
                path = chosen.out / f"{name}-{look}.png"
                page.screenshot(path=path, full_page=not chosen.window)
                print(f"{status} {path}", flush=True)
        browser.close()


def opened(browser: Browser, address: str, look: str) -> Page:
    viewport, scheme = LOOKS[look]
    context = browser.new_context(
        base_url=address,
        viewport=viewport,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Amsterdam",
    )
    return context.new_page()


def sign_in(page: Page, person: str) -> None:
    """By the form, as everybody does."""
    page.goto("/sign-in/")
    form = page.locator("form").filter(has=page.locator("input[type=password]")).first
    form.locator("input[type=email], input[name=login]").first.fill(person)
    form.locator("input[type=password]").first.fill(PASSWORD)
    form.locator("button[type=submit], button:not([type])").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def visit(page: Page, wanted: str) -> int:
    """Go there, click through what follows; the status of the last answer."""
    address, *clicks = [part.strip() for part in wanted.split(">")]
    answer = page.goto(address, wait_until="networkidle")
    for text in clicks:
        target = page.get_by_role("link", name=text).or_(page.get_by_role("button", name=text)).first
        if not target.count():
            print(f"{wanted}: nothing named {text!r} to click at {page.url}")
            break
        target.click()
        page.wait_for_load_state("networkidle")
    return answer.status if answer else 0


if __name__ == "__main__":
    main()
