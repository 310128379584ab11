"""Everything that a person was given, one line for each row: since when, until when, who began and who ended it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.stretches import Turn
from kantoor.environments.models import EnvironmentRole
from kantoor.history import papers, reasons
from kantoor.history.known import Known
from kantoor.history.listing import Listing, stamp
from kantoor.history.sight import Sight
from kantoor.kernel import pages
from kantoor.kernel.clock import now
from kantoor.kernel.wording import Words
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level

ORDER = ("-valid_from", "-id")
KINDS: dict[str, Words] = {
    "membership": gettext_lazy("Member"),
    "group": gettext_lazy("In a group"),
    "share": gettext_lazy("Document shared"),
    "participant": gettext_lazy("Put forward"),
    "block": gettext_lazy("Blocked"),
    "appointment": gettext_lazy("Role in the company"),
}
ICONS = {
    "membership": "building-2",
    "group": "users",
    "share": "file-text",
    "participant": "blend",
    "block": "lock",
    "appointment": "stamp",
}
COLUMNS = {
    "what": gettext_lazy("What"),
    "where": gettext_lazy("Where"),
    "has": gettext_lazy("Has"),
    "since": gettext_lazy("Since"),
    "given_by": gettext_lazy("Given by"),
    "until": gettext_lazy("Until"),
    "ended_by": gettext_lazy("Ended by"),
    "why": gettext_lazy("Why"),
}


@dataclass(frozen=True)
class Event:
    """One row: what it was, called as it was when it began; `called`: what it is called today, if otherwise."""

    kind: str
    where: str
    called: str
    has: str
    since: dt.datetime
    by: str
    until: dt.datetime | None
    ended_by: str
    why: str
    over: bool

    @property
    def said(self) -> str:
        return str(KINDS[self.kind])

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def of(sight: Sight) -> Listing[Event]:
    """Newest first."""

    def page(cursor: str, size: int) -> pages.Page[Event]:
        place = pages.place(Membership, ORDER, cursor)
        rows = [
            row for kind in _kinds(sight) for row in _marked(kind, sight.past.page(kind, place, size + 1))
        ]
        rows.sort(key=lambda row: (row.valid_from, row.pk), reverse=place.reverse)
        found = place.page(rows[: size + 1], size)
        return pages.Page(_events(sight, found.rows), found.next, found.previous)

    return Listing(sight.person.name, COLUMNS, page, lines)


def _kinds(sight: Sight) -> list[str]:
    """What is put forward and appointed concerns no organization."""
    return [kind for kind in KINDS if sight.within is None or kind not in ("participant", "appointment")]


def _marked(kind: str, rows: list[Any]) -> list[Any]:
    for row in rows:
        row.kind = kind
    return rows


def _events(sight: Sight, rows: list[Any]) -> list[Event]:
    sides = [_other_side(sight, row) for row in rows if row.kind == "participant"]
    known = Known(
        people=[sight.person.pk, *(key for row in rows for key in (row.began_by_id, row.ended_by_id))],
        groups=[getattr(row, "group_id", None) for row in rows],
        houses=[getattr(row, "organization_id", None) for row in rows],
        environments=[sight.person.environment_id, *sides],
    )
    shown = papers.known_to(sight, [row.document for row in rows if row.kind == "share"])
    at = now()
    return [_event(sight, row, known, shown, at) for row in rows]


def _event(sight: Sight, row: Any, known: Known, shown: set[Any], at: dt.datetime) -> Event:
    end = min((one for one in (row.ended_at, row.expires_at) if one), default=None)
    why = row.ended_why if row.ended_at else "expired" if end and end <= at else ""
    over = end is not None and end <= at
    where, called = (_where(sight, row, known, shown, when) for when in (row.valid_from, at))
    return Event(
        kind=row.kind,
        where=where,
        called=called if called != where and not (sight.itself and over) else "",
        has=_has(sight, row),
        since=row.valid_from,
        by=_who(sight, row, known, row.began_by_id, row.valid_from, "blocked" if row.kind == "block" else ""),
        until=end,
        ended_by=_who(sight, row, known, row.ended_by_id, row.ended_at, why),
        why=str(reasons.REASONS.get(why, why)),
        over=over,
    )


def _where(sight: Sight, row: Any, known: Known, shown: set[Any], at: dt.datetime) -> str:
    if row.kind == "membership":
        house = sight.house(row.organization_id, known, at)
        through = known.at(row.group_id, at)
        return _("%(house)s, via group %(group)s") % {"house": house, "group": through} if through else house
    if row.kind == "group":
        return sight.group(row.group_id, known, at)
    if row.kind == "share":
        paper = str(row.document) if row.document_id in shown else _("a document")
        house = sight.house(row.organization_id, known, at)
        return _("%(document)s of %(house)s") % {"document": paper, "house": house}
    side = _other_side(sight, row) if row.kind == "participant" else sight.person.environment_id
    return known.at(side, at)


def _has(sight: Sight, row: Any) -> str:
    if row.kind == "membership":
        return str(OrganizationRole(row.role).label)
    if row.kind == "share":
        return str(Level(row.level).label)
    if row.kind == "group":
        return _("manager") if row.manager else ""
    if row.kind == "appointment":
        role = str(EnvironmentRole(row.role).label)
        return f"{role}, {_('relationship manager')}" if row.relationship_manager else role
    return str(row.reason) if row.kind == "block" and sight.but is not None else ""


def _who(sight: Sight, row: Any, known: Known, by: Any, at: dt.datetime | None, why: str) -> str:
    if at is None:
        return ""
    reader = None if sight.itself else sight.ours
    return known.who(Turn(at, by, why), reader, _belongs(sight, row))


def _belongs(sight: Sight, row: Any) -> Any:
    """To which group or organization, where that can be another company's; who acts there is not named."""
    if row.kind == "group":
        return row.group_id
    return None if sight.within else getattr(row, "organization_id", None)


def _other_side(sight: Sight, row: Any) -> Any:
    pair, ours = row.partnership, sight.person.environment_id
    return pair.high_id if pair.low_id == ours else pair.low_id


def lines(event: Event) -> list[dict[str, str]]:
    """One line of a file."""
    return [
        {
            "what": event.said,
            "where": event.where,
            "has": event.has,
            "since": stamp(event.since),
            "given_by": event.by,
            "until": stamp(event.until),
            "ended_by": event.ended_by,
            "why": event.why,
        }
    ]
