"""Load on a real server by h2load (Debian's nghttp2-client): closed loop, and open loop.

Closed: so many clients, each asks again when it has its answer. Open: a client comes at a fixed rate and asks once,
whether or not those before it have their answers, so that waiting in a queue shows.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST = 20  # seconds after which a client gives up
MICROSECONDS = 1_000


@dataclass(frozen=True)
class Load:
    """Milliseconds of the answers that were right; `wrong`: other statuses, errors, and what was given up."""

    name: str
    loop: str
    wanted: float  # clients, or arrivals a second
    per_second: float
    median: float
    p95: float
    slowest: float
    wrong: int


def install() -> None:
    """The tool, where apt-get may; else say what is missing."""
    if shutil.which("h2load"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing h2load (nghttp2-client)", flush=True)
        for command in (["update"], ["install", "-y", "--no-install-recommends", "nghttp2-client"]):
            subprocess.run(["apt-get", *command], stdout=subprocess.DEVNULL, check=False)
    if not shutil.which("h2load"):
        sys.exit("h2load is missing: install Debian's nghttp2-client, or say --no-http.")


def closed(name: str, address: str, cookie: str, clients: int, seconds: float) -> Load:
    """What a server can do for so many who wait for it."""
    how = ["-c", str(clients), "-D", f"{seconds:g}"]
    return _run(name, "closed", clients, address, cookie, how, seconds)


def opened(name: str, address: str, cookie: str, rate: float, seconds: float) -> Load:
    """How long people wait who come at this rate."""
    count = max(20, round(rate * seconds))
    apart = max(1, round(1000 / rate))
    how = ["-n", str(count), "-c", str(count), "-r", "1", f"--rate-period={apart}ms"]
    return _run(name, "open", 1000 / apart, address, cookie, how, count * apart / 1000)


def _run(
    name: str, loop: str, wanted: float, address: str, cookie: str, how: list[str], seconds: float
) -> Load:
    with tempfile.TemporaryDirectory(prefix="kantoor-bench-") as folder:
        log = Path(folder) / "log"
        given = ["--h1", "-t", "1", f"--log-file={log}", "-N", f"{LONGEST}s", "-H", f"Cookie: {cookie}"]
        given += ["-H", "Accept-Encoding: gzip"]
        done = subprocess.run(["h2load", *given, *how, address], capture_output=True, text=True, check=False)
        rows = [line.split("\t") for line in log.read_text().splitlines()] if log.exists() else []
    if not rows:
        sys.exit(f"h2load got no answer:\n{done.stdout}{done.stderr}")
    return _made(name, loop, wanted, rows, seconds)


def _made(name: str, loop: str, wanted: float, rows: list[list[str]], seconds: float) -> Load:
    right = sorted(int(taken) / MICROSECONDS for _at, status, taken in rows if status == "200")
    if not right:
        sys.exit(f"{name}: no right answer among {len(rows)}, the first was {rows[0][1]}")
    p95 = statistics.quantiles(right, n=20)[-1] if len(right) > 1 else right[0]
    span = _span(rows, seconds)
    return Load(
        name,
        loop,
        wanted,
        len(right) / span,
        statistics.median(right),
        p95,
        right[-1],
        len(rows) - len(right),
    )


def _span(rows: list[list[str]], seconds: float) -> float:
    """From the first question to the last answer."""
    begun = [int(row[0]) for row in rows]
    ended = [int(row[0]) + int(row[2]) for row in rows]
    return max(seconds, (max(ended) - min(begun)) / 1e6)
