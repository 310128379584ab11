"""The whole of it: three web nodes and two workers behind HAProxy, on the database and the storage."""

import secrets
import subprocess
import sys
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from rehearsals.database import MEMBERS, POOLERS, Database, program_of
from rehearsals.processes import Ports, Processes, environment, until, write
from rehearsals.storage import Storage

WEB, WORKERS = ("web-1", "web-2", "web-3"), ("worker-1", "worker-2")
HERE = Path(__file__).resolve().parents[1]


class Installation:
    """`start()` brings it up; `settings` is what every node is told."""

    def __init__(self, parts: Processes, mail: str, way: str, tree: Path) -> None:
        self.parts, self.ports = parts, Ports()
        # Versions before knew no /readyz.
        knows = "/readyz" in (tree / "kantoor/web/health.py").read_text()
        self.health = "/readyz" if knows else "/healthz"
        self.database, self.storage = Database(parts, self.ports), Storage(parts, self.ports)
        self.settings = {
            "KANTOOR_ADDRESS": f"http://127.0.0.1:{self.ports['people']}",
            "KANTOOR_BEHIND_PROXY": "1",
            "KANTOOR_SECRET_KEY": secrets.token_hex(32),
            "KANTOOR_SIGNING_KEY": secrets.token_hex(32),
            "KANTOOR_DATA": str(parts.place("shared")),
            "KANTOOR_PREPARE": "no",
            "KANTOOR_WORKER_LEASE": "10",
            # As long as HAProxy needs to notice that a node is about to end.
            "KANTOOR_STOP_DELAY": "3",
            "KANTOOR_LOG_LEVEL": "WARNING",
            "DATABASE_URL": self.database.url(way),
            "EMAIL_URL": mail,
            **self.storage.settings(),
        }

    def start(self) -> None:
        """Everything but the nodes, which want a migrated database."""
        self.start_balancer()
        self.storage.start()
        self.database.start()
        until("HAProxy knows the leader", self.database.leader)
        self.database.start_poolers()

    def start_balancer(self) -> None:
        told = write(
            self.parts.folder / "haproxy.cfg",
            "haproxy.cfg",
            health=self.health,
            people=self.ports["people"],
            nodes=self.ports["nodes"],
            leader=self.ports["leader"],
            pooler=self.ports["pooler"],
            web=self._servers(WEB),
            leaders="\n".join(
                f"{line} check port {self.ports[f'{name}-rest']}"
                for name, line in zip(MEMBERS, self._servers(MEMBERS).splitlines(), strict=True)
            ),
            poolers=self._servers(POOLERS),
            away=Path(__file__).parent / "templates" / "away.http",
        )
        self.parts.start("haproxy", [program_of("haproxy"), "-db", "-f", told])

    def _servers(self, names: tuple[str, ...]) -> str:
        return "\n".join(f"    server {name} 127.0.0.1:{self.ports[name]}" for name in names)

    def once(self, tree: Path, *command: object) -> str:
        """Run it to its end with the version in this tree; what it printed."""
        # Past the poolers: migrations take turns by a lock that belongs to a session.
        straight = {"DATABASE_URL": self.database.url("leader"), "PYTHONPATH": str(tree)}
        told = environment(**self.settings | straight)
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=tree,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def kantoor(self, name: str, *arguments: object, tree: Path = HERE) -> None:
        """A command of Kantoor's, of the version in this tree, as a part that runs on."""
        more: dict[str, Any] = self.settings | {"PYTHONPATH": str(tree)}
        self.parts.start(name, [sys.executable, "-m", "kantoor", *arguments], cwd=tree, **more)

    def start_web(self, name: str, tree: Path = HERE) -> None:
        self.kantoor(name, "web", "--port", self.ports[name], "--workers", 1, tree=tree)

    def start_worker(self, name: str, tree: Path = HERE) -> None:
        self.kantoor(name, "worker", tree=tree)

    def start_nodes(self, tree: Path = HERE) -> None:
        """One web node first, so that static files are collected once; then all."""
        for name in WEB:
            self.start_web(name, tree)
            until(f"{name} answers", partial(self.answers, name), 90)
        for name in WORKERS:
            self.start_worker(name, tree)
        until("HAProxy leads to them", lambda: self.answers("people"))

    def answers(self, name: str, path: str = "") -> bool:
        """Whether this node, or HAProxy as `people`, says that all is well."""
        http = HTTPConnection("127.0.0.1", self.ports[name], timeout=5)
        try:
            http.request("GET", path or self.health)
            return http.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            http.close()
