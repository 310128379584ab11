"""What `bin/bench` does: a benchmark on each database, in a process and a throw-away folder of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgres

# Each with what `--size` is if not said.
BENCHMARKS = {"members": 100_000, "audit": 1_000_000, "documents": 1_000_000, "proof": 1_000_000}
# What only some of them understand.
MORE = {"documents": ("organizations", "giant"), "proof": ("table",)}
FLAGS = {"documents": ("cpu", "lists_only"), "proof": ("build_only",)}


def main() -> int:
    parser = argparse.ArgumentParser("bin/bench", description=__doc__)
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite only")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL only")
    parser.add_argument("--size", type=int, help="people, entries, documents; memberships of proof")
    parser.add_argument("--organizations", type=int, help="of `documents`")
    parser.add_argument("--giant", type=int, help="of `documents`: how many more one organization has")
    parser.add_argument("--cpu", action="store_true", help="of `documents`: CPU instead of time")
    parser.add_argument("--lists-only", action="store_true", help="of `documents`: no files and shares")
    parser.add_argument(
        "--keep", help="a folder in which the SQLite world stays, to be used again (`documents`, `proof`)"
    )
    parser.add_argument("--table", help="of `proof`: a file to which the figures are added as a table")
    parser.add_argument("--build-only", action="store_true", help="of `proof`: make the world to be kept")
    parser.add_argument("--no-http", action="store_true", help="server time only, no server")
    parser.add_argument("--json", help="a file to which the figures are added, a line each database")
    chosen = parser.parse_args()
    both = chosen.sqlite == chosen.postgres
    failed = 0
    if both or chosen.sqlite:
        failed |= measure(chosen, "")
    if both or chosen.postgres:
        given = os.environ.get("KANTOOR_TEST_DATABASE_URL")
        if given:
            failed |= measure(chosen, given)
        else:
            with postgres.cluster({"autovacuum": "on", "synchronous_commit": "on", "fsync": "on"}) as url:
                failed |= measure(chosen, url)
    return failed


def measure(chosen: argparse.Namespace, url: str) -> int:
    """The exit code of the benchmark on this database."""
    with tempfile.TemporaryDirectory(prefix="kantoor-bench-") as temporary:
        folder = temporary if url or not chosen.keep else kept(chosen)
        environment = os.environ | {"KANTOOR_DATA": folder, "DJANGO_SETTINGS_MODULE": "kantoor.settings"}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        command = [sys.executable, "-m", f"bench.{chosen.benchmark}", *passed_on(chosen)]
        return subprocess.run(command, env=environment, check=False).returncode


def kept(chosen: argparse.Namespace) -> str:
    """A folder for this world."""
    name = "-".join(str(value or "") for value in (chosen.size, chosen.organizations, chosen.giant))
    folder = Path(chosen.keep).expanduser() / f"{chosen.benchmark}-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def passed_on(chosen: argparse.Namespace) -> list[str]:
    """What the benchmark itself is told."""
    chosen.size = chosen.size or BENCHMARKS[chosen.benchmark]
    known = ("size", "json", *MORE.get(chosen.benchmark, ()))
    told = [(f"--{name}", str(getattr(chosen, name))) for name in known if getattr(chosen, name) is not None]
    flags = ("no_http", *FLAGS.get(chosen.benchmark, ()))
    quiet = [f"--{name.replace('_', '-')}" for name in flags if getattr(chosen, name)]
    return [word for pair in told for word in pair] + quiet


if __name__ == "__main__":
    sys.exit(main())
