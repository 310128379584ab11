"""Everything that a rehearsal starts: known by name, killed by name, and gone at the end whatever happens."""

import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Processes:
    """The running parts; each leads a group of its own, writes to `<folder>/<name>.log`, and has its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, dict[str, subprocess.Popen[bytes]]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        for name in reversed(self.running):
            self._signal(name, signal.SIGTERM)
        until = time.monotonic() + 8
        for name, process in reversed(self.running.items()):
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            self._signal(name, signal.SIGKILL)
            process.wait()

    def start(
        self,
        name: str,
        command: Sequence[object],
        *,
        bare: bool = False,
        cwd: Path | None = None,
        **more: str,
    ) -> None:
        """Run it; `bare`: as nobody when we are root, which PostgreSQL and PgBouncer refuse to be."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*map(str, command)],
                stdout=log,
                stderr=log,
                cwd=cwd or self.folder,
                env=environment(**more),
                start_new_session=True,
                **(owner() if bare else {}),
            )

    def kill(self, name: str) -> None:
        """At once, with its children: what a machine that loses its power does."""
        self._signal(name, signal.SIGKILL)
        self.running[name].wait()

    def end(self, name: str, seconds: float = 40) -> int:
        """As an administrator would: told to end, and waited for. Its exit code."""
        self.running[name].terminate()
        return self.running[name].wait(seconds)

    def _signal(self, name: str, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, number)

    def place(self, name: str, *, bare: bool = False) -> Path:
        """A folder for this part."""
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if bare and owner():
            os.chown(folder, owner()["user"], owner()["group"])
        return folder

    def tail(self, name: str, lines: int = 15) -> str:
        return "\n".join((self.folder / f"{name}.log").read_text(errors="replace").splitlines()[-lines:])


def owner() -> dict[str, Any]:
    """Who runs what may not be root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def environment(**more: str) -> dict[str, str]:
    """Ours without what is meant for this process alone."""
    ours = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("KANTOOR_", "DATABASE_", "DJANGO_", "PYTHON"))
    }
    return ours | more


class Ports:
    """Free ports, each by a name, none twice."""

    def __init__(self) -> None:
        self.given = dict[str, int]()

    def __getitem__(self, name: str) -> int:
        while name not in self.given:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            if port not in self.given.values():
                self.given[name] = port
        return self.given[name]


def until(what: str, true: Callable[[], object], seconds: float = 60) -> float:
    """Wait for it; how many seconds it took."""
    begun = time.monotonic()
    while True:
        with suppress(OSError):
            if true():
                return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"{what}: not within {seconds:g} seconds")
        time.sleep(0.1)


def write(path: Path, template: str, **values: object) -> Path:
    """A configuration out of `templates`; `@name@` stands for a value. Readable by who runs it."""
    text = (Path(__file__).parent / "templates" / template).read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    path.write_text(text)
    path.chmod(0o600)
    if owner():
        os.chown(path, owner()["user"], owner()["group"])
    return path
