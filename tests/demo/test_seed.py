"""The demo world is planted once, and only where nobody works."""

import pytest

from kantoor.accounts.models import User
from kantoor.demo import seed
from kantoor.demo.cast import Cast

pytestmark = pytest.mark.django_db


def test_planting_twice_plants_once() -> None:
    seed.plant()
    people = User.objects.count()
    seed.plant()
    assert User.objects.count() == people > 0


def test_it_stays_out_of_a_database_in_use(cast: Cast) -> None:
    """Its password is known to everybody."""
    User.objects.filter(pk=cast.olga.pk).update(email="olga@real.example")
    with pytest.raises(seed.NotEmpty):
        seed.plant()
    assert not User.objects.filter(email=seed.MARK).exists()
