"""Links to sign up with."""

from collections.abc import Callable

import pytest

from kantoor.accounts import signups
from tests.mailbox import Letters, token_in

Ask = Callable[[str], str]


@pytest.fixture
def ask(letters_to: Letters) -> Ask:
    """Ask for a link for an address; gives the token that was mailed."""

    def asking(address: str) -> str:
        signups.ask(address, "en")
        return token_in(letters_to(address.lower())[-1])

    return asking
