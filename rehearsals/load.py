"""What people do meanwhile: look at lists, add and remove members, bring and fetch documents, use links that work once."""

import hashlib
import itertools
import re
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread

from rehearsals.visitors import HTMX, Answer, Notes, Visitor

PASSWORD = "four words in a row"
PIECE = 40_000
AGAIN = (0.2, 0.5, 1, 2, 4, 8, 8, 8)  # seconds; the waits of tus.js, somewhat shorter
PASSING = (0, 408, 409, 423, 429, 460, 500, 502, 503, 504)
UUID = "[0-9a-f]{8}-[0-9a-f-]{27}"


@dataclass
class World:
    """What the visitors know of the demo world."""

    port: int
    organization: str
    administrator: str
    password: str
    people: list[tuple[str, str]]  # id and name, of people who are no members yet
    links: list[tuple[str, str]]  # address, and the path of its sign-up link


class Load:
    """Runs until the block ends; each visitor in a thread of its own."""

    def __init__(self, world: World, notes: Notes) -> None:
        self.world, self.notes, self.over = world, notes, Event()
        self.people, self.links = enumerate(world.people), iter(world.links)
        self.base = f"/organizations/{world.organization}"
        self.crew: tuple[Callable[[Visitor], None], ...] = (
            self.look,
            self.look,
            self.change_members,
            self.change_members,
            self.bring,
            self.join,
        )
        self.visitors = [Visitor(world.port, notes) for _work in self.crew]
        self.threads = [
            Thread(target=self._keep_on, args=both) for both in zip(self.crew, self.visitors, strict=True)
        ]

    def __enter__(self) -> "Load":
        for thread, visitor in zip(self.threads, self.visitors, strict=True):
            visitor.sign_in(self.world.administrator, self.world.password)
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(90)

    def _keep_on(self, work: Callable[[Visitor], None], visitor: Visitor) -> None:
        while not self.over.is_set():
            work(visitor)
            time.sleep(0.05)

    def look(self, visitor: Visitor) -> None:
        """Lists, and what a page needs to be drawn."""
        for path in ("/organizations/", f"{self.base}/members/", "/documents/", f"{self.base}/members/?q=an"):
            page = visitor.get(path)
            for part in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)[:3]:
                visitor.get(part, expected=(200, 304))
            if self.over.is_set():
                return

    def change_members(self, visitor: Visitor) -> None:
        """Add somebody; take every second one away again."""
        number, (key, name) = next(self.people)
        added = visitor.post(f"{self.base}/members/new/", {"people": f"u-{key}", "role": "2"})
        if added.status != 302:
            return
        self.notes.acknowledge("added", key)
        page = visitor.get(f"{self.base}/members/?q={name.replace(' ', '+')}")
        row = page.link(rf"{self.base}/members/(?!0{{8}}){UUID}/")
        if page.status == 200 and not row:
            self.notes.missed("the row of who was added", page)
        if number % 2 or not row:
            return
        gone = visitor.post(f"{row}removal/", {})
        if gone.status == 302:
            self.notes.acknowledge("removed", key)

    def bring(self, visitor: Visitor) -> None:
        """A file in three pieces, as the page's script brings it; then fetched again."""
        content = f"{secrets.token_hex(8)}\n".encode() + secrets.token_hex(PIECE).encode()
        where = self._begun(visitor, content)
        if not where or not self._sent(visitor, where, content):
            return
        result = self._settled(visitor, where)
        made = result.link(f"/documents/{UUID}/")
        if not made:
            self.notes.missed("a document of the bytes that came", result)
            return
        self.notes.acknowledge("document", hashlib.sha256(content).hexdigest())
        page = visitor.get(made)
        file = page.link(f"{made}files/{UUID}")
        if file:
            self._fetched(visitor, file, content)
        elif page.status == 200:
            self.notes.missed("the file of a document", page)

    def _settled(self, visitor: Visitor, where: str) -> Answer:
        """The line about it. A node that ended after the last byte has not taken it in: the page's script asks for that."""
        result = visitor.get(f"{where}result/", **HTMX)
        if 'data-state="coming"' not in result.text:
            return result
        with self.notes.lock:
            self.notes.resumed.append(("taking in", time.monotonic()))
        visitor.post(f"{where}completion/", {})
        return visitor.get(f"{where}result/", **HTMX)

    def _begun(self, visitor: Visitor, content: bytes) -> str:
        told = f"filename {b64encode(f'{secrets.token_hex(4)}.txt'.encode()).decode()}"
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": told}
        path = f"{self.base}/transfers/"
        answer = self._again(
            lambda: self._tus(visitor, "POST", path, b"", headers), (201,), visitor, "announce"
        )
        return answer.headers.get("location", "") if answer else ""

    def _sent(self, visitor: Visitor, where: str, content: bytes) -> bool:
        kind = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}

        def piece() -> Answer:
            have = self._tus(visitor, "HEAD", where, b"", {"Tus-Resumable": "1.0.0"})
            if have.status != 200 or have.headers["upload-offset"] == have.headers["upload-length"]:
                return have
            at = int(have.headers["upload-offset"])
            return self._tus(
                visitor, "PATCH", where, content[at : at + PIECE], kind | {"Upload-Offset": str(at)}
            )

        for _turn in itertools.repeat(None, 20):
            answer = self._again(piece, (200, 204), visitor, "piece")
            if answer is None:
                return False
            if answer.headers.get("upload-offset") == str(len(content)):
                return True
        return False

    def _tus(self, visitor: Visitor, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return visitor.ask(method, path, body, (), headers | {"X-CSRFToken": visitor.cookies["csrftoken"]})

    def _again(
        self, ask: Callable[[], Answer], expected: tuple[int, ...], visitor: Visitor, what: str
    ) -> Answer | None:
        """As tus.js does: what may pass is tried again for a while, without anybody seeing it."""
        for wait in AGAIN:
            answer = ask()
            if answer.status in expected:
                return answer
            if answer.status not in PASSING:
                break
            with self.notes.lock:
                self.notes.resumed.append((what, time.monotonic()))
            time.sleep(wait)
        self.notes.missed(f"upload: {what}", answer)
        return None

    def _fetched(self, visitor: Visitor, path: str, content: bytes) -> None:
        answer = visitor.get(path)
        if answer.status == 200 and answer.body != content:
            self.notes.missed("the bytes that were brought", answer)
        elif answer.status == 200:
            self.notes.acknowledge("fetched", path)

    def join(self, visitor: Visitor) -> None:
        """One link by two browsers at once: one account, and the other is told."""
        address, path = next(self.links)
        form = {"name": "Nora de Wit", "company": "De Wit", "password": PASSWORD, "terms": "on"}

        def one(_which: int) -> Answer:
            browser = Visitor(self.world.port, self.notes)
            if browser.get(path, expected=(200, 410)).status != 200:
                return Answer(410, {}, b"")
            return browser.post(path, form, expected=(302, 410))

        with ThreadPoolExecutor(2) as pool:
            statuses = sorted(answer.status for answer in pool.map(one, range(2)))
        if statuses.count(302) > 1:
            self.notes.missed("a link worked twice", Answer(302, {}, address.encode()))
        if 302 in statuses:
            self.notes.acknowledge("account", address)
        self.over.wait(2)
