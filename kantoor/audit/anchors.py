"""What an anchor says, and what a file of anchors proves: a line each, signed, each naming the one before.

    {"anchor": {"at": …, "heads": {chain: [number, hash]}, "key": …, "number": 2, "previous": …}, "signature": …}

`heads` has the chains that grew since the anchor before; `previous` is the SHA-256 of the line before.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kantoor.audit.canonical import ENCODE
from kantoor.kernel import signing


@dataclass(frozen=True)
class Read:
    """A line that is what it says: its number, and how far chains had come."""

    number: int
    line: str
    at: str
    heads: Mapping[str, tuple[int, str]]


class Broken(Exception):
    """The first line that is not as it should be; `str()` says why."""


def write(number: int, at: str, previous: str, heads: Mapping[str, tuple[int, str]]) -> str:
    """The line of a new anchor, signed with the installation's key."""
    told = {
        "at": at,
        "heads": {chain: list(head) for chain, head in heads.items()},
        "key": signing.public(),
        "number": number,
        "previous": digest(previous) if previous else "",
    }
    return ENCODE({"anchor": told, "signature": signing.sign(ENCODE(told))})


def digest(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def read(lines: Iterable[str], trust: Iterable[str] | None = None) -> Iterator[Read]:
    """All anchors, in order; `Broken` at the first that is not genuine, missing, or not after the one before it."""
    before: Read | None = None
    for line in (text.strip() for text in lines):
        if not line or (before and line == before.line):
            continue  # two processes may have written the same
        before = _read(line, before, trust)
        yield before


def _read(line: str, before: Read | None, trust: Iterable[str] | None) -> Read:
    told, signature = _parsed(line)
    number = told["number"]
    if not signing.genuine(ENCODE(told), signature, str(told["key"]), trust):
        raise Broken(f"anchor {number} is not signed by a key of this installation")
    expected = before.number + 1 if before else 1
    if number != expected:
        raise Broken(f"anchor {expected} is missing: {number} comes in its place")
    if told["previous"] != (digest(before.line) if before else ""):
        raise Broken(f"anchor {number} does not follow the one before it")
    heads = {chain: (head[0], head[1]) for chain, head in told["heads"].items()}
    return Read(number, line, told["at"], heads)


def number_of(line: str) -> int:
    """The number that a line says it has."""
    return int(_parsed(line)[0]["number"])


def _parsed(line: str) -> tuple[dict[str, Any], str]:
    try:
        kept = json.loads(line)
        told, signature = kept["anchor"], kept["signature"]
        if isinstance(told["number"], int) and told.keys() >= {"at", "heads", "key", "previous"}:
            return told, str(signature)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise Broken(f"a line is no anchor: {line[:40]!r}")
