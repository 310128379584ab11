"""Keeping the last use, raced and hindered: one row, no error, nobody waits."""

import time
from collections.abc import Callable
from functools import partial
from threading import Event

from django.db import transaction

from kantoor.demo.cast import Cast
from kantoor.kernel.clock import now
from kantoor.organizations.models import Organization
from kantoor.overview import uses
from kantoor.overview.models import LastUse
from tests.races.conftest import ROUNDS
from tests.threads import threads

PATIENT = 1.5  # seconds; a writer waits for twenty


def test_two_at_once_are_one_row(stage: Cast, firm: Callable[[], Organization]) -> None:
    for _round in range(max(1, ROUNDS // 10)):
        house = firm()
        assert threads(*[partial(uses._written, stage.anna.pk, house.pk)] * 2).count(None) == 0
        uses.note(stage.anna.pk, house.pk)
        assert LastUse.objects.filter(organization=house).count() == 1


def test_nobody_waits_for_a_use_that_cannot_be_written(stage: Cast, firm: Callable[[], Organization]) -> None:
    """Somebody holds the row (on SQLite: the database); the note is left out, and comes the next time."""
    house, held, over = firm(), Event(), Event()
    long_ago = now().replace(year=2020)
    LastUse.objects.create(organization=house, user=stage.anna, at=long_ago)

    def hold() -> None:
        with transaction.atomic():
            LastUse.objects.filter(organization=house).update(at=long_ago)
            held.set()
            over.wait(20)

    def note() -> float:
        held.wait(20)
        start = time.monotonic()
        uses.note(stage.anna.pk, house.pk)
        taken = time.monotonic() - start
        over.set()
        return taken

    _none, taken = threads(hold, note)
    assert taken < PATIENT
    assert LastUse.objects.get(organization=house).at == long_ago
    uses._next_look.clear()
    uses.note(stage.anna.pk, house.pk)
    assert LastUse.objects.get(organization=house).at > long_ago
