"""The heartbeat of the workers: a row with a date that is moved on while they live."""

import contextlib
import datetime as dt
import logging
import threading
from collections.abc import Iterator

from django.db import DatabaseError, connections

from kantoor.jobs.models import Presence
from kantoor.kernel import connections as lost
from kantoor.kernel.clock import Now, now

log = logging.getLogger(__name__)
BEATS_PER_LEASE = 6


def beat(worker: str, lease: dt.timedelta) -> None:
    """The worker is alive and counts as such for `lease` from now."""
    Presence.objects.update_or_create(worker=worker, defaults={"until": now() + lease})


def alive() -> set[str]:
    """The workers that have said so lately."""
    return set(Presence.objects.filter(until__gt=Now()).values_list("worker", flat=True))


def last() -> dt.datetime | None:
    """Until when the last one counted that did not end as told."""
    return Presence.objects.order_by("-until").values_list("until", flat=True).first()


def leave(worker: str) -> None:
    """The worker has ended: what it left is free at once."""
    Presence.objects.filter(worker=worker).delete()


def forget_the_dead() -> int:
    """Rows of workers that were killed. How many."""
    return Presence.objects.filter(until__lte=Now()).delete()[0]


@contextlib.contextmanager
def present(worker: str, lease: dt.timedelta) -> Iterator[None]:
    """Beat in a thread of its own for as long as the block runs."""
    over = threading.Event()
    beat(worker, lease)
    thread = threading.Thread(target=_beat_on, args=(worker, lease, over), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        leave(worker)


def _beat_on(worker: str, lease: dt.timedelta, over: threading.Event) -> None:
    while not over.wait(lease.total_seconds() / BEATS_PER_LEASE):
        try:
            beat(worker, lease)
        except DatabaseError as problem:
            log.warning("heartbeat of %s: %s", worker, problem)
            lost.refresh()
    connections.close_all()
