"""PostgreSQL to a moment, as docs/backup.md says it: python -m bench.rehearsals.point_in_time

A cluster that archives its log; the demo world; a base backup; an act; a moment; a disaster. A second cluster, made of
the base backup and the archive, has the act and not the disaster, and its trail holds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from bench.rehearsals.commands import kantoor
from tests import postgres

ARCHIVE = "test ! -f {0}/%f && cp %p {0}/%f.new && mv {0}/%f.new {0}/%f"
SETTINGS = {
    "wal_level": "replica",
    "max_wal_senders": "4",
    "archive_mode": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kantoor-rehearsal-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        archive, base = folder / "archive", folder / "base"
        owner = postgres._owner()
        for place in (archive, base):
            place.mkdir(mode=0o700)
            if owner:
                os.chown(place, owner["user"], owner["group"])
        with postgres.cluster({**SETTINGS, "archive_command": ARCHIVE.format(archive)}) as url:
            moment = play(url, folder, base)
        return look(folder, base, archive, moment)


def play(url: str, folder: Path, base: Path) -> str:
    """The moment between the act and the disaster."""
    data = folder / "data"
    kantoor(url, data, "migrate", "--verbosity", "0")
    kantoor(url, data, "shell", "-c", "from kantoor.demo import seed; seed.plant()")
    with psycopg.connect(url, autocommit=True) as there:
        host = there.info.host
        owner = postgres._owner()
        binaries = postgres._binaries(folder, owner)
        command = [binaries / "pg_basebackup", "-h", host, "-U", "kantoor", "-D", base, "-c", "fast"]
        subprocess.run([*command, "-X", "stream"], check=True, cwd=folder, **owner)
        print("base backup taken")
        there.execute("UPDATE environments_environment SET name = 'Good' WHERE name = 'Jansen Groep'")
        kantoor(url, data, "audit", "anchor")
        (moment,) = there.execute("SELECT (clock_timestamp() + interval '0.2 s')::text").fetchone() or ("",)
        time.sleep(1)
        there.execute("UPDATE environments_environment SET name = 'Disaster'")
        wait_for(there)
    return str(moment)


def wait_for(there: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Until everything so far is in the archive."""
    (last,) = there.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone() or ("",)
    for _ in range(300):
        row = there.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", [last]).fetchone()
        if row and row[0]:
            return
        time.sleep(0.1)
    sys.exit("the log was not archived")


def look(folder: Path, base: Path, archive: Path, moment: str) -> int:
    """What the second cluster has."""
    print(f"going back to {moment}")
    owner = postgres._owner()
    base.chmod(0o700)  # PostgreSQL starts on no folder that others can read
    (base / "recovery.signal").touch()
    with (base / "postgresql.conf").open("a") as file:
        file.write(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment}'\n")
        file.write("recovery_target_action = 'promote'\n")
    if owner:
        os.chown(base / "recovery.signal", owner["user"], owner["group"])
    socket = folder / "socket"
    socket.mkdir(mode=0o777)
    socket.chmod(0o777)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "archive_mode": "off",
        # No fewer than the first had, or it would not play the log.
        "max_connections": "200",
        "max_wal_senders": "4",
    }
    server = subprocess.Popen(
        [
            postgres._binaries(folder, owner) / "postgres",
            "-D",
            base,
            *(f"--{k}={v}" for k, v in options.items()),
        ],
        cwd=folder,
        stderr=(folder / "log").open("w"),
        **owner,
    )
    try:
        postgres._await(str(socket), server, folder / "log")
        url = f"postgres://kantoor@/postgres?host={socket}"
        with psycopg.connect(url, autocommit=True) as there:
            while there.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                time.sleep(0.2)
            names = [
                name for (name,) in there.execute("SELECT name FROM environments_environment").fetchall()
            ]
        print(f"environments there: {', '.join(names)}")
        told = kantoor(url, folder / "data", "audit", "verify")
        right = "Good" in names and "Disaster" not in names and "whole" in told
        print("REHEARSED: the moment is back, and the trail holds" if right else "FAILED")
        return 0 if right else 1
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
