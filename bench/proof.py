"""Proof: why somebody sees a document, who else does, who did a year ago, and what the end of a partnership takes.

`--size` memberships are open; four times as many rows have ended, so that 1,000,000 make 5 million rows of history.
Bare SQL is one statement about one path alone, in the same run: what a right costs at the very least.
"""

import argparse
import datetime as dt
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction

from bench.histories import History, size_of
from bench.measuring import Figure, figure, head, keep
from kantoor.access import actor as actors
from kantoor.access import documents, paths, reach, readers
from kantoor.accounts.models import User
from kantoor.documents.models import Document
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.groups.models import GroupMembership
from kantoor.kernel import pages
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership
from kantoor.partnerships import ending, hanging
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share

RUNS = int(os.environ.get("KANTOOR_BENCH_RUNS", "100"))
SLOW_RUNS = max(2, RUNS // 10)
ROWS: tuple[type[models.Model], ...] = (
    Appointment,
    Membership,
    GroupMembership,
    Share,
    Participant,
    Partnership,
)
# Milliseconds that the 95th percentile is to stay under.
AIMS = {"explain": 50, "audience": 50, "a year ago": 100, "partnership": 2_000}
MEMBER = (
    "SELECT id, role, valid_from, expires_at FROM organizations_membership"
    " WHERE user_id = %s AND organization_id = %s AND ended_at IS NULL"
)
MEMBERS = (
    "SELECT u.id, u.name FROM organizations_membership m JOIN accounts_user u ON u.id = m.user_id"
    " WHERE m.organization_id = %s AND m.ended_at IS NULL ORDER BY u.folded, u.id LIMIT 51"
)
MEMBERS_THEN = (
    "SELECT user_id, role FROM organizations_membership"
    " WHERE organization_id = %s AND valid_from <= %s AND (ended_at IS NULL OR ended_at > %s)"
)
PLACES_THEN = (
    "SELECT organization_id, role FROM organizations_membership"
    " WHERE user_id = %s AND valid_from <= %s AND (ended_at IS NULL OR ended_at > %s)"
)
HANGING = (
    "SELECT COUNT(*), COUNT(DISTINCT user_id) FROM organizations_membership"
    " WHERE partnership_id = %s AND ended_at IS NULL"
)


def bare(text: str, values: Callable[[int], tuple[Any, ...]]) -> Callable[[int], Any]:
    """The statement as a call; ids and moments as the database has them."""

    def ask(number: int) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(text, [_plain(value) for value in values(number)])
            return cursor.fetchall()

    return ask


def _plain(value: Any) -> Any:
    if connection.vendor != "sqlite":
        return value
    return value.replace(tzinfo=None).isoformat(" ") if isinstance(value, dt.datetime) else value.hex


class Subjects:
    """Who and what is asked about: documents all over the world, each with somebody of its organization."""

    def __init__(self, world: History) -> None:
        step = max(1, world.size.documents // (RUNS + 4))
        order = Document.objects.select_related("organization").order_by("id")
        self.documents = list(order[::step])[: RUNS + 4]
        self.people = [self._somebody(document) for document in self.documents]
        self.then = now() - dt.timedelta(days=365)

    @staticmethod
    def _somebody(document: Document) -> Any:
        rows = Membership.objects.open().filter(organization=document.organization_id, user__isnull=False)
        return rows.order_by("id").values_list("user_id", flat=True)[0]

    def document(self, n: int) -> Document:
        return self.documents[n % len(self.documents)]

    def person(self, n: int) -> Any:
        return self.people[n % len(self.people)]

    def place(self, n: int) -> Any:
        return self.document(n).organization_id


def explaining(subjects: Subjects) -> list[Figure]:
    """Every path of one person to a document, in words; now and a year ago."""
    s, then = subjects, subjects.then
    member = bare(MEMBER, lambda n: (s.person(n), s.place(n)))
    return [
        figure(
            "explain: one person and a document",
            lambda n: paths.ways(s.document(n), [s.person(n)]),
            RUNS,
            member,
        ),
        figure(
            "explain, a year ago",
            lambda n: paths.ways(s.document(n), [s.person(n)], then),
            RUNS,
            bare(PLACES_THEN, lambda n: (s.person(n), then, then)),
        ),
    ]


def audiences(subjects: Subjects) -> list[Figure]:
    """Who sees a document: the first fifty by name, and all of them with every path."""
    s = subjects
    members = bare(MEMBERS, lambda n: (s.place(n),))
    return [
        figure(
            "audience of a document: first page",
            lambda n: readers.page(s.document(n)),
            RUNS,
            members,
        ),
        figure(
            "audience of a document: how many", lambda n: readers.count(s.document(n), 5_000), RUNS, members
        ),
        figure(
            "audience of a document: every path", lambda n: documents.audience(s.document(n)), RUNS, members
        ),
    ]


def travelling(subjects: Subjects) -> list[Figure]:
    """The same questions about the day a year ago."""
    s, then = subjects, subjects.then
    members = bare(MEMBERS_THEN, lambda n: (s.place(n), then, then))
    places = bare(PLACES_THEN, lambda n: (s.person(n), then, then))
    return [
        figure("a year ago: who reached it", lambda n: list(reach.audience(s.place(n), then)), RUNS, members),
        figure(
            "a year ago: what a person reached",
            lambda n: list(reach.organizations(s.person(n), then)),
            RUNS,
            places,
        ),
        figure(
            "a year ago: role of one in one",
            lambda n: reach.role_in(s.person(n), s.place(n), then),
            RUNS,
            places,
        ),
        figure(
            "a year ago: audience of a document",
            lambda n: documents.audience(s.document(n), then),
            RUNS,
            members,
        ),
        figure(
            "a year ago: its first page",
            lambda n: pages.keyset(readers.people(s.document(n), then), ("folded", "id")),
            RUNS,
            members,
        ),
    ]


def endings(world: History) -> list[Figure]:
    """What hangs on the partnership, counted; and its end, done and taken back."""
    partnership = Partnership.objects.get(pk=world.carrying)
    Appointment.objects.filter(user_id=world.users[0]).update(role=EnvironmentRole.ADMINISTRATOR)
    actor = actors.of(world.users[0])
    assert actor is not None
    ends = ending.preview(actor, partnership)
    assert sum(direction.memberships for direction in ends.directions) == world.hanging

    def end(_number: int) -> None:
        with transaction.atomic():
            ending.end(actor, partnership.pk)
            transaction.set_rollback(True)

    counted = bare(HANGING, lambda _n: (partnership.pk,))
    name = f"partnership with {world.hanging:,} memberships"
    return [
        figure(
            f"{name}: what hangs on it", lambda _n: ending.preview(actor, partnership), SLOW_RUNS, counted
        ),
        figure(f"{name}: preview, who loses what", lambda _n: ending.foresee(actor, partnership), SLOW_RUNS),
        figure(
            f"{name}: names",
            lambda _n: hanging.page(actor, partnership, "memberships", world.environments[1]),
            SLOW_RUNS,
            counted,
        ),
        figure(f"{name}: its end, taken back", end, SLOW_RUNS, counted),
    ]


def measure(world: History) -> list[Figure]:
    """All of them."""
    subjects = Subjects(world)
    return [*explaining(subjects), *audiences(subjects), *travelling(subjects), *endings(world)]


def within(made: Figure) -> str:
    """Whether the aim that the name begins with is met."""
    aim = next((aim for start, aim in AIMS.items() if made.name.startswith(start)), None)
    return "" if aim is None else f"under {aim:,} ms: {'yes' if made.p95 < aim else 'NO'}"


def as_table(title: str, figures: list[Figure]) -> str:
    """The figures for docs/benchmarks/proof.md."""
    lines = [
        f"## {title}",
        "",
        "| | median | p95 | queries | × bare SQL | aim |",
        "|---|---|---|---|---|---|",
    ]
    for made in figures:
        ratio = f"{made.ratio:.1f}" if made.ratio else ""
        lines.append(
            f"| {made.name} | {made.median:.1f} | {made.p95:.1f} | {made.queries} | {ratio} | {within(made)} |"
        )
    return "\n".join([*lines, "", ""])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000, help="memberships that are open")
    parser.add_argument("--json")
    parser.add_argument("--table", help="a file to which the figures are added as a table")
    parser.add_argument("--build-only", action="store_true", help="make the world, measure nothing")
    parser.add_argument("--no-http", action="store_true", help="there is none here")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    world = History(size_of(chosen.size))
    if User.objects.exists():
        world.recall()
    else:
        world.build()
    rows = sum(model._default_manager.count() for model in ROWS)
    title = f"Proof, {chosen.size:,} memberships, {rows:,} rows of history"
    head(title)
    if chosen.build_only:
        return
    figures = measure(world)
    assert all(statistics.fmean([made.median, made.p95]) > 0 for made in figures)
    keep(chosen.json, title, [*figures])
    if chosen.table:
        with Path(chosen.table).open("a") as file:
            file.write(as_table(f"{connection.vendor}, {rows:,} rows", figures))


if __name__ == "__main__":
    main()
