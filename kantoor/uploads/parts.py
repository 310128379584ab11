"""The bytes of transfers on their way: one file each, for its owner only; its size says how much has come.

A file is held by one request at a time, over all processes. What a killed one had written stays, and counts.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from kantoor.kernel import ids
from kantoor.kernel.errors import DomainError

CHUNK = 256 * 1024
PATIENCE = 3.0  # seconds: a request whose connection was cut may still be at its last bytes


class Busy(DomainError):
    """Another request is bringing bytes of the same file."""

    status = 423


class NoRoom(DomainError):
    """The disk is full."""

    status = 507


class Damaged(DomainError):
    """The bytes are not those that the sender has summed up."""

    status = 460


def path(key: UUID) -> Path:
    return Path(settings.KANTOOR_TRANSFERS) / str(key)


def size(key: UUID) -> int:
    """How many bytes have come."""
    with suppress(FileNotFoundError):
        return path(key).stat().st_size
    return 0


def remove(key: UUID) -> None:
    path(key).unlink(missing_ok=True)


@contextmanager
def held(key: UUID) -> Iterator["IO[bytes]"]:
    """The file, opened at its end, for this request alone; `Busy` when another one keeps it."""
    place = path(key)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(opened, "r+b", buffering=0) as part:
        _lock(opened)
        yield part


def _lock(opened: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy(_("This file is being sent from somewhere else at this moment.")) from None
            time.sleep(0.05)


def append(part: "IO[bytes]", source: "IO[bytes]", most: int) -> int:
    """Write what comes, up to `most` bytes; how many that were. A connection that is cut ends it, and loses nothing."""
    written = 0
    while written < most and (piece := _read(source, min(CHUNK, most - written))):
        _write(part, piece)
        written += len(piece)
    return written


def append_summed(
    part: "IO[bytes]", source: "IO[bytes]", most: int, is_right: Callable[["IO[bytes]"], bool]
) -> int:
    """The same for bytes that came with a sum: they count only together, and when it fits."""
    with TemporaryFile(dir=settings.KANTOOR_TRANSFERS, buffering=0) as aside:
        came = append(aside, source, most)
        aside.seek(0)
        if came < most or not is_right(aside):
            raise Damaged(_("Some bytes were damaged on their way. They are sent again."))
        aside.seek(0)
        return append(part, aside, most)


def _read(source: "IO[bytes]", most: int) -> bytes:
    try:
        return source.read(most)
    except OSError:  # the connection is gone
        return b""


def _write(part: "IO[bytes]", piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[part.write(left) :]
    except OSError as problem:
        raise NoRoom(_("There is no room for this file on the server. Tell whoever runs it.")) from problem


def strays(seconds: float) -> Iterator[UUID]:
    """The keys of files that nobody has written to for so long."""
    folder = Path(settings.KANTOOR_TRANSFERS)
    old = time.time() - seconds
    for place in folder.iterdir() if folder.exists() else ():
        key = ids.parse(place.name)
        with suppress(FileNotFoundError):
            if key and place.stat().st_mtime < old:
                yield key
