"""A turn at writing that others need not wait for long: SQLite has one for everybody, who give up after 20 seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import connection

LONGEST = 2.0  # seconds


class TooLong(Exception):
    """It would take, or took, more than the time there is; no refusal of what was asked, and not to be taken for one."""


@contextmanager
def briefly() -> Iterator[None]:
    """Within a transaction of SQLite that is taken back anyway: once the time is over nothing more is asked of it."""
    if connection.vendor != "sqlite":
        yield
        return
    until = monotonic() + LONGEST

    def bounded(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if monotonic() > until:
            raise TooLong
        return execute(sql, params, many, context)

    with connection.execute_wrapper(bounded):
        yield
