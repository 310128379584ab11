"""The process that holds the official rules: started when first asked, asked one at a time, ended when it overstays."""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kantoor.einvoices import rulebook

SECONDS = 20.0  # the start and compiling are among them
MOST_ANSWER = 4 * 1024 * 1024


class Broken(Exception):
    """It took too long, died, or could not do it; the text is for the log."""


class Checker:
    """One child process, with the rule sets by name."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0
        atexit.register(self.end)

    def ask(self, names: list[str], xml: bytes) -> list[list[str]]:
        """The violations of these rule sets. Raises Broken."""
        with self.lock:
            try:
                reply = self._exchange(" ".join(names).encode() + b"\n" + xml)
            except (OSError, ValueError, Broken) as problem:
                self.end()
                raise Broken(str(problem)) from None
        if not isinstance(reply, list):
            raise Broken(str(reply))
        return reply

    def end(self) -> None:
        """End the child, if it is ours."""
        child, self.child = self.child, None
        if child is None or self.owner != os.getpid():
            return
        child.kill()
        child.communicate()

    def _exchange(self, message: bytes) -> Any:
        until = time.monotonic() + SECONDS
        child = self._living()
        sent = memoryview(rulebook.LENGTH.pack(len(message)) + message)
        while sent:
            self._wait(child.stdin, until, writing=True)
            sent = sent[os.write(child.stdin.fileno(), sent[: select.PIPE_BUF]) :]  # type: ignore[union-attr]
        size = rulebook.LENGTH.unpack(self._received(child, rulebook.LENGTH.size, until))[0]
        if size > MOST_ANSWER:
            raise Broken("answers too much")
        return json.loads(self._received(child, size, until))

    def _received(self, child: "subprocess.Popen[bytes]", size: int, until: float) -> bytes:
        got = b""
        while len(got) < size:
            self._wait(child.stdout, until)
            part = os.read(child.stdout.fileno(), size - len(got))  # type: ignore[union-attr]
            if not part:
                raise Broken("died")
            got += part
        return got

    @staticmethod
    def _wait(pipe: Any, until: float, *, writing: bool = False) -> None:
        left = until - time.monotonic()
        ready = left > 0 and any(
            select.select([] if writing else [pipe], [pipe] if writing else [], [], left)
        )
        if not ready:
            raise Broken(f"more than {SECONDS:g} seconds")

    def _living(self) -> "subprocess.Popen[bytes]":
        """The child; a new one when it left, or belongs to the process that this one was forked from."""
        if self.child is not None and self.owner == os.getpid() and self.child.poll() is None:
            return self.child
        self.end()
        self.owner = os.getpid()
        self.child = subprocess.Popen(
            [sys.executable, "-m", rulebook.__name__, json.dumps(self.files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=Path(__file__).resolve().parents[2],
            env={},
        )
        return self.child
