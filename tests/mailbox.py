"""Reading what would be mailed: `letters_to("anna@…")`, and the link in a letter."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from kantoor.notifications.models import Mail
from kantoor.notifications.sealing import Letter, unseal

Letters = Callable[[str], list[Letter]]


@pytest.fixture
def letters_to(settings: Any) -> Letters:
    """The letters to an address, oldest first, as if there were a mail server."""
    settings.MAIL = True

    def read(address: str) -> list[Letter]:
        return [unseal(row.sealed) for row in Mail.objects.filter(to=address).order_by("id")]

    return read


def path_in(letter: Letter) -> str:
    """The path of the first link in the letter, to open with a test client."""
    found = re.search(r"https?://[^/\s]+(/\S*)", letter.text)
    assert found, letter.text
    return found.group(1)


def token_in(letter: Letter) -> str:
    return path_in(letter).rstrip("/").rpartition("/")[2]
