"""A large world from SQLite to PostgreSQL, and its backups: python -m bench.rehearsals.large_move --scale M

What each database says (`alike`) is compared after every step, beside what the commands prove themselves.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import psycopg

from bench.rehearsals.commands import kantoor
from tests import postgres

TELL = "from bench.rehearsals import alike; alike.tell()"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="M", help="of `kantoor demo world`")
    parser.add_argument("--world", type=Path, metavar="FOLDER", help="the data of one there is; it is copied")
    parser.add_argument("--room", type=Path, metavar="FOLDER", help="where there is room for it all")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kantoor-rehearsal-", dir=chosen.room) as name,
        postgres.cluster() as url,
    ):
        wrong = _Rehearsal(Path(name), url).play(chosen.world, chosen.scale)
    print("\n".join(wrong) or "REHEARSED: all that was asked is the same everywhere")
    return 1 if wrong else 0


class _Rehearsal:
    """One world, in five places."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.data = folder, url, folder / "data"
        self.here = _sqlite(self.data)
        self.told, self.wrong = list[str](), list[str]()

    def play(self, world: Path | None, scale: str) -> list[str]:
        """What is not the same."""
        self._world(world, scale)
        # Lines up what waits for its place in the chains.
        kantoor(self.here, self.data, "audit", "verify")
        self.told = self._tell(self.here)
        _size("SQLite", self.data / "kantoor.sqlite3")
        kantoor(self.here, self.data, "move", self.url, "--quiet")
        self._compare("PostgreSQL, after the move", self.url)
        with psycopg.connect(self.url) as there:
            found = there.execute("SELECT pg_database_size(current_database())").fetchone()
        print(f"PostgreSQL: {found[0] / 1e6 if found else 0:.0f} MB", flush=True)
        self._there_and_back("SQLite", self.here, self.folder / "new")
        self._there_and_back("PostgreSQL", self.url, self.data, "--replace")
        return self.wrong

    def _world(self, world: Path | None, scale: str) -> None:
        if world is None:
            kantoor(self.here, self.data, "demo", "world", "--scale", scale, aloud=False)
            return
        shutil.copytree(world, self.data)
        kantoor(self.here, self.data, "migrate", "--verbosity", "0")

    def _there_and_back(self, kind: str, place: str, to: Path, *more: str) -> None:
        """Its backup, put back: SQLite's beside, PostgreSQL's in its place."""
        target = self.folder / f"{kind}.backup"
        kantoor(place, self.data, "backup", str(target), "--with-keys")
        _size(f"backup of {kind}", target)
        back = self.url if kind == "PostgreSQL" else _sqlite(to)
        kantoor(place, self.data, "restore", "--check", str(target))
        kantoor(back, to, "restore", str(target), *more)
        self._compare(f"{kind}, put back", back, to)
        target.unlink()

    def _compare(self, what: str, url: str, data: Path | None = None) -> None:
        found = self._tell(url, data)
        other = [f"{what}: {line}" for line in found if line not in self.told]
        self.wrong += other or ([f"{what}: lines are missing"] if len(found) != len(self.told) else [])
        print(f"{what}: {len(found)} lines, {len(other)} other than at first", flush=True)

    def _tell(self, url: str, data: Path | None = None) -> list[str]:
        return kantoor(url, data or self.data, "shell", "-c", TELL, aloud=False).splitlines()


def _sqlite(data: Path) -> str:
    return f"sqlite:///{data}/kantoor.sqlite3"


def _size(what: str, path: Path) -> None:
    print(f"{what}: {path.stat().st_size / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
