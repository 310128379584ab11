"""Who gained, who lost, whose role or level became another between two moments; with when, by whom and why (domain 8.3)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access.stretches import Path, Step, Window, steps
from kantoor.documents.models import Document
from kantoor.history import reasons
from kantoor.history.known import Known
from kantoor.history.listing import stamp
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.wording import Words
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level

COLUMNS = {
    "person": gettext_lazy("Person"),
    "company": gettext_lazy("Company"),
    "where": gettext_lazy("Where"),
    "change": gettext_lazy("Change"),
    "at": gettext_lazy("When"),
    "before": gettext_lazy("From"),
    "after": gettext_lazy("To"),
    "by": gettext_lazy("By"),
    "why": gettext_lazy("Why"),
}


class What(StrEnum):
    """What became of somebody between the two moments."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"
    PASSED = "passed"


SAID: dict[What, Words] = {
    What.GAINED: gettext_lazy("Gained"),
    What.LOST: gettext_lazy("Lost"),
    What.CHANGED: gettext_lazy("Changed"),
    What.PASSED: gettext_lazy("In between"),
}


@dataclass(frozen=True)
class Told:
    """A step, in words; empty for nothing."""

    at: dt.datetime
    before: str
    after: str
    worth: int
    by: str
    why: str


@dataclass(frozen=True)
class Change:
    """One person at one organization or document; `passed`: the same at both moments, and another in between."""

    person: UUID
    name: str
    company: str
    outside: bool
    where: str
    kind: str
    what: What
    told: list[Told]

    @property
    def said(self) -> str:
        return str(SAID[self.what])

    @property
    def first(self) -> Told:
        return self.told[0]

    @property
    def last(self) -> Told:
        return self.told[-1]


@dataclass(frozen=True)
class Group:
    """The paths of one person to one thing."""

    person: UUID
    thing: UUID
    paths: list[Path]
    kind: str


def grouped(paths: Iterable[Path], kind: str) -> list[Group]:
    found: dict[tuple[UUID, UUID], Group] = {}
    for path in paths:
        key = path.person, path.thing
        found.setdefault(key, Group(*key, [], kind)).paths.append(path)
    return list(found.values())


_houses = Prepared(
    lambda papers: Document.objects.filter(pk__among=papers).values_list("pk", "organization_id"),
    (),
    lists=("papers",),
)


class Things:
    """Where the groups are: at an organization, or on a document of one. `but`: whose things alone are named."""

    def __init__(self, groups: Iterable[Group], but: UUID | None = None) -> None:
        papers = {group.thing for group in groups if group.kind == "document"}
        rows = _houses.rows(papers=list(papers)) if papers else ()
        self._houses, self._but = dict(rows), but

    def house(self, group: Group) -> UUID:
        return self._houses.get(group.thing, group.thing)

    def name(self, group: Group, at: dt.datetime, known: Known) -> str:
        """As it was called then; documents are not named, that is for their readers."""
        house = self.house(group)
        name = known.at(house, at)
        if self._but is not None and known.side(house) != self._but:
            name = _("an organization of %(company)s") % {"company": known.company(house, at)}
        document = _("a document of %(organization)s")
        return document % {"organization": name} if group.kind == "document" else name


def told(
    groups: list[Group],
    window: Window,
    ours: UUID,
    reader: UUID | None,
    but: UUID | None = None,
    inside: bool = False,
) -> list[Change]:
    """What changed for each, where something did. `ours`: who is outside; `reader`: whose people are named. Six queries.

    `inside`: the reader is an administrator there, to whom those who act in it are named.
    """
    changed = [(group, found) for group in groups if (found := steps(group.paths, window))]
    things = Things([group for group, _found in changed], but)
    known = Known(
        people=[*(g.person for g, _found in changed), *(s.turn.by for _g, found in changed for s in found)],
        houses=[key for group, _found in changed for key in (things.house(group), *_through(group))],
    )
    return [
        Change(
            person=group.person,
            name=known.at(group.person, window.until),
            company=known.company(group.person, window.until),
            outside=known.side(group.person) != ours,
            where=things.name(group, window.until, known),
            kind=group.kind,
            what=_what(found[0].before, found[-1].after),
            told=[
                _told(
                    step,
                    group.kind,
                    known.who(
                        step.turn, reader, _lent(group, step) or (None if inside else things.house(group))
                    ),
                )
                for step in found
            ],
        )
        for group, found in changed
    ]


def _through(group: Group) -> list[UUID]:
    """The organizations with which the document was shared."""
    return [path.through for path in group.paths if path.through]


def _lent(group: Group, step: Step) -> UUID | None:
    """The organization with which the document was shared, if the step was taken in it or by that share."""
    turned = step.turn.at, step.turn.by
    for path in group.paths:
        if path.through and turned in (
            (turn.at, turn.by) for turn in (path.held.start, path.held.end) if turn
        ):
            return path.through
    return None


def _what(before: int | None, after: int | None) -> What:
    if before == after:
        return What.PASSED
    if before is None:
        return What.GAINED
    return What.LOST if after is None else What.CHANGED


def _told(step: Step, kind: str, by: str) -> Told:
    return Told(
        at=step.turn.at,
        before=label(kind, step.before),
        after=label(kind, step.after),
        worth=step.after or 0,
        by=by,
        why=reasons.why(step.turn) or (_("changed") if step.before and step.after else ""),
    )


def label(kind: str, worth: int | None) -> str:
    """The role in an organization, the level on a document."""
    if worth is None:
        return ""
    return str((OrganizationRole if kind == "organization" else Level)(worth).label)


def lines(change: Change) -> list[dict[str, str]]:
    """A line of a file for each step."""
    shared = {
        "person": change.name,
        "company": change.company,
        "where": change.where,
        "change": change.said,
    }
    return [
        shared | {"at": stamp(one.at), "before": one.before, "after": one.after, "by": one.by, "why": one.why}
        for one in change.told
    ]
