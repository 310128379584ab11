"""What is done from time to time, once per interval over all workers; a line in `CHORES` adds another."""

import datetime as dt
import logging
import time
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string
from django_tasks import task

from kantoor.jobs.models import Turn
from kantoor.kernel.clock import Now, now

log = logging.getLogger(__name__)
MOST_ROUNDS = 100
LONGEST = 20.0  # seconds that other tasks may have to wait for a chore
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


class Chore(NamedTuple):
    """`path` names a function without arguments; it is called again as long as it says that it did something.

    It may be run twice, or a second time after a crash: it looks for what is due and leaves the rest alone.
    """

    path: str
    every: dt.timedelta


CHORES = (
    Chore("kantoor.inbox.requests.expire_due", 5 * MINUTE),
    Chore("kantoor.organizations.memberships.end_expired", 5 * MINUTE),
    Chore("kantoor.sharing.shares.end_expired", 5 * MINUTE),
    Chore("kantoor.partnerships.ending.end_due", 5 * MINUTE),
    Chore("kantoor.audit.anchoring.by_itself", 10 * MINUTE),
    Chore("kantoor.environments.domains.recheck_due", HOUR),
    Chore("kantoor.organizations.activations.expire_due", HOUR),
    Chore("kantoor.documents.search.catch_up", 5 * MINUTE),
    Chore("kantoor.jobs.tidying.sessions", HOUR),
    Chore("kantoor.jobs.tidying.cache", 5 * MINUTE),
    Chore("kantoor.jobs.tidying.finished_tasks", HOUR),
    Chore("kantoor.jobs.tidying.statistics", HOUR),
    Chore("kantoor.jobs.presence.forget_the_dead", HOUR),
    Chore("kantoor.notifications.tidying.failed_mails", DAY),
    Chore("kantoor.uploads.transfers.expire_due", HOUR),
    Chore("kantoor.uploads.scanning.scan_waiting", MINUTE),
    Chore("kantoor.retention.purging.purge_due", DAY),
    Chore("kantoor.retention.infected.delete_due", 5 * MINUTE),
)

# Done by every worker itself, at once and all the time: too often to be put on the queue.
CONSTANT = ("kantoor.audit.linking.all_waiting",)


def constant() -> None:
    """The work that never waits for its turn; what goes wrong must not keep the worker from the rest."""
    for path in CONSTANT:
        try:
            import_string(path)()
        except DatabaseError:
            raise
        except Exception:
            log.exception("%s failed", path)


def enqueue_due(chores: tuple[Chore, ...] = CHORES) -> int:
    """Put the chores that are due on the queue and move their dates on, together. How many."""
    due = set(Turn.objects.filter(due_at__lte=Now()).values_list("chore", flat=True))
    return sum(_enqueue(chore) for chore in chores if chore.path in due)


def know(chores: tuple[Chore, ...] = CHORES) -> None:
    """A row for every chore; a new one is due at once."""
    Turn.objects.bulk_create([Turn(chore=chore.path) for chore in chores], ignore_conflicts=True)


@task()
def run(path: str) -> None:
    """Do the chore until there is nothing left to do; a long one goes to the end of the queue from time to time."""
    does, end = import_string(path), time.monotonic() + LONGEST
    for _round in range(MOST_ROUNDS):
        if not does():
            return
        if time.monotonic() > end:
            run.enqueue(path)
            return


def _enqueue(chore: Chore) -> bool:
    at = now()
    with transaction.atomic():
        mine = Turn.objects.filter(chore=chore.path, due_at__lte=at)
        taken = bool(mine.update(due_at=at + chore.every, begun_at=at))
        if taken:
            run.enqueue(chore.path)
    return taken
