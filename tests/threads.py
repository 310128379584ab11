"""Real threads for tests of races; use together with the fixture `committed_db`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

TOO_LONG = 60  # seconds; a deadlock fails the test instead of hanging it


def threads(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each with its own database connection.

    Returns what each returned or raised, in the order of the calls: `threads(*[accept] * 4)`.
    """
    barrier = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(TOO_LONG)
            return call()
        except Exception as raised:
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls, timeout=TOO_LONG))
