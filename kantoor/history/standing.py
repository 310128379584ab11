"""People who had something at a moment, with every path: the rows of members and of a document's audience."""

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.stretches import Path
from kantoor.accounts.models import User
from kantoor.history.known import Known
from kantoor.history.listing import stamp

COLUMNS = {
    "person": gettext_lazy("Person"),
    "address": gettext_lazy("Mail address"),
    "company": gettext_lazy("Company"),
    "has": gettext_lazy("Has"),
    "path": gettext_lazy("By which path"),
    "since": gettext_lazy("Has it since"),
    "given_by": gettext_lazy("Given by"),
    "until": gettext_lazy("Until"),
}


@dataclass(frozen=True)
class Way:
    """One path, in words: strongest first."""

    worth: int
    label: str
    steps: list[str]
    since: dt.datetime
    by: str
    until: dt.datetime | None


@dataclass(frozen=True)
class Row:
    """A person as they were then; `called`: what they are called today, where that is another name."""

    person: UUID
    name: str
    called: str
    address: str
    company: str
    outside: bool
    worth: int
    label: str
    ways: list[Way]

    @property
    def first(self) -> Way:
        return self.ways[0]


def rows(
    people: Sequence[User],
    paths: Sequence[Path],
    at: dt.datetime,
    ours: UUID,
    labels: dict[int, str],
    reader: UUID,
    seen: Container[UUID],
) -> list[Row]:
    """A row for each person with a path that held at the moment, in their order; five queries.

    `ours`: who is outside; `reader`: the environment whose people are named whatever they did; `seen`: whom the reader
    sees today, and so their mail addresses, which are those of today.
    """
    holding = [path for path in paths if path.held.holds(at)]
    known = Known(
        people=[*(person.pk for person in people), *(path.origin.by for path in holding)],
        groups=[path.group for path in holding],
        houses=[path.through for path in holding],
    )
    mine: dict[UUID, list[Path]] = {}
    for path in sorted(holding, key=lambda path: -path.worth):
        mine.setdefault(path.person, []).append(path)
    return [
        _row(
            person,
            [way(path, known, at, labels, reader, path.through) for path in mine[person.pk]],
            known,
            at,
            ours,
            person.pk in seen,
        )
        for person in people
        if person.pk in mine
    ]


def _row(person: User, ways: list[Way], known: Known, at: dt.datetime, ours: UUID, seen: bool) -> Row:
    name = known.at(person.pk, at)
    return Row(
        person=person.pk,
        name=name,
        called=person.name if person.name != name else "",
        address=person.email if seen and person.removed_at is None else "",
        company=known.company(person.pk, at),
        outside=person.environment_id != ours,
        worth=ways[0].worth,
        label=ways[0].label,
        ways=ways,
    )


def way(
    path: Path,
    known: Known,
    at: dt.datetime,
    labels: dict[int, str],
    reader: UUID | None,
    house: UUID | None = None,
) -> Way:
    """via group Finance ← shared; `house`: the organization whose it is, where that is not the reader's own."""
    steps = []
    if path.last:
        steps.append(_("last administrator of a closed organization"))
    if path.through:
        steps.append(_("through %(organization)s") % {"organization": known.at(path.through, at)})
    if path.group:
        theirs = house is not None and reader is not None and reader != known.side(path.group)
        named = _("via group %(group)s") % {"group": known.at(path.group, at)}
        steps.append(_("via a group of theirs") if theirs else named)
    if path.share:
        steps.append(_("shared"))
    start = path.origin
    return Way(
        path.worth,
        labels[path.worth],
        steps or [_("directly")],
        start.at,
        known.who(start, reader, house),
        path.until,
    )


def lines(row: Row) -> list[dict[str, str]]:
    """A line of a file for each path."""
    return [
        {
            "person": row.name,
            "address": row.address,
            "company": row.company,
            "has": one.label,
            "path": " ← ".join(one.steps),
            "since": stamp(one.since),
            "given_by": one.by,
            "until": stamp(one.until),
        }
        for one in row.ways
    ]
