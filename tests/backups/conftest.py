"""The demo world in an installation of its own, with something waiting and something linked."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from kantoor.audit import anchoring, linking
from kantoor.backups import age
from kantoor.demo import seed
from tests.backups.installations import Installation, made, standing_on


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with django_db_blocker.unblock(), made(tmp_path_factory.mktemp("world"), "world", template=True) as place:
        with standing_on(place):
            seed.plant()
            linking.all_waiting()
            anchoring.make()
        yield place


@pytest.fixture
def unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(autouse=True)
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for each passphrase is meant for who guesses it."""
    monkeypatch.setattr(age, "WORK", 8)
