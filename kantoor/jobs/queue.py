"""Taking tasks off the queue: one worker each, begun anew when it dies, tried again when it fails.

django-tasks-db keeps the rows; its own worker is not used: it leaves the tasks of a killed worker behind.
"""

import datetime as dt
import logging
import time
from traceback import format_exception
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kantoor.jobs import presence
from kantoor.kernel import logs, spans

log = logging.getLogger(__name__)
READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
AT_ONCE = 8  # tasks looked at for one to take; others are taking some of them
TRIES = 6
CHORE = "kantoor.jobs.chores.run"
FIRST_WAIT = dt.timedelta(seconds=5)


def take(worker: str) -> Any | None:
    """The next task, now this worker's; None when there is nothing to do."""
    for row in DBTaskResult.objects.ready()[:AT_ONCE]:
        at = timezone.now()
        workers = [*row.worker_ids, worker]
        unchanged = DBTaskResult.objects.filter(pk=row.pk, status=READY, started_at=row.started_at)
        if unchanged.update(status=RUNNING, started_at=at, worker_ids=workers):
            row.status, row.started_at, row.worker_ids = RUNNING, at, workers
            return row
    return None


def do(row: Any) -> None:
    """Run the task; what fails is tried again later, and is given up after `TRIES`."""
    with logs.about(task=str(row.pk), does=told_name(row), attempt=len(row.worker_ids)):
        begun = time.perf_counter()
        outcome = _do(row)
        log.info(outcome, extra={"told": {"ms": round((time.perf_counter() - begun) * 1000, 1)}})


def _do(row: Any) -> str:
    try:
        with spans.task(row.task_path):
            result = row.task_result
            value = result.task.call(*result.args, **result.kwargs)
    except Exception as problem:
        log.exception("task %s (%s) failed", row.pk, row.task_path)
        _put_back(row, problem, wait(len(row.worker_ids)))
        return "not done"
    _finish(row, TaskResultStatus.SUCCESSFUL, return_value=value, exception_class_path="", traceback="")
    return "done"


def told_name(row: Any) -> str:
    """What is done: the chore, if that is what the task runs."""
    chore = row.args_kwargs["args"][:1] if row.task_path == CHORE else []
    return str(chore[0] if chore else row.task_path)


def reclaim(me: str = "") -> int:
    """Put back what was begun by workers that are dead now, or by oneself before a mishap. How many."""
    running = list(DBTaskResult.objects.running())
    alive = presence.alive() - {me} if running else set()
    orphans = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
    for row in orphans:
        log.warning("task %s (%s) is begun anew: its worker has died", row.pk, row.task_path)
        _put_back(row, RuntimeError("The worker died while it ran this task."), dt.timedelta(0))
    return len(orphans)


def wait(tries: int) -> dt.timedelta:
    """How long after so many tries the next one is: 5 s, 20 s, 80 s ..."""
    return FIRST_WAIT * float(4 ** (tries - 1))


def _put_back(row: Any, problem: Exception, later: dt.timedelta) -> None:
    told: dict[str, Any] = {
        "exception_class_path": f"{type(problem).__module__}.{type(problem).__qualname__}",
        "traceback": "".join(format_exception(problem))[-20_000:],
    }
    if len(row.worker_ids) >= TRIES:
        _finish(row, TaskResultStatus.FAILED, **told)
    else:
        _still_mine(row).update(status=READY, run_after=timezone.now() + later, **told)


def _finish(row: Any, status: TaskResultStatus, **more: Any) -> None:
    _still_mine(row).update(status=status, finished_at=timezone.now(), **more)


def _still_mine(row: Any) -> "QuerySet[Any]":
    """The row, unless somebody else has taken it since: a slow worker must not undo their work."""
    return DBTaskResult.objects.filter(pk=row.pk, status=RUNNING, started_at=row.started_at)
