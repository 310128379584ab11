"""The cast in the committed database; written once, since nothing there is taken back."""

import itertools
import os
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.organizations.models import Organization

ROUNDS = int(os.environ.get("KANTOOR_TEST_ROUNDS", "200"))
_built: dict[str, Cast] = {}
_numbers = itertools.count(1)


@pytest.fixture
def stage(committed_db: None, committed_copy: str) -> Cast:
    """The cast, committed."""
    if committed_copy not in _built:
        assert not EmailAddress.objects.filter(email="anna@jansen.example").exists()
        _built[committed_copy] = demo.build()
    return _built[committed_copy]


@pytest.fixture
def firm(stage: Cast) -> Callable[[], Organization]:
    """Makes organizations of Jansen Groep that nobody else uses; Anna administers them."""
    return lambda: demo.organization(stage.jansen, f"Race {next(_numbers)} BV", "Utrecht", stage.anna)


@pytest.fixture
def newcomer(stage: Cast) -> Callable[[], User]:
    """Makes people of Jansen Groep."""

    def make() -> User:
        number = next(_numbers)
        return demo.users.create(
            stage.jansen, f"Runner {number}", f"runner{number}@jansen.example", demo.BASIC
        )

    return make
