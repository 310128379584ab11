"""The real thing on a port: `kantoor run` as another process, with the demo world planted."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**more: str) -> dict[str, str]:
    """Ours without the settings of the tests, so that the process runs as it does for real."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("KANTOOR_", "DATABASE_", "DJANGO_"))}
    return ours | more


def start(*arguments: object, **more: str) -> "subprocess.Popen[str]":
    """`kantoor run` with these arguments."""
    command = [sys.executable, "-m", "kantoor", "run", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment(**more))


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[str]:
    """The address of a running demo; ended afterwards."""
    port = free_port()
    process = start("--port", port, "--data", folder, "--workers", 1, **more)
    assert process.stdout
    assert process.stderr
    while line := process.stdout.readline():
        if "Ctrl-C" in line:
            break
    else:
        raise RuntimeError(f"the server did not start:\n{process.stderr.read()}")
    try:
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
