"""An invitation, opened in every way there is: each has its own clear page (domain 3.5)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from kantoor.environments import invitations
from kantoor.environments.models import Invitation
from tests.journeys.firms import Firm, acting, firm, yesterday
from tests.journeys.people import PASSWORD, Person

pytestmark = pytest.mark.usefixtures("committed_db")
Comes = Callable[..., Person]


@pytest.fixture
def kist(committed_db: None) -> Firm:
    return firm()


def invited(kist: Firm) -> tuple[str, str]:
    """The address, and the path of its link."""
    address = f"nova-{uuid4().hex[:8]}@journey.example"
    link = invitations.invite(acting(kist.ada), kist.house.environment_id, address).link
    return address, "/" + link.split("/", 3)[3]


def accept(who: Person, path: str) -> None:
    page = who.page
    page.goto(path)
    page.get_by_label("Your name").fill("Nova Ster")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("I agree to the terms").check()
    page.get_by_role("button", name="Accept the invitation").click()


def told(who: Person, path: str, heading: str) -> int:
    answer = who.page.goto(path)
    expect(who.page.get_by_role("heading", name=heading)).to_be_visible()
    assert answer is not None
    return answer.status


def test_in_a_fresh_browser_it_makes_the_account_and_works_once(comes: Comes, kist: Firm) -> None:
    """Accepted in a fresh browser; the second time it says so."""
    address, path = invited(kist)
    nova = comes()
    accept(nova, path)
    expect(nova.page.get_by_role("heading", name="Inbox")).to_be_visible()
    nova.page.goto("/profile/")
    nova.sees(address)
    assert told(comes(), path, "This invitation was accepted") == 410


def test_two_browsers_with_the_form_open_make_one_account(comes: Comes, kist: Firm) -> None:
    """Twice at once: the second reads that it was accepted, not an error."""
    _address, path = invited(kist)
    slow = comes()
    slow.page.goto(path)
    accept(comes(), path)
    for label, text in (("Your name", "Nova Traag"), ("Password", PASSWORD)):
        slow.page.get_by_label(label).fill(text)
    slow.page.get_by_label("I agree to the terms").check()
    slow.page.get_by_role("button", name="Accept the invitation").click()
    expect(slow.page.get_by_role("heading", name="This invitation was accepted")).to_be_visible()


def test_for_somebody_else_it_stays_open_and_offers_to_switch(comes: Comes, kist: Firm) -> None:
    """Opened by somebody signed in as another user: the address is masked."""
    address, path = invited(kist)
    ben = comes().sign_in(kist.ben.email)
    assert told(ben, path, "This invitation is for somebody else") == 200
    assert address not in ben.page.inner_text("body")
    ben.sees("n•••@journey.example")
    ben.page.get_by_role("button", name="Sign out and accept it").click()
    expect(ben.page.get_by_role("button", name="Accept the invitation")).to_be_visible()
    assert Invitation.objects.get(address=address).accepted_at is None


def test_expired_withdrawn_replaced_and_forged_each_say_what_to_do(comes: Comes, kist: Firm) -> None:
    fresh, actor = comes(), acting(kist.ada)
    address, path = invited(kist)
    Invitation.objects.filter(address=address).update(expires_at=yesterday())
    assert told(fresh, path, "This invitation has expired") == 410
    address, path = invited(kist)
    invitations.withdraw(actor, Invitation.objects.get(address=address))
    assert told(fresh, path, "This invitation was withdrawn") == 410
    address, path = invited(kist)
    invitations.send_again(actor, Invitation.objects.get(address=address))
    assert told(fresh, path, "There is a newer link") == 410
    assert told(fresh, path[:-3] + "xx/", "This link does not work") == 404
