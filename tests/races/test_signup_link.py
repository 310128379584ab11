"""One sign-up link, thirty at once: one account, and a clear answer for the others (issue 2)."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from kantoor.accounts import joining, signups
from kantoor.accounts.models import User
from kantoor.kernel.errors import Conflict
from tests.threads import threads

PASSWORD = "four words in a row"


def token_for(address: str) -> str:
    return signups.hand_over(address).rstrip("/").rpartition("/")[2]


@pytest.mark.usefixtures("committed_db")
def test_thirty_uses_of_one_link_make_one_account() -> None:
    """Domain 3.1: the link works once."""
    address = f"nora-{uuid4().hex[:8]}@newcomer.example"
    token = token_for(address)
    results = threads(*[lambda: joining.join(token, "Nora", PASSWORD, company="De Wit")] * 30)
    made = [result for result in results if isinstance(result, User)]
    refused = [result for result in results if isinstance(result, Conflict)]
    assert (len(made), len(refused)) == (1, 29)
    assert User.objects.filter(email=address).count() == 1


@pytest.mark.usefixtures("committed_db")
def test_thirty_links_for_one_address_make_one_account() -> None:
    address = f"nora-{uuid4().hex[:8]}@newcomer.example"
    tokens = [token_for(address) for _ in range(30)]
    results = threads(
        *[lambda token=token: joining.join(token, "Nora", PASSWORD, company="De Wit") for token in tokens]
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 29 + ["User"]
    assert User.objects.filter(email=address).count() == 1


@pytest.mark.usefixtures("committed_db")
def test_ten_browsers_with_one_link_get_one_welcome_and_no_error_page() -> None:
    """Used twice at once: its own clear page."""
    token = token_for(f"nora-{uuid4().hex[:8]}@newcomer.example")
    form = {"name": "Nora", "company": "De Wit", "password": PASSWORD, "terms": "on"}
    answers = threads(*[lambda: Client().post(f"/sign-up/{token}/", form)] * 10)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [302] + [410] * 9
    spent = [answer.content.decode() for answer in answers if answer.status_code == 410]
    # Which of the two depends on what the winner had written when this one looked.
    assert all(re.search("link was used already|address has an account", page) for page in spent)
