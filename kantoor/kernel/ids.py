"""Identifiers: UUIDv7 (RFC 9562), so that new rows lie together in an index and sort by time."""

import uuid

from uuid_utils.compat import uuid7

__all__ = ["parse", "uuid7"]


def parse(text: object) -> uuid.UUID | None:
    """The UUID that `text` spells, or None: a forged id is simply not found."""
    if isinstance(text, uuid.UUID):
        return text
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
