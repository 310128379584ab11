"""Where a backup is written and unpacked: what is half done has other names, and goes when it fails or was killed."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from kantoor.backups import age, archive
from kantoor.backups.troubles import NotDone, told

SCRATCH = ".backup-"
FRESH = 60  # seconds


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder beside the database, for its owner only: what is in the clear does not go where backups go."""
    data = Path(settings.DATA)
    _sweep(data.glob(f"{SCRATCH}*"))
    with told(data), tempfile.TemporaryDirectory(prefix=SCRATCH, dir=data) as name, _held(Path(name)):
        yield Path(name)


@contextmanager
def written(target: Path) -> Iterator["Telling"]:
    """A file that has its name only when it is whole and on the disk."""
    _require_ours(target)
    _sweep(target.parent.glob(f".{target.name}.*.part"))
    with told(target):
        number, name = tempfile.mkstemp(".part", f".{target.name}.", target.parent)
        part = Path(name)
        try:
            with os.fdopen(number, "wb") as out, _held(part):
                yield Telling(out, str(target))
                out.flush()
                os.fsync(number)
                part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(target.parent)


class Telling:
    """An output whose troubles name it."""

    def __init__(self, out: "IO[bytes]", where: str) -> None:
        self.out, self.where = out, where

    def write(self, data: bytes, /) -> int:
        with told(self.where):
            return self.out.write(data)


def _require_ours(target: Path) -> None:
    """Only a backup may be written over by the next."""
    if target.is_dir() or not target.parent.is_dir():
        raise NotDone(f"{target} is a folder, or its folder is not there: name a file in a folder that is.")
    if target.exists() and not is_backup(target):
        raise NotDone(f"{target} is there and is no backup: choose another name.")


def is_backup(path: Path) -> bool:
    """By its first bytes."""
    with told(path), path.open("rb") as file:
        start = file.read(len(age.START))
    return start == age.START or start.startswith(archive.FIRST.encode())


def _sweep(found: Iterable[Path]) -> None:
    """What those left behind who were killed; what somebody holds, or has just made to hold it, stays."""
    for path in found:
        with suppress(OSError), _held(path):
            if time.time() - path.stat().st_mtime > FRESH:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """`OSError` while another process holds it."""
    number = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
