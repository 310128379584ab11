"""What `bin/bench` does: a benchmark on each database, in a process and a throw-away folder of its own."""

import argparse
import os
import subprocess
import sys
import tempfile

from tests import postgres

# Each with what `--size` is if not said.
BENCHMARKS = {"members": 100_000, "audit": 1_000_000}


def main() -> int:
    parser = argparse.ArgumentParser("bin/bench", description=__doc__)
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite only")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL only")
    parser.add_argument(
        "--size", type=int, help="members: people in the environment and the organization; audit: entries"
    )
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
    with tempfile.TemporaryDirectory(prefix="kantoor-bench-") as folder:
        environment = os.environ | {"KANTOOR_DATA": folder, "DJANGO_SETTINGS_MODULE": "kantoor.settings"}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        more = ["--json", chosen.json] if chosen.json else []
        more += ["--no-http"] if chosen.no_http else []
        size = chosen.size or BENCHMARKS[chosen.benchmark]
        command = [sys.executable, "-m", f"bench.{chosen.benchmark}", "--size", str(size), *more]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
