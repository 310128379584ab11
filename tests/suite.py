"""What `bin/test` does: the suite on SQLite, then on PostgreSQL; further arguments go to pytest."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress

from tests import chromium, postgres
from tests.places import memory

IN_PARALLEL = ["-n", "2"]  # tests/spreading.py says which goes where


def main() -> int:
    parser = argparse.ArgumentParser("bin/test", description=__doc__)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite only")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL only")
    parser.add_argument(
        "--twice", action="store_true", help="on PostgreSQL also what is the same on every database"
    )
    chosen, further = parser.parse_known_args()
    both = chosen.sqlite == chosen.postgres
    if chosen.twice:
        os.environ["KANTOOR_TEST_TWICE"] = "1"
    install_chromium()
    failed = 0
    if both or chosen.sqlite:
        failed |= run("SQLite", None, further)
    if both or chosen.postgres:
        url = os.environ.get("KANTOOR_TEST_DATABASE_URL")
        if url:
            failed |= run("PostgreSQL", url, further)
        else:
            with postgres.cluster() as url:
                failed |= run("PostgreSQL", url, further)
    return failed


def run(name: str, url: str | None, further: list[str]) -> int:
    """The exit code of pytest on this database."""
    print(f"\n=== {name} ===", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "KANTOOR_TEST_DATABASE_URL"}
    if url:
        environment["KANTOOR_TEST_DATABASE_URL"] = url
    command = [sys.executable, "-m", "pytest", *IN_PARALLEL, *further]
    with tempfile.TemporaryDirectory(
        prefix="kantoor-tests-", dir=memory(), ignore_cleanup_errors=True
    ) as folder:
        environment["KANTOOR_TEST_FOLDER"] = folder
        return subprocess.run(command, env=environment, check=False).returncode


def install_chromium() -> None:
    """For the browser tests; without any they are skipped, or fail where CI is set (tests/browsing.py)."""
    if shutil.which(chromium.NAMES[0]) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing chromium for the browser tests", flush=True)
    apt("update")
    for name in chromium.NAMES:
        if apt("install", "-y", "--no-install-recommends", name):
            return


def apt(*command: str) -> bool:
    """Whether it was done; what does not come within minutes does not come."""
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(["apt-get", *command], stdout=subprocess.DEVNULL, check=False, timeout=300)
        return done.returncode == 0
    return False


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
