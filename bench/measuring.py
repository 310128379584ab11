"""Timing calls, printing and keeping what came out, and how noisy the machine was meanwhile."""

import datetime as dt
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """Milliseconds over `runs` runs; `bare` is the median of the same rows by bare SQL, in the same run."""

    name: str
    runs: int
    median: float
    p95: float
    queries: int
    bare: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.median / self.bare if self.bare else None


@dataclass(frozen=True)
class Rate:
    """Answers a second to `clients` at once, and the milliseconds of one asked alone."""

    name: str
    clients: int
    per_second: float
    alone: float


def time_of(call: Callable[[int], Any], runs: int) -> list[float]:
    """Milliseconds of each run; the first three are warming up and left out."""
    taken = []
    for number in range(-3, runs):
        start = time.perf_counter()
        call(number)
        if number >= 0:
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def figure(
    name: str, call: Callable[[int], Any], runs: int = 100, bare: Callable[[int], Any] | None = None
) -> Figure:
    """Measure `call`, and `bare` right after it."""
    taken = time_of(call, runs)
    with CaptureQueriesContext(connection) as asked:
        call(runs)
    plain = statistics.median(time_of(bare, runs)) if bare else None
    made = Figure(
        name,
        runs,
        statistics.median(taken),
        statistics.quantiles(taken, n=20)[-1] if runs > 1 else taken[0],
        len(
            [
                query
                for query in asked
                if not (query["sql"] or "").startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
            ]
        ),
        plain,
    )
    show(made)
    return made


@dataclass(frozen=True)
class Noise:
    """What a loop that never changes took on this machine, in milliseconds: what else runs shows in it."""

    median: float
    p95: float

    @classmethod
    def now(cls) -> "Noise":
        taken = time_of(lambda _number: sum(range(150_000)), 150)
        return cls(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])

    def __str__(self) -> str:
        return f"{self.median:.1f} ms (95 %: {self.p95:.1f})"


_before: list[Noise] = []


def version() -> str:
    """Of the database."""
    if connection.vendor == "sqlite":
        return ".".join(map(str, connection.Database.sqlite_version_info))
    connection.ensure_connection()
    return f"{connection.pg_version // 10000}"  # type: ignore[attr-defined]


def head(title: str) -> None:
    """Say on what is measured, and how quiet it is there."""
    _before.append(Noise.now())
    print(
        f"\n{title}: {connection.vendor} {version()}, Python {platform.python_version()},"
        f" {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; a fixed loop takes {_before[-1]}"
    )
    print(f"{'':<44}{'median':>10}{'p95':>10}{'queries':>9}{'bare SQL':>10}{'ratio':>8}")


def show(made: Figure) -> None:
    bare = f"{made.bare:9.2f}ms"[:-2].rjust(10) if made.bare else " " * 10
    ratio = f"{made.ratio:7.1f}×" if made.ratio else ""
    print(
        f"{made.name:<44}{made.median:>8.2f}ms{made.p95:>8.2f}ms{made.queries:>9}{bare}{ratio:>8}", flush=True
    )


def show_rate(made: Rate) -> None:
    print(
        f"{'HTTP, ' + made.name:<44}{made.per_second:>8.0f}/s with {made.clients} clients;"
        f" {made.alone:.1f}ms asked alone",
        flush=True,
    )


def keep(path: str | None, title: str, figures: Sequence[Figure | Rate], **more: Any) -> None:
    """Say how quiet it was afterwards, and add a line of JSON if there is a path."""
    before, after = _before[0], Noise.now()
    _before.clear()
    print(
        f"The fixed loop took {before} before and {after} after; load {os.getloadavg()[0]:.1f}.",
        flush=True,
    )
    if path is None:
        return
    line = {
        "title": title,
        "database": connection.vendor,
        "version": version(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "load": os.getloadavg(),
        "noise": {"before": asdict(before), "after": asdict(after)},
        "figures": [asdict(f) for f in figures],
        **more,
    }
    with Path(path).open("a") as file:
        file.write(json.dumps(line) + "\n")
