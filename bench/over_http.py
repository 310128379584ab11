"""The same over HTTP: lists and adds a second from a real server, asked by several clients at once on this machine.

The clients take their share of the processor too, so a server alone does somewhat more.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from django.test import Client

from bench.measuring import Rate, show_rate
from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.organizations.models import Membership

CLIENTS, SECONDS, WARM = 8, 6.0, 5.0
TOKEN = "k" * 32


@contextmanager
def server() -> Iterator[int]:
    """The port of `kantoor web` on this database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "kantoor", "web", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | {"KANTOOR_LOG_LEVEL": "WARNING"})
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _await(port: int) -> None:
    for _ in range(600):
        try:
            http = HTTPConnection("127.0.0.1", port)
            http.request("GET", "/healthz")
            http.getresponse().read()
            return
        except (OSError, HTTPException):
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def cookies(user: User) -> str:
    """Signed in as this user."""
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={TOKEN}"


class Visitor:
    """A browser: one connection kept open."""

    def __init__(self, port: int, cookie: str) -> None:
        self.http, self.cookie = HTTPConnection("127.0.0.1", port, timeout=60), cookie

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str) -> int:
        self.http.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": "gzip"})
        return self._status()

    def post(self, path: str, form: dict[str, str]) -> int:
        body = urlencode(form | {"csrfmiddlewaretoken": TOKEN})
        kind = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.http.request("POST", path, body, kind)
        return self._status()

    def _status(self) -> int:
        answer = self.http.getresponse()
        answer.read()
        return answer.status


def rate(name: str, port: int, cookie: str, ask: Callable[[Visitor], int], expected: int) -> Rate:
    """How many a second, and how long one takes, asked by several clients for some seconds, once all is warm."""
    begun = time.perf_counter() + WARM
    end = begun + SECONDS

    def one(_client: int) -> int:
        answers = 0
        with Visitor(port, cookie) as visitor:
            while (before := time.perf_counter()) < end:
                status = ask(visitor)
                assert status == expected, f"{name}: {status}"
                answers += before > begun
        return answers

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = sum(pool.map(one, range(CLIENTS)))
    made = Rate(name, CLIENTS, answers / (time.perf_counter() - begun), alone(port, cookie, ask))
    show_rate(made)
    return made


def alone(port: int, cookie: str, ask: Callable[[Visitor], int]) -> float:
    """Milliseconds of one asked when nobody else asks, the median of thirty."""
    taken = []
    with Visitor(port, cookie) as visitor:
        for _ in range(30):
            start = time.perf_counter()
            ask(visitor)
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def measure(cast: Cast, others: list[User], middle: str) -> list[Rate]:
    """Lists and adds; and that what came in at once was stored once."""
    cookie, base = cookies(cast.anna), f"/organizations/{cast.bouw.pk}/members/"
    queue, numbers = iter(others), count()
    connections.close_all()
    with server() as port:
        sent: list[User] = []

        def add(visitor: Visitor) -> int:
            sent.append(next(queue))
            return visitor.post(f"{base}new/", {"people": f"u-{sent[-1].pk}", "role": "2"})

        made = [
            rate("members, first page", port, cookie, lambda v: v.get(base), 200),
            rate("members, middle page by name", port, cookie, lambda v: v.get(f"{base}?{middle}"), 200),
            rate(
                "picker keystroke",
                port,
                cookie,
                lambda v: v.get(f"{base}new/options/?q={_typed(numbers)}"),
                200,
            ),
            rate("add one", port, cookie, add, 302),
        ]
        held = Membership.objects.open().filter(organization=cast.bouw)
        assert held.filter(user__in=[user.pk for user in sent[:500]]).count() == min(500, len(sent))
        _at_once(port, cookie, base, next(queue), held)
        with Visitor(port, cookie) as visitor:
            assert visitor.get(f"{base}?size=100000&limit=100000") == 200
    return made


def _typed(numbers: Iterator[int]) -> str:
    return ("a", "ann", "anna+j", "bakker", "zzz", "p123")[next(numbers) % 6]


def _at_once(port: int, cookie: str, base: str, person: User, held: object) -> None:
    """The same person twenty times at the same moment is one row."""
    form = {"people": f"u-{person.pk}", "role": "2"}

    def one(_client: int) -> int:
        with Visitor(port, cookie) as visitor:
            return visitor.post(f"{base}new/", form)

    with ThreadPoolExecutor(20) as pool:
        statuses = set(pool.map(one, range(20)))
    rows = held.filter(user=person).count()  # type: ignore[attr-defined]  # a queryset
    print(f"{'the same person 20 times at once':<44}{rows} row, answers {sorted(statuses)}")
    assert (rows, statuses) == (1, {302})
