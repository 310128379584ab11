"""Documents: the newest 50 for people in few, many and very many organizations, deep pages, filters, search, files.

SQL is timed inside the process, without the network; the last part asks a real server for lists over HTTP. The world is
made once and kept (`--keep`), because making it takes longer than measuring it.
"""

import argparse
import datetime as dt
import io
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Count
from django.test import Client

from bench import load
from bench.measuring import Figure, figure, head, keep, show, time_of
from bench.over_http import server
from kantoor.access import actor as actors
from kantoor.access import documents as reached
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.demo.worlds import ground, making
from kantoor.demo.worlds.sizes import Size
from kantoor.documents import documents, exports, files, filters, lists
from kantoor.documents.lists import Wanted
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.sharing.models import Share

RUNS = 60
DEEP = 100
CLIENTS = 4
SECONDS, WARM = 8.0, 4.0
# By what the world knows them; whether everything is asked of them.
PEOPLE = {
    "ten": ("10 organizations", True),
    "some": ("1,000 organizations", True),
    "many": ("5,000 organizations", True),
    "old": ("1,000, all old", False),
    "none": ("5,000, none at all", False),
    "shares": ("20 shares alone", False),
    "giant and some": ("a giant and 1,000 small", False),
    "giant": ("the giant alone", False),
}
NAMED = dict(PEOPLE.values())


def worked() -> float:
    """Seconds of CPU of this thread, and of the process that serves it on PostgreSQL, if that is on this machine."""
    taken = time.thread_time()
    if connection.vendor == "postgresql":
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        taken += int(server.read_text().split()[0]) / 1e9
    return taken


class Clock:
    """Adds up what the database takes, seen from this process, rows and all; as CPU where that is asked for."""

    now = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.taken, self.asked = 0.0, 0

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        self.asked += 1
        return self._timed(execute, *call)

    def _timed(self, does: Callable[..., Any], *call: Any) -> Any:
        start = self.now()
        try:
            return does(*call)
        finally:
            self.taken += (self.now() - start) * 1000

    @contextmanager
    def running(self) -> Iterator[None]:
        """SQLite finds most rows while they are fetched."""
        fetching = {name: self._fetch(name) for name in ("fetchone", "fetchmany", "fetchall")}
        with connection.execute_wrapper(self):
            for name, fetch in fetching.items():
                setattr(CursorWrapper, name, fetch)
            try:
                yield
            finally:
                for name in fetching:
                    delattr(CursorWrapper, name)

    def _fetch(self, name: str) -> Callable[..., Any]:
        return lambda cursor, *call: self._timed(getattr(cursor.cursor, name), *call)


def in_sql(name: str, call: Callable[[], Any], bare: Callable[[int], Any] | None = None) -> Figure:
    """Milliseconds of SQL alone; `bare` is the same number of rows by the shortest query there is."""
    taken, asked = [], 0
    for number in range(-3, RUNS):
        clock = Clock()
        with clock.running():
            call()
        if number >= 0:
            taken.append(clock.taken)
            asked = clock.asked
    plain = figure_of(bare) if bare else None
    made = Figure(name, RUNS, statistics.median(taken), statistics.quantiles(taken, n=20)[-1], asked, plain)
    show(made)
    return made


def figure_of(call: Callable[[int], Any]) -> float:
    return statistics.median(time_of(call, RUNS))


def bare(place: Any) -> Callable[[int], Any]:
    """The newest 50 of one organization, in one statement."""
    text = (
        "SELECT id, number, party, dated_on, amount, status FROM documents_document"
        " WHERE organization_id = %s AND box = 'received' AND NOT withheld ORDER BY id DESC LIMIT 50"
    )
    value = place.hex if connection.vendor == "sqlite" else place

    def ask(_number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(text, [value])
            cursor.fetchall()

    return ask


def people() -> dict[str, Actor]:
    """The named ones as actors."""
    found = {}
    for who, (name, _whole) in PEOPLE.items():
        actor = actors.of(User.objects.get(email=ground.address(who)).pk)
        assert actor is not None
        found[name] = actor
    return found


def asked(**given: str) -> Wanted:
    chosen = filters.read(given, Box.RECEIVED)
    return Wanted(Box.RECEIVED, chosen, lists.known_sort(given.get("sort", ""), chosen))


def deep(actor: Actor, wanted: Wanted) -> str:
    """The cursor of page 100, or of the last one before it."""
    cursor = ""
    for _turn in range(DEEP // 10):
        found = lists.page(actor, wanted, cursor, size=500).next
        if not found:
            break
        cursor = found
    return cursor


def _busiest() -> Any:
    """The organization with the most documents, the giant aside."""
    counted = Document.objects.values("organization").annotate(n=Count("id")).order_by("-n")
    found: Any = counted.values_list("organization", flat=True)[1]
    return found


def measure_lists(everybody: dict[str, Actor]) -> list[Figure]:
    """The newest 50 for everybody; the rest for the three of the issue."""
    figures = []
    shortest = bare(_busiest())
    for name, whole in NAMED.items():
        actor, newest = everybody[name], asked()
        figures.append(in_sql(f"{name}: newest 50", lambda a=actor, w=newest: lists.page(a, w), shortest))
        if not whole:
            continue
        cursor = deep(actor, newest)
        wishes = {
            "page 100": (newest, cursor),
            "by date": (asked(sort="-date"), ""),
            "by amount": (asked(sort="-amount"), ""),
            "rejected": (asked(status="rejected"), ""),
            "last year": (asked(period="last_year"), ""),
            "above 5,000": (asked(least="5000"), ""),
            "unread": (asked(unread="1"), ""),
            "searched, rare": (asked(q="2026-00"), ""),
            "searched, common": (asked(q="bouwwerken bv"), ""),
        }
        for what, (wanted, at) in wishes.items():
            figures.append(in_sql(f"{name}: {what}", lambda a=actor, w=wanted, c=at: lists.page(a, w, c)))
    return figures


def measure_one(everybody: dict[str, Actor]) -> list[Figure]:
    """One document; a share; keeping a file of 1 MB; a ZIP of 1,000."""
    actor = everybody["10 organizations"]
    own = lists.page(actor, asked(), size=200).rows
    random_bytes = bytes(range(256)) * 4096
    place = own[0].organization
    others = iter(User.objects.order_by("-id").values_list("pk", flat=True)[:5_000])

    def share(number: int) -> None:
        Share.objects.create(
            organization=place, document=own[number % len(own)], user_id=next(others), level=1
        )

    def upload(number: int) -> Document:
        made = documents.begin(
            place, Box.MADE, DocumentKind.OTHER, Source.UPLOADED, f"File {number}", by=actor.user
        )
        files.keep(made, "file.bin", io.BytesIO(random_bytes), "application/octet-stream")
        return made

    kept = [upload(number) for number in range(1_000)]
    return [
        figure("level on one document", lambda n: reached.level_on(actor.user_id, own[n % len(own)].pk), 300),
        figure(
            "one document with what it belongs to",
            lambda n: documents.visible_to(actor).get(pk=own[n % len(own)].pk),
            RUNS,
        ),
        figure("a share, as a row", share, 30),
        figure("keep a file of 1 MB", upload, 20),
        figure("ZIP of 1,000 files of 1 MB", lambda n: sum(map(len, exports.as_zip(actor, kept))), 1),
        figure(
            "CSV of everything",
            lambda n: sum(map(len, exports.as_csv(actor, lists.every(actor, asked())))),
            1,
        ),
    ]


def over_http(everybody: dict[str, Actor]) -> list[Figure]:
    """How many lists a second a real server gives, four people asking at once."""
    figures = []
    load.install()
    with server() as port:
        for name in ("10 organizations", "1,000 organizations", "5,000 organizations"):
            cookie = f"kantoor={signed_in(everybody[name].user)}"
            address = f"http://localhost:{port}/inbox/out/"
            load.closed(name, address, cookie, CLIENTS, WARM)
            found = load.closed(name, address, cookie, CLIENTS, SECONDS)
            assert not found.wrong, found
            told = f"HTTP, {name}: {found.per_second:.0f} lists/s"
            made = Figure(told, round(found.per_second * SECONDS), found.median, found.p95, 0)
            show(made)
            figures.append(made)
    return figures


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client.cookies["kantoor"].value


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000, help="documents")
    parser.add_argument("--organizations", type=int, default=10_000)
    parser.add_argument("--giant", type=int, help="documents more, in one organization; as many if not said")
    parser.add_argument(
        "--cpu",
        action="store_true",
        help="CPU instead of time, where others keep the machine busy (PostgreSQL: on this machine, on Linux)",
    )
    parser.add_argument("--lists-only", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--no-http", action="store_true")
    chosen = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if chosen.cpu:
        Clock.now = staticmethod(worked)
    giant = chosen.size if chosen.giant is None else chosen.giant
    if not User.objects.exists():
        size = Size.of(chosen.size, chosen.organizations, giant, chosen.organizations // 2)
        making.make(size, until=dt.datetime.now(dt.UTC).date(), say=print)
    title = f"Documents, {Document.objects.count():,} in {chosen.organizations:,} organizations"
    head(title)
    everybody = people()
    figures = measure_lists(everybody)
    if not chosen.lists_only:
        figures += measure_one(everybody)
    if not chosen.no_http:
        figures += over_http(everybody)
    keep(chosen.json, title, figures)


if __name__ == "__main__":
    main()
