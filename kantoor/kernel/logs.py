"""Lines of the log as text or JSON, each with what it belongs to: ids of request, person, company and task, never names.

with logs.about(request=number):
    logs.know(actor=str(user_id))
    log.info("answered", extra={"told": {"status": 200}})
"""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_about: ContextVar[dict[str, Any]] = ContextVar("about", default={})  # noqa: B039 - never changed in place


@contextmanager
def about(**ids: Any) -> Iterator[None]:
    """What is logged inside belongs to these."""
    token = _about.set(_about.get() | ids)
    try:
        yield
    finally:
        _about.reset(token)


def know(**ids: Any) -> None:
    """Now it is known whom the block that runs is about."""
    _about.set(_about.get() | ids)


class Text(logging.Formatter):
    """One line for people, with what it belongs to at its end."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        belongs = " ".join(f"{name}={value}" for name, value in _told(record).items())
        return f"{super().formatMessage(record)} [{belongs}]" if belongs else super().formatMessage(record)


class Json(logging.Formatter):
    """One line of JSON, for machines that collect."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_told(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _told(record: logging.LogRecord) -> dict[str, Any]:
    return _about.get() | getattr(record, "told", {})
