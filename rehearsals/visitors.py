"""Browsers: signed in, with cookies, that note what they were answered and when."""

import re
import time
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urljoin

FORM = "application/x-www-form-urlencoded"
SERVED_BY = "X-Served-By"


@dataclass(frozen=True)
class Answer:
    """Status 0: the connection broke before there was one; 401 stands for being led to the sign-in page."""

    status: int
    headers: dict[str, str]
    body: bytes
    path: str = ""

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def link(self, pattern: str) -> str:
        """The first link of the page to such an address, as a browser reads it: lists say theirs beside their own."""
        links = (urljoin(self.path, unescape(href)) for href in re.findall(r'href="([^"]+)"', self.text))
        paths = (link.partition("?")[0] for link in links)
        return next((path for path in paths if re.fullmatch(pattern, path)), "")


@dataclass(frozen=True)
class Mishap:
    """What a user would have seen as an error."""

    at: float
    what: str
    status: int
    said: str


@dataclass
class Notes:
    """What all visitors together went through; read when they have stopped."""

    asked: int = 0
    mishaps: list[Mishap] = field(default_factory=list)
    done: list[tuple[str, str, float]] = field(default_factory=list)
    resumed: list[tuple[str, float]] = field(default_factory=list)
    slowest: list[tuple[float, float, str]] = field(default_factory=list)
    nodes: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def answered(self, what: str, answer: Answer, begun: float, *, error: bool) -> None:
        now = time.monotonic()
        with self.lock:
            self.asked += 1
            node = answer.headers.get(SERVED_BY.lower(), "none")
            self.nodes[node] = self.nodes.get(node, 0) + 1
            self.slowest.append((now - begun, begun, what))
            if error:
                self.mishaps.append(Mishap(now, what, answer.status, answer.text[:300]))

    def missed(self, what: str, answer: Answer) -> None:
        """An answer as expected, in which this was not."""
        self.answered(what, answer, time.monotonic(), error=True)

    def acknowledge(self, kind: str, which: str) -> None:
        """What the user was told is done: a write, or the bytes that were asked for."""
        with self.lock:
            self.done.append((kind, which, time.monotonic()))

    def of(self, kind: str) -> list[str]:
        return [which for what, which, _at in self.done if what == kind]


HTMX: dict[str, Any] = {"HX-Request": "true"}  # a header of what asks for a part of a page


class Visitor:
    """One browser on HAProxy, or on one node."""

    def __init__(self, port: int, notes: Notes, origin: str = "") -> None:
        self.port, self.notes = port, notes
        self.headers = {"X-Forwarded-For": origin} if origin else {}
        self.http = HTTPConnection("127.0.0.1", port, timeout=80)
        self.cookies = dict[str, str]()

    def get(self, path: str, expected: tuple[int, ...] = (200,), **headers: str) -> Answer:
        return self.ask("GET", path, b"", expected, headers)

    def post(self, path: str, form: dict[str, str], expected: tuple[int, ...] = (302,)) -> Answer:
        body = urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}).encode()
        return self.ask("POST", path, body, expected, {"Content-Type": FORM})

    def ask(
        self, method: str, path: str, body: bytes, expected: tuple[int, ...], headers: dict[str, str]
    ) -> Answer:
        """The answer; any status but those expected is a mishap. Empty `expected`: the caller judges."""
        begun = time.monotonic()
        answer = self._asked(method, path, body, headers)
        turned_away = answer.status == 302 and answer.headers.get("location", "").startswith("/sign-in/")
        if turned_away:
            answer = Answer(401, answer.headers, answer.body)
        bad = bool(expected) and answer.status not in expected
        self.notes.answered(f"{method} {_shape(path)}", answer, begun, error=bad)
        return answer

    def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        told = (
            self.headers
            | headers
            | {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        )
        try:
            self.http.request(method, path, body or None, told)
            got = self.http.getresponse()
            said = {key.lower(): value for key, value in got.getheaders()}
            answer = Answer(got.status, said, got.read(), path)
        except (OSError, HTTPException) as problem:
            self.http.close()
            return Answer(0, {}, repr(problem).encode())
        for line in got.headers.get_all("Set-Cookie") or ():
            self.cookies |= {key: crumb.value for key, crumb in SimpleCookie(line).items()}
        return answer

    def sign_in(self, address: str, password: str, expected: tuple[int, ...] = (302,)) -> Answer:
        self.get("/sign-in/")
        return self.post("/sign-in/", {"login": address, "password": password}, expected)


def _shape(path: str) -> str:
    """The address without what differs from thing to thing."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", path.partition("?")[0])
    return re.sub(r"/sign-up/[^/]+/", "/sign-up/…/", path)
