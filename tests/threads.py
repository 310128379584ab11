"""Real threads for tests of races; use together with the fixture `committed_db`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

MOST = 64
TOO_LONG = 60  # seconds; a deadlock fails the test instead of hanging it


class Crew:
    """Threads that keep their database connections from round to round: opening them would take most of the time."""

    def __init__(self) -> None:
        self.pool: ThreadPoolExecutor | None = None

    def run(self, calls: tuple[Callable[[], Any], ...]) -> list[Any]:
        self.pool = self.pool or ThreadPoolExecutor(MOST)
        barrier = Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                barrier.wait(TOO_LONG)
                return call()
            except Exception as raised:
                return raised

        return list(self.pool.map(one, calls, timeout=TOO_LONG))

    def dismiss(self) -> None:
        """Let go of the threads and close what they have open."""
        if self.pool is not None:
            self.run((connections.close_all,) * len(self.pool._threads))
            self.pool.shutdown()
        self.pool = None


CREW = Crew()


def threads(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each with its own database connection.

    Returns what each returned or raised, in the order of the calls: `threads(*[accept] * 4)`.
    """
    assert len(calls) <= MOST
    return CREW.run(calls)
