"""Runs a reading in a process of its own and says how long it took and how much memory it had at most."""

import multiprocessing
import resource
import time
from multiprocessing.connection import Connection
from typing import NamedTuple

from kantoor.einvoices import reading


class Measured(NamedTuple):
    seconds: float
    megabytes: float
    is_read: bool
    problems: list[str]


def measure(content: bytes, media_type: str = "application/xml") -> Measured:
    """Memory is what comes on top of the process as it is, content included."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_measure, args=(theirs, content, media_type))
    child.start()
    theirs.close()
    found: Measured = ours.recv()
    child.join()
    return found


def _measure(said: Connection, content: bytes, media_type: str) -> None:
    begun, before = time.monotonic(), _peak()
    found = reading.read(content, media_type)
    problems = [str(each.words) for each in found.problems]
    said.send(Measured(time.monotonic() - begun, _peak() - before, found.invoice is not None, problems))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
