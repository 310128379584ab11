"""PostgreSQL twice with Patroni and etcd, and PgBouncer twice before them."""

import secrets
import sys
import urllib.request
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import which

import psycopg

from rehearsals.processes import Ports, Processes, until, write

MEMBERS, POOLERS = ("postgres-1", "postgres-2"), ("pooler-1", "pooler-2")
NEEDED = {"etcd": "etcd-server", "patroni": "patroni", "pgbouncer": "pgbouncer", "haproxy": "haproxy"}


def require() -> None:
    """Says what is to be installed, and ends, when something is missing."""
    missing = sorted(package for program, package in NEEDED.items() if not program_of(program))
    if missing:
        sys.exit(f"Missing: apt-get install --no-install-recommends {' '.join(missing)}")


def program_of(name: str) -> str | None:
    return which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")


class Database:
    """Who leads is Patroni's to decide; what speaks to it goes through HAProxy and the poolers."""

    def __init__(self, parts: Processes, ports: Ports) -> None:
        self.parts, self.ports = parts, ports
        self.secret = secrets.token_hex(16)

    def start(self) -> None:
        """Both members, the first as leader, and the empty database."""
        self._start_etcd()
        for name in MEMBERS:
            self.start_member(name)
            until(f"{name} answers", partial(self._has_role, name), 90)
        until("the standby is synchronous", lambda: self._answers(MEMBERS[1], "sync"), 60)

    def _has_role(self, name: str) -> bool:
        return self.role(name) in ("primary", "replica")

    def start_poolers(self) -> None:
        """HAProxy runs by now: they find the leader through it."""
        with psycopg.connect(self.url("leader", "postgres"), autocommit=True) as outside:
            outside.execute("CREATE DATABASE kantoor")
        for name in POOLERS:
            self.start_pooler(name)
        until("a pooler answers", lambda: psycopg_answers(self.url("pooler")))

    def _start_etcd(self) -> None:
        client, peer = (f"http://127.0.0.1:{self.ports[name]}" for name in ("etcd", "etcd-peer"))
        told = {
            "name": "etcd",
            "data-dir": self.parts.place("etcd"),
            "listen-client-urls": client,
            "advertise-client-urls": client,
            "listen-peer-urls": peer,
            "initial-advertise-peer-urls": peer,
            "initial-cluster": f"etcd={peer}",
        }
        self.parts.start("etcd", [program_of("etcd"), *(f"--{key}={value}" for key, value in told.items())])
        until("etcd answers", lambda: _status(f"{client}/health") == 200)

    def start_member(self, name: str) -> None:
        place = self.parts.place(name, bare=True)
        told = write(
            place / "patroni.yml",
            "patroni.yml",
            name=name,
            rest=self.ports[f"{name}-rest"],
            etcd=self.ports["etcd"],
            postgres=self.ports[name],
            data=place / "data",
            binaries=binaries(),
            pgpass=place / "pgpass",
            sockets=place,
            secret=self.secret,
        )
        self.parts.start(name, [program_of("patroni"), told], bare=True, cwd=place, HOME=str(place))

    def start_pooler(self, name: str) -> None:
        place = self.parts.place(name, bare=True)
        users = place / "users.txt"
        told = write(
            place / "pgbouncer.ini",
            "pgbouncer.ini",
            leader=self.ports["leader"],
            port=self.ports[name],
            users=users,
        )
        write(users, "users.txt", secret=self.secret)
        self.parts.start(name, [program_of("pgbouncer"), told], bare=True, cwd=place)

    def role(self, name: str) -> str:
        """`primary`, `replica`, or nothing when it does not answer."""
        return next((role for role in ("primary", "replica") if self._answers(name, role)), "")

    def leader(self) -> str:
        """Its name; empty while there is none."""
        return next((name for name in MEMBERS if self._answers(name, "primary")), "")

    def whole(self) -> bool:
        """Whether somebody leads and the other follows in step."""
        return bool(self.leader()) and any(self._answers(name, "sync") for name in MEMBERS)

    def _answers(self, name: str, question: str) -> bool:
        return _status(f"http://127.0.0.1:{self.ports[f'{name}-rest']}/{question}") == 200

    def url(self, way: str, name: str = "kantoor") -> str:
        """`pooler`: as the nodes do; `leader`: past the poolers."""
        return f"postgres://postgres:{self.secret}@127.0.0.1:{self.ports[way]}/{name}"


def binaries() -> Path:
    """Debian's newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else sys.exit("Missing: apt-get install postgresql")


def psycopg_answers(url: str) -> bool:
    with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=3, prepare_threshold=None):
        return True
    return False


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
