"""What changed between two moments: for an organization, a partnership, a person."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from kantoor.access import alphabet, guests, history, reading, turned, whereabouts
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.history import Of
from kantoor.access.policy import Permission
from kantoor.access.stretches import Window
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.history import changes, sheets
from kantoor.history.changes import Change
from kantoor.history.listing import Listing, check_order
from kantoor.kernel import pages
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Partnership

ORDER = ("folded", "id")
ROWS = 1.4  # a person of a page, at the most


def partnership(actor: Actor, key: object) -> Partnership:
    """The partnership whose past is asked for, for administrators: as its activity (domain 8.6)."""
    return reading.find(actor, key, partnerships.visible_to, Permission.ACTIVITY_SEE)


def of_organization(
    place: Organization, since: dt.datetime, until: dt.datetime, reader: UUID | None = None
) -> Listing[Change]:
    """Of an organization that the asker has already found: everybody whose role changed, by name.

    `reader`: the asker's environment, where that is not the organization's.
    """
    check_order(since, until)
    window, given = Window(since, until), history.Of(history.of_place, place.pk)
    people = partial(alphabet.first, turned.people_of(place, window))
    sides = place.environment_id, reader or place.environment_id
    return _listed(place.name, sides, people, given, None, window)


def of_partnership(
    actor: Actor, pair: Partnership, since: dt.datetime, until: dt.datetime
) -> Listing[Change]:
    """What the partner's people gained and lost in our organizations and on our documents.

    Who read a document through an organization that is not ours is named if they ever put them forward (domain 1).
    """
    check_order(since, until)
    ours, window = actor.environment_id, Window(since, until)
    theirs = partnerships.other_side(pair, ours)
    guest = guests.of(pair, theirs.pk, ours, window)
    through, shares = guests.through(guest)
    people = partial(guests.first, guest, through)
    moved = partial(whereabouts.of, shares=shares, since=window.since, until=window.until)
    given, lent = history.Of(history.of_side, ours), history.Of(history.lent_by, ours)
    return _listed(theirs.name, (ours, ours), people, given, lent, window, moved)


def _listed(
    title: str,
    sides: tuple[UUID, UUID],
    people: Callable[[pages.Place, int], list[User]],
    given: Of,
    lent: Of | None,
    window: Window,
    moved: Callable[[list[UUID]], whereabouts.Where] | None = None,
) -> Listing[Change]:
    """`people`: the first so many from a place on. `sides`: who is outside of which environment, and whose people are
    named to the reader. `moved`: of all that they have few things turned, and only those are read.
    """

    def page(cursor: str, size: int) -> pages.Page[Change]:
        here = pages.place(User, ORDER, cursor)
        read = people(here, size + 1)
        order = read[:size][::-1] if here.backward else read[:size]
        keys = [person.pk for person in order]
        where = moved(keys) if moved and keys else None
        told = changes.told(_groups(keys, given, lent, window, where), window, *sides, inside=moved is None)
        found = here.page(read, _fitting(read[:size], told, size))
        shown = {person.pk for person in found.rows}
        return pages.Page([row for row in told if row.person in shown], found.next, found.previous)

    return Listing(title, changes.COLUMNS, page, changes.lines)


def _fitting(people: list[User], told: list[Change], size: int) -> int:
    """How many of the people, in their order, make a page: one may have gained very much."""
    changed, rows = Counter(row.person for row in told), 0
    for number, person in enumerate(people):
        rows += changed[person.pk]
        if number and rows > ROWS * size:
            return number
    return size


def _groups(
    keys: list[UUID], given: Of, lent: Of | None, window: Window, where: whereabouts.Where | None
) -> list[changes.Group]:
    """What these people had, in their order; `where`: there alone."""
    if not keys:
        return []
    houses, papers = (where.houses, where.papers) if where else (None, None)
    groups = changes.grouped(history.roles(given, window, keys, houses), "organization")
    if lent and papers != []:
        groups += changes.grouped(history.shared(lent, window, keys, papers), "document")
    place = {key: number for number, key in enumerate(keys)}
    return sorted(groups, key=lambda group: place[group.person])


@action("history.export_changes", Permission.ORGANIZATION_ACTIVITY, of=seen.by)
def export_organization(
    actor: Actor, place: Organization, since: dt.datetime, until: dt.datetime, form: sheets.Form
) -> Iterator[bytes]:
    """Export what changed in the organization between two moments."""
    found = of_organization(place, since, until, actor.environment_id)
    record.entry(
        actor,
        "history.exported",
        place,
        organization=place,
        what="changes",
        since=since.isoformat(),
        until=until.isoformat(),
    )
    return form.write(found, since, until)


@action("history.export_partner", Permission.ACTIVITY_SEE, of=partnerships.visible_to)
def export_partnership(
    actor: Actor, pair: Partnership, since: dt.datetime, until: dt.datetime, form: sheets.Form
) -> Iterator[bytes]:
    """Export what changed for a partner between two moments."""
    found = of_partnership(actor, pair, since, until)
    theirs = partnerships.other_side(pair, actor.environment_id)
    record.entry(
        actor,
        "history.exported",
        pair,
        partner=theirs.name,
        what="changes",
        since=since.isoformat(),
        until=until.isoformat(),
    )
    return form.write(found, since, until)
