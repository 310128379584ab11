"""Looking for entries: by words, person, kind of act and time; whose trail it is, is decided by who calls."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from kantoor.audit.models import READ, Entry
from kantoor.kernel.clock import now
from kantoor.kernel.prepared import Prepared

ORDER = ("-id",)
REFUSED = "refused"
# How far the time in an id may be from the time of the statement that wrote the entry.
SKEW = dt.timedelta(hours=2)
WORDS = 6


@dataclass(frozen=True)
class Search:
    """What is asked for; empty is everything. `kind` is an action or what stands before its dot, or "refused"."""

    text: str = ""
    kind: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    person: UUID | None = None

    def as_details(self) -> dict[str, Any]:
        """For the entry that says what was exported; the words may be a name."""
        given = {"kind": self.kind, "since": self.since, "until": self.until, "person": self.person}
        return {key: str(value) for key, value in given.items() if value} | {"searched": self.text}


def search(entries: QuerySet[Entry], wanted: Search) -> QuerySet[Entry]:
    """Those of the entries that fit."""
    for word in wanted.text.replace("\0", " ").split()[:WORDS]:
        entries = entries.filter(
            Q(actor_name__icontains=word)
            | Q(subject_name__icontains=word)
            | Q(organization_name__icontains=word)
        )
    if wanted.kind == REFUSED:
        entries = entries.filter(refused=True)
    elif wanted.kind:
        whole = Q(action=wanted.kind)
        entries = entries.filter(whole if "." in wanted.kind else Q(action__startswith=f"{wanted.kind}."))
    if wanted.person:
        entries = entries.filter(Q(actor_id=wanted.person) | Q(subject_id=wanted.person))
    return _between(entries, wanted.since, wanted.until)


def _between(
    entries: QuerySet[Entry], since: dt.datetime | None, until: dt.datetime | None
) -> QuerySet[Entry]:
    """By the time of the entry; the ids, which begin with the time, let the index serve."""
    if since:
        entries = entries.filter(at__gte=since, id__gte=_first_id(since - SKEW))
    if until:
        entries = entries.filter(at__lt=until, id__lt=_first_id(until + SKEW))
    return entries


def _first_id(at: dt.datetime) -> UUID:
    """The smallest UUIDv7 of a moment."""
    milliseconds = max(0, int(at.timestamp() * 1000))
    return UUID(int=min(milliseconds, (1 << 48) - 1) << 80)


def read_lately(user_id: UUID, target_id: UUID, span: dt.timedelta) -> bool:
    """Whether the person read the thing within the span, however much else they did. One query, by the thing."""
    since = now() - span
    first = _first_id(since - SKEW)
    return bool(_readings.tuples(user=user_id, first=first, since=since, target=target_id))


def _of_reader(user: UUID, first: UUID, since: dt.datetime, target: UUID) -> QuerySet[Any, Any]:
    mine = Entry.objects.filter(action=READ, target_id=target, actor_id=user)
    return mine.filter(id__gte=first, at__gte=since, refused=False).values_list(Value(1))[:1]


_readings = Prepared(_of_reader, moments=("since",))


def about(organization_id: UUID, target_id: UUID, since: dt.datetime) -> QuerySet[Entry]:
    """The entries on one thing of an organization, which began then."""
    rows = Entry.objects.filter(organization_id=organization_id, id__gte=_first_id(since - SKEW))
    return rows.filter(target_id=target_id)
