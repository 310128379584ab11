"""Members: the picker, the list, adding, accepting and the check, at the size of a very large firm.

Pages are measured through Django's test client with all middleware and the template, so the figures are server time
without the network. `--size` people are in the environment and in one organization; as many more can be chosen.
"""

import argparse
import gc
import random
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench import over_http
from bench.measuring import Figure, Rate, figure, head, keep
from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.accounts.users import folded
from kantoor.demo import cast as demo
from kantoor.demo.worlds import names
from kantoor.environments.models import Appointment
from kantoor.inbox import requests
from kantoor.inbox.models import Request
from kantoor.kernel import pages
from kantoor.kernel.text import fold
from kantoor.organizations import adding_members, memberships
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Membership

# The first of those who are no members are added by the measurements without a server.
HTTP_FROM = 8_000


def people(where: Any, count: int, start: int, chance: random.Random) -> list[User]:
    """So many people with likely names, written in bulk."""
    made = []
    for number in range(start, start + count):
        name = f"{names.person(chance)} {chance.choice('ABCDEFGHJK')}{number}"
        address = f"p{number}@large.example"
        made.append(
            User(environment=where, name=name, email=address, folded=folded(name, [address]), password="!")
        )
    User.objects.bulk_create(made, batch_size=2000)
    Appointment.objects.bulk_create(
        [Appointment(environment=where, user=user, role=1) for user in made], batch_size=2000
    )
    return made


def build(size: int) -> tuple[demo.Cast, list[User]]:
    """The cast, with `size` members in Jansen Bouw and as many colleagues who are none; returns the latter."""
    chance = random.Random(7)
    cast = demo.build()
    members = people(cast.jansen, size, 0, chance)
    rows = [
        memberships.unsaved(cast.bouw, user, 1 + n % 2, until=None, by=cast.anna)
        for n, user in enumerate(members)
    ]
    Membership.objects.bulk_create(rows, batch_size=2000)
    others = people(cast.jansen, 15_000, size, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cast, others


def sql(text: str, *values: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def key(value: Any) -> Any:
    """An id as the database has it."""
    return value.hex if connection.vendor == "sqlite" else value


def measure(cast: demo.Cast, others: list[User]) -> list[Figure]:
    """All figures of the issue, one after the other."""
    anna, tom = cast.actor(cast.anna), cast.actor(cast.tom)
    client = Client()
    client.force_login(cast.anna, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    base = f"/organizations/{cast.bouw.pk}/members/"
    house, self_id = key(cast.bouw.pk), key(cast.anna.pk)

    def get(path: str, **query: str) -> None:
        response = client.get(base + path, query)
        assert response.status_code == 200, response.status_code

    def page(cursor: str, sort: str = "name") -> None:
        get("", page=cursor, sort=sort)

    middle = cursor_in_the_middle(cast, "name")
    latest = cursor_in_the_middle(cast, "since")
    typed = ["a", "an", "ann", "anna j", "bakker", "jansen b", "zzz", "p123", "smit d4"]
    bare_page = (
        "SELECT m.id, m.role, u.name, u.email"
        " FROM organizations_membership m JOIN accounts_user u ON u.id = m.user_id"
        " WHERE m.organization_id = %s AND m.ended_at IS NULL AND m.name_key >= %s"
        " ORDER BY m.name_key, m.id LIMIT 51"
    )
    bare_check = (
        "SELECT role FROM organizations_membership"
        " WHERE user_id = %s AND organization_id = %s AND ended_at IS NULL"
    )
    bare_picker = (
        "SELECT id, name, email FROM accounts_user"
        " WHERE environment_id = %s AND folded LIKE %s ORDER BY folded, id LIMIT 20"
    )
    queue = iter(others)
    firm = key(cast.jansen.pk)
    return [
        figure(
            "access check",
            lambda n: reach.role_in(cast.anna.pk, cast.bouw.pk),
            300,
            lambda n: sql(bare_check, self_id, house),
        ),
        figure(
            "picker keystroke (page)",
            lambda n: get("new/options/", q=typed[n % len(typed)]),
            90,
            lambda n: sql(bare_picker, firm, f"%{fold(typed[n % len(typed)])}%"),
        ),
        figure("members, first page", lambda n: page(""), 60, lambda n: sql(bare_page, house, "")),
        figure("members, middle page", lambda n: page(middle), 60, lambda n: sql(bare_page, house, "jan")),
        figure("members, middle page by date", lambda n: page(latest, "since"), 60),
        figure("members, searched", lambda n: get("", q="jansen b"), 60),
        figure("members, searched for nobody", lambda n: get("", q="zzz"), 30),
        figure("add one", lambda n: adding_members.add(anna, cast.bouw.pk, [Pick(next(queue).pk)]), 60),
        figure("ask and accept one", lambda n: ask_and_accept(cast, anna, tom), 30),
        figure(
            "add 1,000 in one act",
            lambda n: adding_members.add(anna, cast.bouw.pk, [Pick(next(queue).pk) for _ in range(1000)]),
            3,
        ),
    ]


def ask_and_accept(cast: demo.Cast, anna: Any, tom: Any) -> None:
    adding_members.add(anna, cast.bouw.pk, [Pick(cast.tom.pk)])
    requests.accept(tom, Request.objects.get(to_user=cast.tom, state="open").pk)
    row = Membership.objects.open().get(user=cast.tom, organization=cast.bouw)
    memberships.remove(anna, row.pk)


def cursor_in_the_middle(cast: demo.Cast, sort: str) -> str:
    rows, order = memberships.of(cast.bouw), memberships.SORTS[sort]
    half = rows.order_by(*order)[memberships.count(cast.bouw) // 2]
    return pages.after(half, order)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--json")
    parser.add_argument("--no-http", action="store_true", help="server time only")
    chosen = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    title = f"Members, {chosen.size:,} people"
    cast, others = build(chosen.size)
    gc.freeze()  # a server does not carry a hundred thousand rows through each collection of garbage
    head(title)
    figures: list[Figure | Rate] = [*measure(cast, others)]
    if not chosen.no_http:
        middle = urlencode({"page": cursor_in_the_middle(cast, "name"), "sort": "name"})
        figures += over_http.measure(cast, others[HTTP_FROM:], middle)
    keep(chosen.json, title, figures)


if __name__ == "__main__":
    main()
