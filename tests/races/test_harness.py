"""The harness itself: what it promises to the tests of races and to those beside them."""

import threading

import pytest
from django.db import connection
from django.db.models import F

from kantoor.environments.models import Environment
from tests.threads import threads

pytestmark = pytest.mark.usefixtures("committed_db")


def test_threads_see_what_another_thread_committed() -> None:
    made = Environment.objects.create(name="Races", folded="races 1")
    assert threads(lambda: Environment.objects.filter(pk=made.pk).count()) == [1]


def test_threads_run_at_the_same_moment() -> None:
    meeting = threading.Barrier(4)
    assert sorted(threads(*[lambda: meeting.wait(10)] * 4)) == [0, 1, 2, 3]


def test_an_exception_comes_back_in_its_place() -> None:
    def fails() -> int:
        raise LookupError("no")

    right, wrong = threads(lambda: 1, fails)
    assert right == 1
    assert isinstance(wrong, LookupError)


def test_writers_at_the_same_moment_wait_for_each_other() -> None:
    made = Environment.objects.create(name="Races", folded="races")

    def add() -> int:
        return Environment.objects.filter(pk=made.pk).update(name=F("name"))

    assert threads(*[add] * 8) == [1] * 8


def test_nothing_is_rolled_back() -> None:
    assert not connection.in_atomic_block
