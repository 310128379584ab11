"""What a person had at a moment, what changed for them between two, and all of it as files (domain 8.3)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.access import history, reach, turned
from kantoor.access.stretches import Path, Turn, Window
from kantoor.accounts.models import Block, User
from kantoor.groups.models import GroupMembership
from kantoor.history import changes, papers, standing
from kantoor.history.changes import Change
from kantoor.history.known import Known
from kantoor.history.listing import Listing, check, check_order, stamp
from kantoor.history.past import of_person
from kantoor.history.sight import Sight
from kantoor.kernel import pages
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing.models import Level, Share

ORDER = ("folded", "id")
SOME = 200
COLUMNS = {
    "kind": gettext_lazy("Kind"),
    "what": gettext_lazy("What"),
    "has": gettext_lazy("Has"),
    "path": gettext_lazy("By which path"),
    "since": gettext_lazy("Since"),
    "given_by": gettext_lazy("Given by"),
    "until": gettext_lazy("Until"),
}
KINDS = {
    "organization": gettext_lazy("Organization"),
    "group": gettext_lazy("Group"),
    "document": gettext_lazy("Document"),
}


@dataclass(frozen=True)
class Having:
    """Something that the person had: an organization, a place in a group, a document shared with them."""

    kind: str
    name: str
    outside: bool
    worth: int
    label: str
    ways: list[standing.Way]

    @property
    def said(self) -> str:
        return str(KINDS[self.kind])


def was_blocked(person: User, at: dt.datetime) -> bool:
    """Whether all that they had was suspended at the moment (domain 3.6)."""
    return bool(Block.objects.live(at).filter(user=person).exists())


def then(sight: Sight, at: dt.datetime) -> Listing[Having]:
    """Organizations by name, a page at a time; after them, once, groups and documents."""
    check(at)
    given = sight.past.memberships()
    houses = turned.houses_of(given.filter(Window(at, at).touched | history.KEPT))

    def page(cursor: str, size: int) -> pages.Page[Having]:
        found = pages.keyset(houses, ORDER, cursor, size)
        keys = [house.pk for house in found.rows]
        held = history.roles(_rows(sight), Window(at, at), [sight.person.pk], keys) if keys else []
        return pages.Page(_houses(sight, found.rows, held, at), found.next, found.previous)

    return Listing(sight.person.name, COLUMNS, page, lines, lambda: _rest(sight, at))


def _rows(sight: Sight) -> history.Rows:
    """Their memberships, as their past says them."""
    return sight.past.memberships() if sight.within else history.Of(of_person, sight.person.pk)


def _houses(sight: Sight, houses: list[Organization], paths: list[Path], at: dt.datetime) -> list[Having]:
    holding = [path for path in paths if path.held.holds(at)]
    known = _known(sight, holding, [house.pk for house in houses])
    labels = {role.value: str(role.label) for role in OrganizationRole}
    by_house: dict[UUID, list[Path]] = {}
    for path in sorted(holding, key=lambda path: -path.worth):
        by_house.setdefault(path.thing, []).append(path)
    found = []
    for house in houses:
        mine = by_house.get(house.pk)
        if not mine:
            continue
        name = sight.house(house.pk, known, at)
        ways = [
            standing.way(path, known, at, labels, sight.reader, _elsewhere(sight, house)) for path in mine
        ]
        outside = house.environment_id != sight.person.environment_id
        found.append(Having("organization", name, outside, ways[0].worth, ways[0].label, ways))
    return found


def _elsewhere(sight: Sight, house: Organization) -> UUID | None:
    """The organization, where it is not one whose things are named to the reader."""
    return None if sight.names(house.environment_id) else house.pk


def _known(sight: Sight, paths: list[Path], houses: Iterable[UUID]) -> Known:
    return Known(
        people=[sight.person.pk, *(path.held.start.by for path in paths)],
        groups=[path.group for path in paths],
        houses=houses,
    )


def _rest(sight: Sight, at: dt.datetime) -> Iterator[Having]:
    """Places in groups, and documents shared with them by themselves; some at a time, as there may be many."""
    if was_blocked(sight.person, at):
        return
    places = sight.past.places().filter(pk__in=reach.places(at).values("pk")).select_related("group")
    for some in _some(places):
        yield from _groups(sight, at, some)
    shares = sight.past.shares().filter(Window(at, at).touched).select_related("document", "organization")
    for some in _some(shares):
        yield from _documents(sight, at, some)


def _some(rows: "QuerySet[Any]") -> Iterator[list[Any]]:
    """All of them, by id."""
    cursor = ""
    while True:
        page = pages.keyset(rows, ("id",), cursor, SOME)
        if page:
            yield page.rows
        cursor = page.next
        if not cursor:
            return


def _groups(sight: Sight, at: dt.datetime, rows: list[GroupMembership]) -> list[Having]:
    known = Known(groups=[row.group_id for row in rows], people=[row.began_by_id for row in rows])
    return [
        Having(
            "group",
            sight.group(row.group_id, known, at),
            row.partnership_id is not None,
            0,
            _("manager") if row.manager else "",
            [
                standing.Way(
                    0,
                    "",
                    [_("directly")],
                    row.valid_from,
                    known.who(Turn(row.valid_from, row.began_by_id), sight.reader, row.group_id),
                    row.expires_at,
                )
            ],
        )
        for row in rows
    ]


def _documents(sight: Sight, at: dt.datetime, rows: list[Share]) -> list[Having]:
    given = {row.pk: row for row in rows}
    paths = history.shared(Share.objects.filter(pk__in=given), Window(at, at), [sight.person.pk])
    holding = [path for path in paths if path.held.holds(at)]
    known = _known(sight, holding, [row.organization_id for row in given.values()])
    shown = papers.known_to(sight, [row.document for row in given.values()])
    labels = {level.value: str(level.label) for level in Level}
    found = []
    for path in holding:
        row = given[path.share or path.thing]
        house = row.organization_id
        name = sight.house(house, known, at)
        paper = str(row.document) if row.document_id in shown else _("a document")
        way = standing.way(path, known, at, labels, sight.reader, house)
        said = _("%(document)s of %(house)s") % {"document": paper, "house": name}
        outside = known.side(house) != sight.person.environment_id
        found.append(Having("document", said, outside, way.worth, way.label, [way]))
    return found


def lines(row: Having) -> list[dict[str, str]]:
    """A line of a file for each path."""
    return [
        {
            "kind": row.said,
            "what": row.name,
            "has": one.label or row.label,
            "path": " ← ".join(one.steps),
            "since": stamp(one.since),
            "given_by": one.by,
            "until": stamp(one.until),
        }
        for one in row.ways
    ]


def compared(sight: Sight, since: dt.datetime, until: dt.datetime) -> Listing[Change]:
    """What changed for the person between two moments: organizations by name, then documents shared with them."""
    check_order(since, until)
    window, given = Window(since, until), sight.past.memberships()
    houses = turned.houses_of(given.filter(window.touched | history.KEPT))

    def page(cursor: str, size: int) -> pages.Page[Change]:
        found = pages.keyset(houses, ORDER, cursor, size)
        keys = [house.pk for house in found.rows]
        held = history.roles(_rows(sight), window, [sight.person.pk], keys) if keys else []
        groups = changes.grouped(held, "organization")
        if not found.next:
            held = history.shared(sight.past.shares(), window, [sight.person.pk])
            groups += changes.grouped(held, "document")
        return pages.Page(_told(sight, groups, window), found.next, found.previous)

    return Listing(sight.person.name, changes.COLUMNS, page, changes.lines)


def _told(sight: Sight, groups: list[changes.Group], window: Window) -> list[Change]:
    return changes.told(groups, window, sight.person.environment_id, sight.reader, sight.but)
