"""Functions that behave badly in every way; `bounded` must survive them. Loaded without Django."""

import os
import time
from pathlib import Path
from typing import Any


def sums(*numbers: int) -> dict[str, Any]:
    return {"sum": sum(numbers), "seen": sorted(os.environ), "pair": (b"\0", None)}


def sleeps() -> None:
    time.sleep(60)


def spins() -> None:
    while True:
        pass


def eats() -> int:
    return len(bytearray(4 * 1024**3))


def hoards() -> None:
    kept = []
    while True:
        kept.append(b"x" * 1_000_000)


def crashes() -> None:
    os.abort()


def leaves() -> None:
    os._exit(0)


def raises() -> None:
    raise ValueError("no good")


def shouts() -> bytes:
    return b"x" * (80 * 1024**2)


def writes(path: str) -> None:
    Path(path).write_bytes(b"x" * (80 * 1024**2))


class _Trap:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (os.system, ("touch /tmp/kantoor-was-taken-over",))


def traps() -> Any:
    return _Trap()


def counts(content: bytes) -> int:
    return len(content)
