"""Pages of a large world as somebody in very many organizations, the questions they ask, and how these are answered."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from kantoor.accounts.models import User
from kantoor.documents.models import Box, Document, File
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Request
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share
from tests.guards.world import client_of, routes

# Not pages: they send, sign out, or bring much that is not text.
ASIDE = re.compile(
    r"^(account_|mfa_|usersessions_|socialaccount_|design|demo|set_language|appearance|healthz|metrics)"
)
# What a page of the past is asked for, by the end of its name; and how long ago.
PAST = {"_changes": "since", "_then": "at"}
BACK = {"day": 1, "week": 7, "year": 365}
WRITES = (
    "INSERT",
    "UPDATE",
    "DELETE",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "COMMIT",
    "SET ",
    "EXPLAIN",
    "PRAGMA",
)


class Read(NamedTuple):
    """How many rows of a table one question looked at, as PostgreSQL counted when it answered."""

    table: str
    rows: int
    text: str


@dataclass
class Asked:
    """What one page asked: each different question with the values it had first, and how many in all."""

    status: int = 0
    questions: dict[str, Any] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    read: list[Read] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.times.total()


@contextmanager
def listening(asked: Asked) -> Iterator[None]:
    def take(execute: Callable[..., Any], sql: str, values: Any, *more: Any) -> Any:
        if not sql.startswith(WRITES):
            asked.times[sql] += 1
            asked.questions.setdefault(sql, values)
        return execute(sql, values, *more)

    with connection.execute_wrapper(take):
        yield


@contextmanager
def counting(asked: Asked) -> Iterator[None]:
    """PostgreSQL's own account of how it answers each question: with the plan that it keeps, if it keeps one."""
    if connection.vendor != "postgresql":
        yield
        return

    def take(notice: Any) -> None:
        _said, plan, text = notice.message_primary.partition("plan:")
        if plan:
            told = json.loads(text)
            asked.read += [Read(*row, told["Query Text"]) for row in _looked_at(told["Plan"])]

    with connection.cursor() as cursor:
        cursor.execute("LOAD 'auto_explain'")
    _settings(
        {"log_min_duration": "0", "log_analyze": "on", "log_timing": "off", "log_format": "json"}, "log"
    )
    connection.connection.add_notice_handler(take)
    try:
        yield
    finally:
        connection.connection.remove_notice_handler(take)
        _settings({"log_min_duration": "-1"}, "notice")


def _settings(of_module: dict[str, str], told: str) -> None:
    values = {f"auto_explain.{name}": value for name, value in of_module.items()}
    with connection.cursor() as cursor:
        for name, value in (values | {"client_min_messages": told}).items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


def _looked_at(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Of each table, wherever it stands in the plan: rows found and rows passed over."""
    for node in _nodes(plan):
        if "Relation Name" in node and node["Actual Loops"]:
            passed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
            each = node["Actual Rows"] + sum(node.get(name, 0) for name in passed)
            yield node["Relation Name"], round(each * node["Actual Loops"])


def subjects(user: User, organization: Organization) -> dict[str, Any]:
    """What the places in addresses are filled with: things of this organization."""
    rows = Membership.objects.open().filter(organization=organization, user__isnull=False)
    others = rows.exclude(user=user).order_by("id")
    document = Document.objects.filter(organization=organization, box=Box.RECEIVED).order_by("-id").first()
    group = Group.objects.filter(environment=user.environment_id).first()
    partnership = Partnership.objects.filter(participants__environment=user.environment_id).first()
    named = {
        "organization_id": organization,
        "membership_id": others.first(),
        "document_id": document,
        "file_id": File.objects.filter(document=document).first(),
        "group_id": group,
        "place_id": GroupMembership.objects.filter(group=group).first(),
        "partnership_id": partnership,
        "participant_id": Participant.objects.filter(partnership=partnership).first(),
        "share_id": Share.objects.filter(organization=organization).first(),
        "request_id": Request.objects.filter(to_user=user).first(),
    }
    found: dict[str, Any] = {name: row.pk for name, row in named.items() if row is not None}
    other = others.first()
    known = {"form": "csv", "part": "members", "side": user.environment_id, "position": 1, "to": 0, "page": 1}
    return known | found | ({"user_id": other.user_id, "person_id": other.user_id} if other else {})


def pages(filled: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The routes whose places are all known, with their addresses; what lies in the past from several days on."""
    for route in routes():
        if route.name != "None" and not ASIDE.match(route.name) and set(route.places) <= set(filled):
            try:
                address = reverse(route.name, kwargs={place: filled[place] for place in route.places})
            except NoReverseMatch:
                continue
            yield route.name, address
            for asks in (asks for ends, asks in PAST.items() if route.name.endswith(ends)):
                for word, days in BACK.items():
                    day = timezone.now() - dt.timedelta(days=days)
                    yield f"{route.name}_{word}", f"{address}?{asks}={day:%Y-%m-%dT%H:%M}"


def walk(user: User, organization: Organization, only: str = "") -> dict[str, Asked]:
    """Every page that they can read, each after one visit that made what is made once; `only`: what names begin with."""
    client, found = client_of(user), {}
    for name, address in pages(subjects(user, organization)):
        if not name.startswith(only) or client.get(address).status_code != 200:
            continue
        asked = found[name] = Asked()
        with counting(asked), listening(asked):
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer)
        asked.status = answer.status_code
    return found


def big(least: int) -> set[str]:
    """The tables with at least so many rows."""
    kinds = (Membership, Document, User, Share, Organization, Request, GroupMembership)
    names = {kind._meta.db_table for kind in kinds} | {
        "documents_text",
        "documents_statuschange",
        "overview_lastuse",
    }
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            if cursor.fetchone()[0] < least:
                names.discard(name)
    return names


def scanned(sql: str, values: Any, tables: Iterable[str], *, any_way: bool = True) -> set[str]:
    """Which of these tables the answer reads from one end to the other.

    PostgreSQL takes that for the quickest way in small worlds; `any_way`: only where it knows no other one.
    """
    if connection.vendor == "sqlite":
        return _of_sqlite(sql, values) & set(tables)
    chosen = _read_whole(sql, values) & set(tables)
    return chosen & _read_whole(sql, values, "off") if any_way and chosen else chosen


def _read_whole(sql: str, values: Any, scans: str = "on") -> set[str]:
    """What PostgreSQL's plan reads whole; `scans` off: only where it knows no other way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', %s, false)", [scans])
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0]
        cursor.execute("RESET enable_seqscan")
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return {node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)


def _of_sqlite(sql: str, values: Any) -> set[str]:
    """What it rewinds, and is no index: a name in a plan in words may stand for several tables.

    An index read from its end is a walk in its order, which stops when the page is full.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT rootpage, name FROM sqlite_master WHERE type = 'table'")
        tables = dict(cursor.fetchall())
        cursor.execute(f"EXPLAIN {sql}", values)
        steps = cursor.fetchall()
    opened = {step[2]: tables.get(step[3]) for step in steps if step[1] == "OpenRead"}
    read = {opened.get(step[2]) for step in steps if step[1] == "Rewind"}
    return {name for name in read if name}


def key(value: UUID) -> Any:
    """An id as the database has it."""
    return value.hex if connection.vendor == "sqlite" else value
