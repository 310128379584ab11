"""SQLite streamed away by litestream, as docs/backup.md says it: python -m bench.rehearsals.streaming LITESTREAM

The demo world; litestream beside it; two threads that write; then the machine is gone (SIGKILL, the folder removed).
What litestream brings back is whole, its trail holds, and at most the last seconds are missing.
"""

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.rehearsals.commands import kantoor

CONFIG = """snapshot:
  interval: 24h
  retention: 168h
dbs:
  - path: {data}/kantoor.sqlite3
    replicas:
      - type: file
        path: {replica}
        sync-interval: 1s
"""
WRITER = """
import itertools, time
from kantoor.organizations.models import Organization
from tests.documents.made import received
place = Organization.objects.get(name="Jansen Bouw BV")
for number in itertools.count():
    received(place, f"STREAM-{number}", content=b"x" * 500)
    print(number, time.time(), flush=True)
    time.sleep(0.02)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("litestream", help="the program")
    parser.add_argument("--seconds", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kantoor-rehearsal-") as name:
        folder = Path(name)
        data, replica = folder / "data", folder / "replica"
        url = f"sqlite:///{data}/kantoor.sqlite3"
        kantoor(url, data, "migrate", "--verbosity", "0")
        kantoor(url, data, "shell", "-c", "from kantoor.demo import seed; seed.plant()")
        config = folder / "litestream.yml"
        config.write_text(CONFIG.format(data=data, replica=replica))
        written = run(chosen, folder, config, data)
        return look(chosen.litestream, config, data, written)


def run(chosen: argparse.Namespace, folder: Path, config: Path, data: Path) -> list[tuple[int, float]]:
    """What was committed, and when, until everything was killed at once."""
    environment = os.environ | {"KANTOOR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "kantoor.settings"}
    streaming = subprocess.Popen(
        [chosen.litestream, "replicate", "-config", str(config)],
        stdout=(folder / "log").open("w"),
        stderr=subprocess.STDOUT,
    )
    command = [sys.executable, "-m", "kantoor", "shell", "-c", WRITER]
    with (folder / "written").open("w") as out:
        writing = subprocess.Popen(command, env=environment, stdout=out)
        time.sleep(chosen.seconds)
        for process in (streaming, writing):
            process.send_signal(signal.SIGKILL)
            process.wait(20)
    for path in data.glob("kantoor.sqlite3*"):
        path.unlink()
    for path in data.glob(".kantoor.sqlite3*"):
        shutil.rmtree(path)
    lines = [line.split() for line in (folder / "written").read_text().splitlines()]
    return [(int(line[0]), float(line[1])) for line in lines if len(line) == 2 and line[0].isdigit()]


def look(litestream: str, config: Path, data: Path, written: list[tuple[int, float]]) -> int:
    database = data / "kantoor.sqlite3"
    subprocess.run([litestream, "restore", "-config", str(config), str(database)], check=True)
    with closing(sqlite3.connect(database)) as there:
        sound = there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        loose = there.execute("PRAGMA foreign_key_check").fetchall()
        text = "SELECT count(*) FROM documents_document WHERE number LIKE 'STREAM-%'"
        (count,) = there.execute(text).fetchone()
    told = kantoor(f"sqlite:///{database}", data, "audit", "verify")
    late = written[-1][1] - written[min(count, len(written)) - 1][1]
    print(f"{len(written)} acts written, {count} came back; the rest are of the last {late:.2f} s")
    right = sound and not loose and count > 0 and late < 5 and "whole" in told
    print("REHEARSED: the state of a moment ago is back, and the trail holds" if right else "FAILED")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
