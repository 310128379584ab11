"""Acts that must not be done twice though their request came twice, because the first answer got lost.

A proxy that asks a second node gives both requests one `X-Request-Id`. The mark is written in the transaction of the act:
either both are there or none is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

from kantoor.kernel import marks, tokens

_current: ContextVar[str] = ContextVar("request", default="")


def key_of(request: HttpRequest) -> tuple[str, bool]:
    """By what the request is known, and whether it may have come before."""
    given = request.headers.get("X-Request-Id", "") if settings.BEHIND_PROXY else ""
    who = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    told = "\0".join((given or str(uuid4()), request.get_full_path(), who))
    return tokens.hashed(told), bool(given)


@contextmanager
def doing(key: str) -> Iterator[None]:
    """Acts within the block belong to this request."""
    token = _current.set(key)
    try:
        yield
    finally:
        _current.reset(token)


def mark(_entries: object = None) -> None:
    """Called inside the transaction of every action."""
    if key := _current.get():
        marks.leave(key)


def was_done(key: str) -> bool:
    """Whether an act of this request was kept."""
    return marks.is_left(key)
