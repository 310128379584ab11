"""Large worlds for the tests of a module: written once, taken back at its end."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker

from kantoor.demo.worlds import making
from kantoor.demo.worlds.sizes import SCALES, Size


@contextmanager
def planted(scale: str | Size, blocker: DjangoDbBlocker) -> Iterator[making.Made]:
    """The world of this scale in a transaction that is never committed. Tests of it write within savepoints."""
    with blocker.unblock(), transaction.atomic():
        yield making.make(
            SCALES[scale] if isinstance(scale, str) else scale, until=dt.datetime.now(dt.UTC).date()
        )
        transaction.set_rollback(True)
