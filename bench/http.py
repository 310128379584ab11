"""Pages over HTTP, from a real server: how many a second, and how long people wait at half, most and all of that.

`kantoor web` with two workers serves a world (`--scale`); h2load asks on the same machine and takes its share of it.
"""

import argparse
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from bench import load
from bench.measuring import head, keep
from bench.over_http import Visitor, cookies, server
from bench.subjects import Subjects
from kantoor.accounts.models import User
from kantoor.demo.worlds import making
from kantoor.demo.worlds.sizes import SCALES

CLIENTS = 4
MOST = 500  # arrivals a second that can be timed by whole milliseconds
SHARES = (0.5, 0.8, 1.0)  # of what the closed loop reached


def paths(s: Subjects) -> dict[str, tuple[User, str]]:
    """What is asked for, and by whom."""
    ten, many, head_of = s.person("ten"), s.person("many"), s.leader
    members = f"/organizations/{s.crowd}/members/"
    return {
        "nothing but the server": (ten, "/healthz"),
        "documents, in 10 organizations": (ten, "/documents/"),
        "documents, in every second organization": (many, "/documents/"),
        "organizations, in 10": (ten, "/organizations/"),
        "inbox, in 10 organizations": (ten, "/inbox/in/"),
        "inbox, in every second organization": (many, "/inbox/in/"),
        "a document": (ten, f"/documents/{s.document_of(ten)}/"),
        "members of the largest organization": (head_of, members),
        "picker keystroke there": (head_of, f"{members}new/options/?q=jansen"),
    }


def measure(seconds: float) -> list[load.Load]:
    """Closed loop first; the rates of the open one follow from it."""
    wanted = {name: (cookies(user), path) for name, (user, path) in paths(Subjects()).items()}
    connections.close_all()
    made = []
    with server() as port:
        for name, (cookie, path) in wanted.items():
            address = f"http://127.0.0.1:{port}{path}"
            warm_up(port, path, cookie)
            reached = load.closed(name, address, cookie, CLIENTS, seconds)
            made.append(reached)
            show(reached)
            for share in SHARES:
                rate = min(MOST, reached.per_second * share)
                made.append(load.opened(name, address, cookie, rate, seconds))
                show(made[-1])
    return made


def warm_up(port: int, path: str, cookie: str) -> None:
    """Both workers have made their templates and questions once, however long that takes here."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        for statuses in [pool.map(lambda _n: _ask(port, path, cookie), range(CLIENTS)) for _turn in range(5)]:
            assert set(statuses) == {200}, path


def _ask(port: int, path: str, cookie: str) -> int:
    with Visitor(port, cookie) as visitor:
        return visitor.get(path)


def show(made: load.Load) -> None:
    how = f"{made.wanted:.0f} clients" if made.loop == "closed" else f"{made.wanted:.1f} come a second"
    print(
        f"{made.name:<40}{how:>22}{made.per_second:>9.1f}/s{made.median:>9.1f}ms{made.p95:>9.1f}ms"
        f"{made.slowest:>9.0f}ms{made.wrong:>7}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", choices=SCALES, default="M")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--json")
    chosen = parser.parse_args()
    load.install()
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not User.objects.exists():
        making.make(SCALES[chosen.scale], until=dt.datetime.now(dt.UTC).date())
    title = f"HTTP, world {chosen.scale}"
    head(title)
    print(f"{'':<40}{'':>22}{'answers':>11}{'median':>11}{'p95':>11}{'slowest':>11}{'wrong':>7}")
    made = measure(chosen.seconds)
    keep(chosen.json, title, [], loads=[asdict(one) for one in made], benchmark="http", scale=chosen.scale)


if __name__ == "__main__":
    main()
