"""What grows with the world: the same questions in worlds of 100, 1,000 and 10,000 organizations (S, M, L).

One process measures one world; `bench.run` goes through the scales, and `bench.curves` draws and reckons the factor for
ten times as much. Pages go through Django's test client: server time, without the network.
"""

import argparse
import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bench.measuring import Figure, figure, head, keep
from bench.subjects import Subjects, sql
from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.demo.worlds import making
from kantoor.demo.worlds.sizes import SCALES
from kantoor.documents import lists
from kantoor.documents.lists import Wanted
from kantoor.inbox import requests
from kantoor.kernel.text import fold
from kantoor.organizations.models import Organization

RUNS = int(os.environ.get("KANTOOR_BENCH_RUNS", "60"))
TYPED = ("a", "an", "anna", "jansen", "hoekstra m", "de vries", "zzz", "bakker a", "smit")
CHECK = "SELECT role FROM organizations_membership WHERE user_id = %s AND organization_id = %s AND ended_at IS NULL"
LEVEL = (
    "SELECT m.role FROM documents_document d JOIN organizations_membership m ON m.organization_id = d.organization_id"
    " WHERE d.id = %s AND m.user_id = %s AND m.ended_at IS NULL"
)
ROWS = "SELECT id, number, party, dated_on, amount, status FROM documents_document WHERE id IN ({})"
PICKER = (
    "SELECT id, name, email FROM accounts_user"
    " WHERE environment_id = %s AND folded LIKE %s ORDER BY folded, id LIMIT 20"
)
MEMBERS = (
    "SELECT m.id, m.role, u.name, u.email FROM organizations_membership m JOIN accounts_user u ON u.id = m.user_id"
    " WHERE m.organization_id = %s AND m.ended_at IS NULL ORDER BY m.name_key, m.id LIMIT 51"
)
WAITING = "SELECT id FROM inbox_request WHERE to_user_id = %s AND state = 'open' LIMIT 100"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def page(client: Client, path: str, **query: str) -> None:
    answer = client.get(path, query)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"


def checks(s: Subjects) -> list[Figure]:
    """One role, one level, for somebody in ten organizations; and what stands beside Inbox on every page."""
    ten = s.actor("ten")
    places, other, paper = s.places_of(ten.user), s.elsewhere(ten.user), s.document_of(ten.user)
    own = lambda n: places[n % len(places)]  # noqa: E731
    return [
        figure(
            "check: a role",
            lambda n: reach.role_in(ten.user_id, own(n)),
            RUNS * 5,
            lambda n: sql(CHECK, ten.user_id, own(n)),
        ),
        figure(
            "check: no role",
            lambda n: reach.role_in(ten.user_id, other),
            RUNS * 5,
            lambda n: sql(CHECK, ten.user_id, other),
        ),
        figure(
            "check: a document",
            lambda n: reached.level_on(ten.user_id, paper),
            RUNS * 5,
            lambda n: sql(LEVEL, paper, ten.user_id),
        ),
        figure(
            "inbox count",
            lambda n: requests.count_waiting(ten),
            RUNS * 5,
            lambda n: sql(WAITING, ten.user_id),
        ),
    ]


def newest(s: Subjects) -> list[Figure]:
    """The same list for people in more and more organizations."""
    named = {"ten": "newest 50, in 10", "some": "newest 50, in a tenth", "many": "newest 50, in every second"}
    return [_newest(name, s.actor(who)) for who, name in named.items()]


def _newest(name: str, actor: Actor) -> Figure:
    found = [row.pk for row in lists.page(actor, Wanted()).rows]
    text = ROWS.format(", ".join(["%s"] * len(found)))
    return figure(name, lambda n: lists.page(actor, Wanted()), RUNS, lambda n: sql(text, *found))


def pages(s: Subjects) -> list[Figure]:
    """Whole pages: of the organization that has most members, and of somebody in ten."""
    leader, own = signed_in(s.leader), signed_in(s.person("ten"))
    base, paper = f"/organizations/{s.crowd}/members/", s.document_of(s.person("ten"))
    home = Organization.objects.get(pk=s.crowd).environment_id
    typed: Callable[[int], str] = lambda n: TYPED[n % len(TYPED)]  # noqa: E731
    words = lambda n: f"%{fold(typed(n))}%"  # noqa: E731
    return [
        figure(
            "page: members of the largest",
            lambda n: page(leader, base),
            RUNS,
            lambda n: sql(MEMBERS, s.crowd),
        ),
        figure(
            "page: picker keystroke",
            lambda n: page(leader, f"{base}new/options/", q=typed(n)),
            RUNS,
            lambda n: sql(PICKER, home, words(n)),
        ),
        figure("page: inbox, in 10", lambda n: page(own, "/inbox/in/"), RUNS),
        figure("page: a document", lambda n: page(own, f"/documents/{paper}/"), RUNS),
        figure("page: organizations, in 10", lambda n: page(own, "/organizations/"), RUNS),
    ]


def measure() -> list[Figure]:
    s = Subjects()
    return [*checks(s), *newest(s), *pages(s)]


def prepare(scale: str) -> None:
    """The database, with the world of this scale."""
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not User.objects.exists():
        making.make(SCALES[scale], until=dt.datetime.now(dt.UTC).date(), say=print)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", choices=SCALES, required=True)
    parser.add_argument("--json")
    parser.add_argument("--build-only", action="store_true", help="make the world, measure nothing")
    chosen = parser.parse_args()
    prepare(chosen.scale)
    if chosen.build_only:
        return
    title = f"Growth, world {chosen.scale}"
    head(title)
    size = SCALES[chosen.scale]
    counts: dict[str, Any] = {"organizations": size.organizations, "documents": size.documents}
    keep(chosen.json, title, measure(), benchmark="growth", scale=chosen.scale, size=counts)


if __name__ == "__main__":
    main()
