"""Identifiers: UUIDv7 (RFC 9562), so that new rows lie together in an index and sort by time."""

import datetime as dt
import uuid

from uuid_utils.compat import uuid7

__all__ = ["parse", "uuid7", "uuid7_at"]


def uuid7_at(moment: dt.datetime) -> uuid.UUID:
    """An id as it would have been made at another moment: for worlds with a past."""
    return uuid7(nanoseconds=int(moment.timestamp() * 1_000_000) * 1_000)


def parse(text: object) -> uuid.UUID | None:
    """The UUID that `text` spells, or None: a forged id is simply not found."""
    if isinstance(text, uuid.UUID):
        return text
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
