"""People of a journey, each with a browser of their own."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

PASSWORD = "four words in a row"


class Person:
    """Somebody at their own computer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def sign_in_as(self, first_name: str) -> "Person":
        """One click on the sign-in page of the demo."""
        self.page.goto("/sign-in/")
        self.page.get_by_role("button", name=re.compile(first_name)).first.click()
        expect(self.page.get_by_role("heading", name="Inbox")).to_be_visible()
        return self

    def sign_in(self, address: str) -> "Person":
        """As somebody who is not of the cast: with address and password."""
        self.page.goto("/sign-in/")
        self.page.locator("input[name=login]").fill(address)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("heading", name="Inbox")).to_be_visible()
        return self

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def mail_to(self, address: str, subject: str) -> str:
        """The text of a mail, out of the mailbox of the demo."""
        self.page.goto(f"/demo/mailbox/?to={address}")
        self.page.get_by_role("link", name=re.compile(subject)).first.click()
        self.page.get_by_text("As text").click()
        return self.page.inner_text("main, body")

    def sign_up(self, name: str, company: str) -> str:
        """By mailed link; gives the new address."""
        address = f"{name.split(maxsplit=1)[0].lower()}-{uuid4().hex[:8]}@bloem-{uuid4().hex[:6]}.example"
        self.page.goto("/sign-up/")
        self.page.get_by_label("Email address").fill(address)
        self.page.get_by_role("button", name="Mail me a link").click()
        expect(self.page.get_by_role("heading", name="Look in your mail")).to_be_visible()
        link = re.search(r"http://\S+/sign-up/\S+", self.mail_to(address, "Your link to make an account"))
        assert link
        self.page.goto(link.group())
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Name of your company").fill(company)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_label("I agree to the terms").check()
        self.page.get_by_role("button", name="Make my account").click()
        expect(self.page.get_by_role("heading", name="Inbox")).to_be_visible()
        return address


@contextmanager
def people(browser: Browser, server: str) -> Iterator[Callable[..., Person]]:
    """Makes people; their pages must not have thrown anything when the journey ends."""
    made: list[Person] = []

    def come(**more: object) -> Person:
        context = browser.new_context(base_url=server, locale="en-GB", timezone_id="Europe/Amsterdam", **more)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        made.append(Person(context.new_page()))
        return made[-1]

    yield come
    for person in made:
        person.page.context.close()
    assert [trouble for person in made for trouble in person.troubles] == []
