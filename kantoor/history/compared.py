"""What changed between two moments: for an organization, a partnership, a person."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import history, reading, turned
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.stretches import Window
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.history import changes, sheets
from kantoor.history.changes import Change
from kantoor.history.listing import Listing, check_order
from kantoor.kernel import pages
from kantoor.organizations import seen
from kantoor.organizations.models import Membership, Organization
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Partnership
from kantoor.sharing.models import Share

ORDER = ("folded", "id")


def partnership(actor: Actor, key: object) -> Partnership:
    """The partnership whose past is asked for, for administrators: as its activity (domain 8.6)."""
    return reading.find(actor, key, partnerships.visible_to, Permission.ACTIVITY_SEE)


def of_organization(place: Organization, since: dt.datetime, until: dt.datetime) -> Listing[Change]:
    """Of an organization that the asker has already found: everybody whose role changed, by name."""
    given = Membership.objects.filter(organization=place)
    return _listed(place.name, place.environment_id, given, Share.objects.none(), since, until)


def of_partnership(
    actor: Actor, pair: Partnership, since: dt.datetime, until: dt.datetime
) -> Listing[Change]:
    """What the partner's people gained and lost in our organizations and on our documents."""
    ours = actor.environment_id
    theirs = partnerships.other_side(pair, ours)
    inside = Q(organization__environment_id=ours)
    given = Membership.objects.filter(inside, _reaching(theirs.pk))
    lent = Share.objects.filter(inside, partnership=pair)
    return _listed(theirs.name, ours, given, lent, since, until, side=theirs.pk)


def _reaching(side: UUID) -> Q:
    """Memberships that gave something to a person of the environment: their own, or of a group one was ever in."""
    return Q(user__environment_id=side) | Q(group__places__user__environment_id=side)


def _listed(
    title: str,
    ours: UUID,
    given: QuerySet[Membership],
    lent: QuerySet[Share],
    since: dt.datetime,
    until: dt.datetime,
    side: UUID | None = None,
) -> Listing[Change]:
    check_order(since, until)
    window = Window(since, until)
    rows = Membership.objects.filter(pk__in=given.order_by().values("pk")) if side else given
    people = turned.people_of(rows, lent, window)
    people = people.filter(environment_id=side) if side else people

    def page(cursor: str, size: int) -> pages.Page[Change]:
        found = pages.keyset(people, ORDER, cursor, size)
        return pages.Page(_told(found.rows, rows, lent, window, ours), found.next, found.previous)

    return Listing(title, changes.COLUMNS, page, changes.lines)


def _told(
    people: list[User], given: QuerySet[Membership], lent: QuerySet[Share], window: Window, ours: UUID
) -> list[Change]:
    keys = [person.pk for person in people]
    groups = changes.grouped(history.roles(given, window, keys), "organization")
    groups += changes.grouped(history.shared(lent, window, keys), "document")
    place = {key: number for number, key in enumerate(keys)}
    return changes.told(sorted(groups, key=lambda group: place[group.person]), window, ours, ours)


@action("history.export_changes", Permission.ORGANIZATION_ACTIVITY, of=seen.by)
def export_organization(
    actor: Actor, place: Organization, since: dt.datetime, until: dt.datetime, form: sheets.Form
) -> Iterator[bytes]:
    """Export what changed in the organization between two moments."""
    found = of_organization(place, since, until)
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
