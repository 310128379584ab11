"""Anna, who administers Jansen Bouw, and transfers of hers in a folder of their own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from kantoor.access.actor import Actor
from kantoor.demo.cast import Cast


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> Path:
    """Nothing of one test lies about in the next."""
    settings.KANTOOR_TRANSFERS = tmp_path / "transfers"
    return tmp_path


@pytest.fixture
def anna(cast: Cast) -> Actor:
    return cast.actor(cast.anna)
