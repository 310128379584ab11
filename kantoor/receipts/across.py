"""The two receipts of a partnership that ended: each side is told what it may know (domain 6.4, 8.5)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F

from kantoor.access.actor import Actor
from kantoor.audit import record
from kantoor.partnerships import hanging
from kantoor.partnerships.models import Partnership
from kantoor.receipts.keeping import About, Line, keep, require_nothing

Row = dict[str, Any]
PERSON = {"who": "user_id", "called": "user__name"}
PARTS: tuple[tuple[Callable[..., Any], str, dict[str, str]], ...] = (
    (
        hanging.memberships,
        "membership",
        PERSON
        | {"place": "organization__name", "of": "organization__environment_id", "since": "member_since"}
        | {"holder": "group__name", "worth": "role"},
    ),
    (
        hanging.places,
        "place",
        PERSON
        | {"place": "group__name", "of": "group__environment_id", "since": "valid_from"}
        | {"pair": "group__partnership_id"},
    ),
    (
        hanging.shares,
        "share",
        PERSON
        | {"place": "organization__name", "of": "organization__environment_id", "since": "valid_from"}
        | {"holder": "group__name", "other": "to_organization__name", "worth": "level"},
    ),
    (
        hanging.participants,
        "participation",
        PERSON | {"place": "environment__name", "since": "valid_from"},
    ),
    (
        hanging.waiting,
        "request",
        {"who": "to_user_id", "called": "to_user__name", "of": "environment_id", "since": "asked_at"}
        | {"place": "organization__name", "holder": "group__name"},
    ),
)
WORTH = {"membership": "role", "share": "level"}


def keep_both(
    partnership: Partnership, actor: Actor | None, at: dt.datetime, left: Mapping[str, int]
) -> dict[str, str]:
    """The number of each side's receipt, by its environment."""
    if record.is_rehearsed():
        require_nothing(left)
        return {}
    ended = list(rows(partnership, at))
    act = "partnerships.end" if actor else "partnerships.expire"
    kept = {}
    for side, other in ((partnership.low, partnership.high), (partnership.high, partnership.low)):
        about = About(side, act, partnership_id=partnership.pk, partner=other.name)
        told = [line(kind, row, side.pk) for kind, row in ended]
        kept[str(side.pk)] = str(keep(about, actor, at, told, left).pk)
    return kept


def rows(partnership: Partnership, at: dt.datetime) -> Iterator[tuple[str, Row]]:
    """Everything that ended at that moment, as columns; there may be thousands."""
    for found, kind, columns in PARTS:
        named = {name: F(column) for name, column in columns.items()}
        for row in found(partnership, at).order_by("id").values(**named):
            yield kind, row


def line(kind: str, row: Row, side: UUID) -> Line:
    """As this side may know it: its own things whole, of the other's that there was one and for whom."""
    who = (row["who"], row["called"]) if row["who"] else None
    if row.get("of", side) != side and not row.get("pair"):
        return Line(kind, row["since"], who=who, elsewhere=True)
    holder = row.get("holder") or row.get("other")
    where = row["place"] or ""
    if holder:
        where = f"{where} ← {holder}" if where else holder
    worth = {WORTH[kind]: row["worth"]} if kind in WORTH else {}
    return Line(kind, row["since"], where, who=who, **worth)
