"""`kantoor web` as it runs for real: several processes that count together, and a stop that nobody notices."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.collecting import Collected, collecting
from tests.committed import url_of
from tests.ports import free_port
from tests.serving import environment

pytestmark = pytest.mark.usefixtures("committed_db")
TOKEN = "a-token-for-the-tests"
DELAY = 1.0
SENDERS = 3


class Web:
    """A running `kantoor web`."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def web(folder: Path, **more: str) -> Iterator[Web]:
    port, log = free_port(), folder / "log"
    told = {
        "DATABASE_URL": url_of(str(connection.settings_dict["NAME"])),
        "KANTOOR_DATA": str(folder),
        "KANTOOR_SECRET_KEY": settings.SECRET_KEY,
        "KANTOOR_LOG_FORMAT": "json",
        **more,
    }
    command = [sys.executable, "-m", "kantoor", "web", "--port", str(port), "--workers", "2"]
    with log.open("w") as written:
        process = subprocess.Popen(command, env=environment(**told), stderr=written, start_new_session=True)
        try:
            running = Web(process, port, log)
            _await(running)
            yield running
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _await(running: Web) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and running.process.poll() is None:
        try:
            if running.get("/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(running.log.read_text())


def send(running: Web, over: Event, seen: list[Any]) -> None:
    """Go on asking, each time over a new connection; what goes wrong is kept with the answers."""
    while not over.is_set():
        try:
            seen.append(
                running.get("/sign-in/?next=/documents/", traceparent=f"00-{'a' * 32}-{'b' * 16}-01")[0]
            )
        except OSError as problem:
            seen.append(problem)


def balance(running: Web, over: Event) -> None:
    """Like a balancer: nobody is sent here any more once it says that it is not ready."""
    while running.get("/readyz")[0] == 200:
        time.sleep(0.05)
    over.set()


def counted(running: Web) -> float:
    """Sign-in pages that were answered, by the metrics."""
    told = running.get("/metrics", Authorization=f"Bearer {TOKEN}")[1]
    found = [
        line
        for line in told.splitlines()
        if line.startswith("kantoor_requests_total{") and 'method="GET",route="account_login"' in line
    ]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def begin_slowly(running: Web) -> socket.socket:
    """A request of which half has come; its cookie makes Django read on, for the token of the form."""
    line = socket.create_connection(("127.0.0.1", running.port), timeout=20)
    head = "POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\nConnection: close\r\n"
    head += f"Cookie: csrftoken={'k' * 32}\r\n"
    line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{'a' * 1000}".encode())
    return line


def finish(line: socket.socket) -> str:
    line.sendall(b"a" * 1000)
    with line.makefile("rb") as answer:
        said = answer.readline().decode()
    line.close()
    return said


def test_it_counts_and_stops_without_failing_anybody(tmp_path: Path) -> None:
    together = tmp_path / "together"
    together.mkdir()
    with collecting() as collected:
        more = {
            "KANTOOR_METRICS_TOKEN": TOKEN,
            "KANTOOR_STOP_DELAY": str(DELAY),
            "PROMETHEUS_MULTIPROC_DIR": str(together),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collected.address,
        }
        with web(tmp_path, **more) as running:
            seen = _under_load(running, together)
        assert running.process.returncode == 0
        assert len(seen) > 20
        _logged(running, len(seen))
        _traced(collected)


def _under_load(running: Web, together: Path) -> list[Any]:
    over, seen = Event(), list[Any]()
    senders = [Thread(target=send, args=(running, over, seen)) for _ in range(SENDERS)]
    senders += [Thread(target=balance, args=(running, over))]
    for sender in senders:
        sender.start()
    while len(seen) < 20 or len(list(together.glob("counter_*.db"))) < 2:
        time.sleep(0.05)
    slow = begin_slowly(running)
    running.process.send_signal(signal.SIGTERM)
    told = time.monotonic()
    for sender in senders:
        sender.join(30)
    assert [one for one in seen if one != 200] == []
    assert {counted(running) for _ in range(6)} == {len(seen)}, "whichever process is asked"
    assert running.get("/readyz") == (503, '{"version": "0.1.0", "ready": "stopping"}')
    assert running.get("/metrics")[0] == running.get("/metrics", Authorization="Bearer x")[0] == 404
    time.sleep(max(0, told + DELAY + 0.3 - time.monotonic()))
    assert finish(slow).startswith("HTTP/1.1 403"), "what had begun is answered after the end has come"
    running.process.wait(20)
    return seen


def _logged(running: Web, many: int) -> None:
    """Each with its own id; no address that was asked for, nor the trace that a stranger wanted to be part of."""
    lines = [
        line for line in running.lines() if line.get("route") == "account_login" and line["method"] == "GET"
    ]
    assert len({line["request"] for line in lines}) == len(lines) == many
    assert {line["status"] for line in lines} == {200}
    assert "next=" not in running.log.read_text() and "a" * 32 not in running.log.read_text()


def _traced(collected: Collected) -> None:
    pages = collected.named("GET account_login")
    assert collected.services == {"kantoor-web"}
    assert len(pages) > 20
    assert {span.parent_span_id for span in pages} == {b""}
    told = {one.key for span in pages for one in span.attributes}
    assert told == {"http.request.method", "http.route", "http.response.status_code"}
    assert "next=" not in str(collected.spans)
    asked = [span for span in collected.spans if span.parent_span_id]
    assert asked == [] or {"db.query.text", "db.system.name"} <= {one.key for one in asked[0].attributes}


def test_it_refuses_to_start_with_settings_that_make_no_sense() -> None:
    """In words, not with a traceback."""
    for name, value, says in (
        ("KANTOOR_BEHIND_PROXY", "10.0.0.0/99", "KANTOOR_BEHIND_PROXY is yes, no, or addresses"),
        ("KANTOOR_METRICS_TOKEN", "short", "16 characters or more"),
        ("KANTOOR_LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING"),
        ("KANTOOR_PORT", "http", "must be a number"),
        ("KANTOOR_SECRET_KEY_FILE", "/nowhere/key", "/nowhere/key"),
    ):
        command = [sys.executable, "-m", "kantoor", "web"]
        done = subprocess.run(
            command, env=environment(**{name: value}), capture_output=True, text=True, check=False
        )
        assert done.returncode == 78, name
        assert says in done.stderr and "Traceback" not in done.stderr, done.stderr
