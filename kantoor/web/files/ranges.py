"""Which bytes of a file are asked for (RFC 9110, 14): all, or one stretch."""

import re
from typing import NamedTuple

ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")


class Unsatisfiable(Exception):
    """The stretch lies outside the file."""


class Stretch(NamedTuple):
    """`length` bytes from `start` on, out of `size`."""

    start: int
    length: int
    size: int

    @property
    def is_whole(self) -> bool:
        return self.length == self.size

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def asked(header: str, size: int) -> Stretch | None:
    """The stretch that the header names; None for none, several or one that is no sense: then all is given."""
    found = ONE.fullmatch(header)
    if found is None:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return _suffix(int(last), size)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Stretch(start, end - start + 1, size)


def _suffix(length: int, size: int) -> Stretch:
    """The last so many bytes."""
    if not length or not size:
        raise Unsatisfiable
    given = min(length, size)
    return Stretch(size - given, given, size)
