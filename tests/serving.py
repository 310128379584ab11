"""The real thing on a port: `kantoor run` as another process, with the demo world planted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.ports import free_port


def environment(**more: str) -> dict[str, str]:
    """Ours without the settings of the tests, so that the process runs as it does for real."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("KANTOOR_", "DATABASE_", "DJANGO_"))}
    return ours | more


def start(*arguments: object, said: IO[str] | None = None, **more: str) -> "subprocess.Popen[str]":
    """`kantoor run` with these arguments.

    What it prints goes to the file `said`; without one to pipes, which is for short runs only: a pipe that
    nobody reads is full after 64 KiB, and the server then waits for ever.
    """
    command = [sys.executable, "-m", "kantoor", "run", *map(str, arguments)]
    out, err = (said, subprocess.STDOUT) if said else (subprocess.PIPE, subprocess.PIPE)
    return subprocess.Popen(command, stdout=out, stderr=err, text=True, env=environment(**more))


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[str]:
    """The address of a running demo; ended afterwards."""
    port = free_port()
    told = folder / "server.log"
    with told.open("w") as log:
        process = start("--port", port, "--data", folder, "--workers", 1, said=log, **more)
        try:
            wait_until_ready(process, told)
            yield f"http://localhost:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def wait_until_ready(process: "subprocess.Popen[str]", told: Path) -> None:
    """Until it has said in this file that it runs."""
    deadline = time.monotonic() + 180
    while "Ctrl-C" not in told.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{told.read_text()}")
        time.sleep(0.05)
