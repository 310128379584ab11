"""What was found, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much it matters."""

    FINE = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True)
class Finding:
    """A sentence about how it is, and one about what to do."""

    weight: Weight
    said: str
    advice: str = ""


Check = Callable[[], Iterator[Finding]]


def fine(said: str) -> Finding:
    return Finding(Weight.FINE, said)


def note(said: str, advice: str = "") -> Finding:
    return Finding(Weight.NOTE, said, advice)


def warning(said: str, advice: str) -> Finding:
    return Finding(Weight.WARNING, said, advice)


def error(said: str, advice: str) -> Finding:
    return Finding(Weight.ERROR, said, advice)


def short(problem: BaseException) -> str:
    """What an exception says, as one line."""
    return " ".join(str(problem).split())[:300] or type(problem).__name__
