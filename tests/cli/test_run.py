"""`bin/run`: one command, and what it says when it cannot go on."""

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.ports import free_port
from tests.serving import start


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder, the same for all: planting the demo takes longest."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def running(folder: Path) -> Iterator["Popen[str]"]:
    """A running demo; its first lines have been read."""
    port = free_port()
    process = start("--port", port, "--data", folder, "--workers", 1)
    assert process.stdout
    said = [process.stdout.readline() for _ in range(3)]
    if process.poll() is None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
    assert "anna@jansen.example" in said[2]
    yield process
    process.terminate()
    process.communicate(timeout=20)


def children(process: "Popen[str]") -> dict[str, int]:
    """Its web server and its worker, in the order of their start."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    web, worker = map(int, listed.stdout.split())
    return {"web server": web, "worker": worker}


def test_it_serves_the_demo_and_ends_cleanly(running: "Popen[str]", folder: Path) -> None:
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600
    ours = children(running)
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0
    assert not [pid for pid in ours.values() if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize("part", ["web server", "worker"])
def test_when_a_part_dies_it_says_so_and_stops_the_rest(running: "Popen[str]", part: str) -> None:
    os.kill(children(running)[part], signal.SIGKILL)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 1
    assert f"The {part} ended" in said


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    """Granian would share it with whoever listens there."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start("--port", port, "--data", tmp_path)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"Port {port} is in use" in said
    assert not list(tmp_path.iterdir())


def test_empty_has_no_demo_world(tmp_path: Path) -> None:
    """Nobody is there whose password everybody knows."""
    port = free_port()
    process = start("--port", port, "--data", tmp_path, "--workers", 1, "--empty")
    assert process.stdout
    said = "".join(process.stdout.readline() for _ in range(3))
    try:
        assert "anna@" not in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/") as answer:
            assert "Anna Jansen" not in answer.read().decode()
    finally:
        process.terminate()
        process.communicate(timeout=20)
