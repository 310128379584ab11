"""Chores: once per interval over all workers (docs/mail-and-jobs.md)."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from kantoor.jobs import chores, tidying
from kantoor.jobs.chores import CHORES, Chore
from kantoor.jobs.models import Turn
from kantoor.kernel.clock import now

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
left = [0]
ONE = (Chore("tests.jobs.test_chores.sweep", MINUTE),)


def sweep() -> int:
    """Does one of what is left."""
    if not left[0]:
        return 0
    left[0] -= 1
    return 1


@pytest.mark.parametrize("chore", CHORES, ids=lambda chore: chore.path)
def test_every_chore_exists_and_has_nothing_to_do_in_an_empty_world(chore: Chore) -> None:
    assert not import_string(chore.path)()


def test_no_chore_stands_twice() -> None:
    assert len({chore.path for chore in CHORES}) == len(CHORES)


def test_a_new_chore_is_due_at_once_and_then_after_its_interval() -> None:
    chores.know(ONE)
    assert chores.enqueue_due(ONE) == 1
    assert chores.enqueue_due(ONE) == 0
    assert Turn.objects.get().due_at > now()
    assert DBTaskResult.objects.count() == 1


def test_it_is_due_again_when_the_interval_has_passed() -> None:
    chores.know(ONE)
    chores.enqueue_due(ONE)
    Turn.objects.update(due_at=now() - MINUTE)
    assert chores.enqueue_due(ONE) == 1


def test_knowing_twice_does_not_make_it_due_again() -> None:
    chores.know(ONE)
    chores.enqueue_due(ONE)
    chores.know(ONE)
    assert chores.enqueue_due(ONE) == 0


def test_an_unknown_turn_is_left_alone() -> None:
    """A newer version's chore, seen by an older worker."""
    Turn.objects.create(chore="kantoor.future.chore")
    assert chores.enqueue_due(ONE) == 0


def test_a_chore_goes_on_until_nothing_is_left() -> None:
    left[0] = 7
    chores.run.call(ONE[0].path)
    assert left == [0]


def test_a_chore_that_never_ends_is_stopped() -> None:
    left[0] = 10 * chores.MOST_ROUNDS
    chores.run.call(ONE[0].path)
    assert left == [9 * chores.MOST_ROUNDS]


def test_a_long_chore_lets_other_tasks_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "LONGEST", -1.0)
    left[0] = 2
    chores.run.func(ONE[0].path)
    assert left[0] == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [ONE[0].path]
    left[0] = 0
    chores.run.func(ONE[0].path)
    assert DBTaskResult.objects.count() == 1


def test_entries_of_the_cache_that_no_longer_count_go() -> None:
    cache.set("over", 1, timeout=60)
    cache.set("counts", 1, timeout=60)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kantoor_cache SET expires = %s WHERE cache_key LIKE %s", [_long_ago(), "%over"]
        )
    assert tidying.cache() == 1
    assert (cache.get("over"), cache.get("counts")) == (None, 1)


def _long_ago() -> str:
    return "2020-01-01 00:00:00"
