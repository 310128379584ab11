"""Tasks: one worker each, begun anew when it dies, tried again when they fail (docs/mail-and-jobs.md)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from kantoor.jobs import presence, queue

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
done: list[str] = []


@task()
def note(word: str) -> str:
    """Writes down that it ran."""
    done.append(word)
    return word


@task()
def fail() -> None:
    """Fails."""
    raise LookupError("nothing there")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def only() -> Any:
    return DBTaskResult.objects.get()


def test_a_task_is_done_and_remembers_by_whom() -> None:
    note.enqueue("hello")
    queue.do(queue.take("w1"))
    row = only()
    assert done == ["hello"]
    assert (row.status, row.worker_ids, row.return_value) == ("SUCCESSFUL", ["w1"], "hello")


def test_an_empty_queue_gives_nothing() -> None:
    assert queue.take("w1") is None


def test_a_task_is_taken_once() -> None:
    note.enqueue("hello")
    assert queue.take("w1") is not None
    assert queue.take("w2") is None


def test_a_worker_that_saw_the_row_too_early_does_not_take_it_over() -> None:
    """Two workers read the same row; the second one's claim changes nothing."""
    note.enqueue("hello")
    stale = DBTaskResult.objects.ready()[:1]
    list(stale)
    queue.take("w1")
    unchanged = DBTaskResult.objects.filter(pk=stale[0].pk, status="READY", started_at=None)
    assert not unchanged.exists()


def test_a_task_of_later_waits() -> None:
    note.using(run_after=timezone.now() + MINUTE).enqueue("later")
    assert queue.take("w1") is None


def test_a_dead_workers_task_is_begun_anew() -> None:
    note.enqueue("hello")
    queue.take("dead")
    assert queue.reclaim() == 1
    queue.do(queue.take("w2"))
    assert (only().status, only().worker_ids) == ("SUCCESSFUL", ["dead", "w2"])


def test_a_living_workers_task_is_left_alone() -> None:
    note.enqueue("hello")
    presence.beat("slow", MINUTE)
    queue.take("slow")
    assert queue.reclaim("other") == 0
    assert only().status == "RUNNING"


def test_a_worker_whose_lease_ran_out_counts_as_dead() -> None:
    note.enqueue("hello")
    presence.beat("silent", -MINUTE)
    queue.take("silent")
    assert queue.reclaim() == 1


def test_a_worker_takes_up_what_itself_could_not_finish() -> None:
    """The database went away between doing and writing down."""
    note.enqueue("hello")
    presence.beat("w1", MINUTE)
    queue.take("w1")
    assert queue.reclaim("w1") == 1


def test_what_a_slow_worker_writes_down_late_changes_nothing() -> None:
    note.enqueue("hello")
    slow = queue.take("slow")
    queue.reclaim()
    queue.take("w2")
    queue.do(slow)
    assert (only().status, only().worker_ids) == ("RUNNING", ["slow", "w2"])


def test_what_fails_is_tried_again_later(caplog: pytest.LogCaptureFixture) -> None:
    fail.enqueue()
    queue.do(queue.take("w1"))
    row = only()
    assert row.status == "READY"
    assert "nothing there" in row.traceback
    assert row.run_after > timezone.now()
    assert queue.take("w1") is None


def test_what_keeps_failing_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    fail.enqueue()
    for _try in range(queue.TRIES):
        DBTaskResult.objects.update(run_after=timezone.now())
        queue.do(queue.take("w1"))
    row = only()
    assert (row.status, row.exception_class_path) == ("FAILED", "builtins.LookupError")
    assert row.finished_at is not None


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    note.enqueue("poison")
    for _try in range(queue.TRIES):
        assert queue.take("dead") is not None
        queue.reclaim()
    assert only().status == "FAILED"
    assert not done


def test_a_task_whose_code_is_gone_fails_instead_of_stopping_the_worker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    note.enqueue("hello")
    DBTaskResult.objects.update(task_path="kantoor.nowhere.at_all")
    queue.do(queue.take("w1"))
    assert only().exception_class_path == "builtins.ModuleNotFoundError"


def test_the_waits_grow() -> None:
    waits = [queue.wait(n) for n in range(1, queue.TRIES)]
    assert waits[0] == dt.timedelta(seconds=5)
    assert waits == sorted(waits)
    assert waits[-1] < dt.timedelta(hours=1)
