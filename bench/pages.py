"""Every page of a large world that its people can read: server time, questions to the database and size.

One line a page: clock and processor time of Django's test client in milliseconds, without the network. On SQLite the
database works within that processor time; PostgreSQL's own is only in the clock. What is over the aim is marked.
`--links`: also what each page's own links ask of it, as sorted, narrowed or further on, and some words where it searches;
of these only what is over the aim is told.
"""

import argparse
import gc
import logging
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.growth import prepare, signed_in
from bench.measuring import Figure, head, keep
from bench.subjects import Subjects
from kantoor.accounts.models import User
from kantoor.cli.serve import get_ready
from kantoor.demo.worlds.sizes import SCALES
from kantoor.organizations.models import Organization
from tests.guards import plans

AIM = 50.0  # milliseconds, 95th percentile
# Who reads: the administrator of the largest organization; somebody in thousands; somebody in ten.
WHO = ("leader", "many", "ten")
# Common, rare, short, none.
WORDS = ("jan", "de v", "a", "zzq")
ASIDE = "foreseen="  # no page: an act that is done and taken back, fetched after the page
LINK = re.compile(r'href="([^"]*\?[^"]*)"')


@dataclass(frozen=True)
class Read:
    """A page that was read; times in milliseconds, `size` in bytes before compression."""

    figure: Figure
    processor: float
    size: int

    def told(self) -> str:
        mark = "  <--" if self.figure.p95 > AIM else ""
        times = f"{self.figure.median:9.1f} {self.figure.p95:9.1f} {self.processor:9.1f}"
        return f"{self.figure.name:48} {times} {self.figure.queries:9d} {self.size / 1000:7.0f}{mark}"


def addresses(s: Subjects, who: str) -> tuple[User, Iterator[tuple[str, str]]]:
    """Somebody, and the pages about things of theirs."""
    user = s.leader if who == "leader" else s.person(who)
    place = s.crowd if who == "leader" else s.places_of(user)[0]
    return user, plans.pages(plans.subjects(user, Organization.objects.get(pk=place)))


def read(client: Client, name: str, address: str, runs: int) -> Read | None:
    """The page, so many times; None when it is not theirs to read."""
    for _ in range(2):  # what is made once is made
        if client.get(address).status_code != 200:
            return None
    taken, spent = [], []
    for _ in range(runs):
        clock, processor = time.perf_counter(), time.process_time()
        answer = client.get(address)
        body = answer.getvalue()
        taken.append((time.perf_counter() - clock) * 1000)
        spent.append((time.process_time() - processor) * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(address).close()
    p95 = statistics.quantiles(taken, n=20)[-1]
    figure = Figure(name, runs, statistics.median(taken), p95, len(asked))
    return Read(figure, statistics.median(spent), len(body))


def walk(s: Subjects, who: str, only: re.Pattern[str], runs: int, links: bool) -> list[Figure]:
    """Every page of theirs whose route is asked for."""
    user, pages = addresses(s, who)
    client, figures = signed_in(user), []
    for name, address in pages:
        gc.collect()  # what the client left of the page before is no part of this one
        found = read(client, f"{who}: {name}", address, runs) if only.search(name) else None
        if found:
            print(found.told(), flush=True)
            figures.append(found.figure)
            figures += asked_otherwise(client, found, address, runs) if links else []
    return figures


def asked_otherwise(client: Client, page: Read, address: str, runs: int) -> list[Figure]:
    """The same page as its own links ask it, and for words if it has a field for them."""
    text, path = client.get(address).content.decode(), urlsplit(address).path
    others = [urljoin(address, unescape(link)) for link in LINK.findall(text)]
    others += [f"{path}?{urlencode({'q': word})}" for word in WORDS] if 'name="q"' in text else []
    figures = []
    for other in dict.fromkeys(others):
        parts = urlsplit(other)
        if parts.path != path or other == address or parts.query == ASIDE:
            continue
        found = read(client, f"{page.figure.name} ?{urlsplit(other).query[:60]}", other, runs)
        if found:
            figures.append(found.figure)
            if found.figure.p95 > AIM:
                print(found.told(), flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", choices=SCALES, required=True)
    parser.add_argument("--only", default="", help="a pattern for the names of routes")
    parser.add_argument("--who", choices=WHO, help="one of them only")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--links", action="store_true", help="and what their own links ask of them")
    parser.add_argument("--json")
    chosen = parser.parse_args()
    prepare(chosen.scale)
    get_ready()  # else one page in twelve waits 200 ms while Python goes through all there is
    logging.disable(logging.WARNING)  # that a page is not theirs
    title = f"Pages, world {chosen.scale}"
    head(title)
    print(f"{'':48} {'median':>9} {'p95':>9} {'processor':>9} {'questions':>9} {'KB':>7}")
    only, figures = re.compile(chosen.only), list[Figure]()
    for who in [chosen.who] if chosen.who else WHO:
        figures += walk(Subjects(), who, only, chosen.runs, chosen.links)
    print(f"{sum(one.p95 <= AIM for one in figures)} of {len(figures)} within {AIM:.0f} ms, 95 % of each")
    keep(chosen.json, title, figures, benchmark="pages", scale=chosen.scale)


if __name__ == "__main__":
    main()
