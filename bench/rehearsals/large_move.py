"""A large world from SQLite to PostgreSQL, and its backup: python -m bench.rehearsals.large_move --scale M"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.rehearsals.commands import kantoor
from tests import postgres


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="M", help="of `kantoor demo world`")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kantoor-rehearsal-") as name, postgres.cluster() as url:
        data = Path(name) / "data"
        here = f"sqlite:///{data}/kantoor.sqlite3"
        timed("world", here, data, "demo", "world", "--scale", chosen.scale)
        print(f"SQLite: {(data / 'kantoor.sqlite3').stat().st_size / 1e6:.0f} MB", flush=True)
        timed("move", here, data, "move", url, "--quiet")
        for place, kind in ((here, "SQLite"), (url, "PostgreSQL")):
            target = Path(name) / f"{kind}.backup"
            timed(f"backup of {kind}", place, data, "backup", str(target), "--with-keys")
            print(f"{target.stat().st_size / 1e6:.0f} MB", flush=True)
        timed(
            "restore of SQLite",
            f"sqlite:///{name}/new/k.sqlite3",
            Path(name) / "new",
            "restore",
            f"{name}/SQLite.backup",
        )
        timed("restore of PostgreSQL", url, data, "restore", f"{name}/PostgreSQL.backup", "--replace")
    return 0


def timed(what: str, url: str, data: Path, *arguments: str) -> None:
    start = time.monotonic()
    kantoor(url, data, *arguments)
    print(f"{what}: {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
