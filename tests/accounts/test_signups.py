"""Links to make an account with: for everybody the same, once, for 24 hours (domain 3.1)."""

import datetime as dt

import pytest

from kantoor.accounts import signups
from kantoor.accounts.models import SignUp
from kantoor.accounts.signups import LinkState
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound
from tests.accounts.conftest import Ask
from tests.mailbox import Letters

pytestmark = pytest.mark.django_db
NEW = "nora@newcomer.example"


def test_a_link_is_mailed_and_leads_to_the_address(ask: Ask) -> None:
    """Domain 3.1."""
    assert signups.opened(ask(NEW)) == signups.Link(NEW, LinkState.OPEN)


def test_the_token_is_kept_only_as_a_hash(ask: Ask) -> None:
    """Domain 3.5 says it of invitations; it holds for sign-up links too."""
    token = ask(NEW)
    row = SignUp.objects.get()
    assert token not in {row.token_hash, str(row.pk)}
    assert token not in str(list(Entry.objects.values()))


def test_a_known_address_gets_another_mail_and_no_link(cast: Cast, letters_to: Letters) -> None:
    """No enumeration: the difference is in the mail only."""
    signups.ask("anna@jansen.example", "en")
    (letter,) = letters_to("anna@jansen.example")
    assert "/sign-up/" not in letter.text
    assert "/sign-in/" in letter.text


def test_known_and_unknown_addresses_leave_the_same_rows(cast: Cast, letters_to: Letters) -> None:
    """No enumeration by the work done."""
    counts = []
    for address in (NEW, "anna@jansen.example"):
        signups.ask(address, "en")
        counts.append((SignUp.objects.filter(address=address).count(), len(letters_to(address))))
    assert counts == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    "address",
    ["", "nora", "nora@", "@x.example", "a b@x.example", "nora@x.example\0", "n" * 300 + "@x.example"],
)
def test_what_is_no_address_is_refused_with_its_field(address: str) -> None:
    with pytest.raises(Invalid) as refusal:
        signups.ask(address, "en")
    assert refusal.value.field == "address"
    assert not SignUp.objects.exists()


def test_case_and_blanks_do_not_matter(ask: Ask) -> None:
    assert signups.opened(ask("Nora@Newcomer.example")).address == NEW


def test_a_forged_token_is_not_found(ask: Ask) -> None:
    ask(NEW)
    for forged in ("", "x", "x" * 5000, "\0", "\ud800"):
        with pytest.raises(NotFound):
            signups.opened(forged)
        with pytest.raises(NotFound):
            signups.take(forged)


def test_a_link_is_taken_once(ask: Ask) -> None:
    """Domain 3.1: works once."""
    token = ask(NEW)
    assert signups.take(token).address == NEW
    assert signups.opened(token).state is LinkState.USED
    with pytest.raises(Conflict):
        signups.take(token)


def test_a_link_lives_24_hours(ask: Ask) -> None:
    """Domain 3.1: for 24 hours."""
    token = ask(NEW)
    row = SignUp.objects.get()
    assert abs(row.expires_at - now() - dt.timedelta(hours=24)) < dt.timedelta(minutes=1)
    SignUp.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert signups.opened(token).state is LinkState.EXPIRED
    with pytest.raises(Conflict):
        signups.take(token)


def test_a_link_for_an_address_that_has_an_account_by_now_makes_no_second_one(cast: Cast, ask: Ask) -> None:
    token = ask(NEW)
    SignUp.objects.update(address="anna@jansen.example")
    assert signups.opened(token).state is LinkState.KNOWN
    with pytest.raises(Conflict):
        signups.take(token)


def test_a_handed_over_link_is_not_mailed(letters_to: Letters) -> None:
    link = signups.hand_over(NEW)
    assert signups.opened(link.rstrip("/").rpartition("/")[2]).state is LinkState.OPEN
    assert letters_to(NEW) == []
