"""The cast in the committed database: that of its demo world, since nothing there is taken back."""

import itertools
import os
from collections.abc import Callable

import pytest

from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo import people
from kantoor.demo.cast import Cast
from kantoor.organizations.models import Organization
from kantoor.partnerships import partnerships

ROUNDS = int(os.environ.get("KANTOOR_TEST_ROUNDS", "50"))
_numbers = itertools.count(1)


@pytest.fixture
def stage(committed_db: None) -> Cast:
    """The cast, committed, as far as races need it."""
    c = Cast()
    for user in User.objects.filter(email__in=people.ADDRESSES).select_related("environment"):
        setattr(c, user.email.partition("@")[0], user)
    c.jansen, c.vandijk, c.desmet = c.anna.environment, c.eva.environment, c.luc.environment
    c.zonen = Organization.objects.get(environment=c.desmet, name="De Smet & Zonen NV")
    for name in ("Bouw", "Vastgoed", "Beheer"):
        setattr(c, name.lower(), Organization.objects.get(environment=c.jansen, name=f"Jansen {name} BV"))
    c.partnership = partnerships.between(c.jansen.pk, c.vandijk.pk).get()
    return c


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
