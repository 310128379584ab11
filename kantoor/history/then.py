"""Who was in an organization and who could see a document, at a moment (domain 8.3)."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from kantoor.access import alphabet, faces, history, readers, reading
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.readers import Readers
from kantoor.access.stretches import Window
from kantoor.accounts import finding
from kantoor.audit import record
from kantoor.documents import documents, readings
from kantoor.documents.models import Document
from kantoor.history import sheets, standing
from kantoor.history.listing import Listing, check
from kantoor.kernel import pages
from kantoor.kernel.text import words
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing.models import Level


def organization(actor: Actor, key: object) -> Organization:
    """The organization whose past is asked for, for its administrators: as its activity (domain 8.6)."""
    return reading.find(actor, key, seen.by, Permission.ORGANIZATION_ACTIVITY)


def document(actor: Actor, key: object) -> Document:
    """The document whose past is asked for, for who administers its organization."""
    found = readings.find(actor, key)
    organization(actor, found.organization_id)
    return found


def members(actor: Actor, place: Organization, at: dt.datetime, text: str = "") -> Listing[standing.Row]:
    """Everybody who reached an organization that the asker has already found, as they are called today in order."""
    check(at)
    labels = {role.value: str(role.label) for role in OrganizationRole}
    given, sought = history.Of(history.of_place, place.pk), words(text)

    def page(cursor: str, size: int) -> pages.Page[standing.Row]:
        found = alphabet.page(Readers(place.pk, at=at), cursor, size, sought, finding.few(sought))
        seen = faces.seen_now(actor, found.rows)
        # By an address they are found by those who see it.
        named = [one for one in found.rows if one.pk in seen or finding.is_called(one, sought)]
        held = history.roles(given, Window(at, at), [person.pk for person in named])
        sides = place.environment_id, labels, actor.environment_id
        return pages.Page(standing.rows(named, held, at, *sides, seen), found.next, found.previous)

    return Listing(place.name, standing.COLUMNS, page, standing.lines)


def audience(actor: Actor, paper: Document, at: dt.datetime) -> Listing[standing.Row]:
    """Everybody who could see a document that the asker has already found."""
    check(at)
    labels = {level.value: str(level.label) for level in Level}
    sides = paper.organization.environment_id, labels, actor.environment_id

    def page(cursor: str, size: int) -> pages.Page[standing.Row]:
        found = readers.page(paper, cursor, size, at)
        held = history.levels(paper, Window(at, at), [person.pk for person in found.rows])
        seen = faces.seen_now(actor, found.rows, partial(readers.among, paper))
        return pages.Page(standing.rows(found.rows, held, at, *sides, seen), found.next, found.previous)

    return Listing(str(paper), standing.COLUMNS, page, standing.lines)


@action("history.export_members", Permission.ORGANIZATION_ACTIVITY, of=seen.by)
def export_members(
    actor: Actor, place: Organization, at: dt.datetime, text: str, form: sheets.Form
) -> Iterator[bytes]:
    """Export who was in the organization at a moment."""
    found = members(actor, place, at, text)
    record.entry(
        actor,
        "history.exported",
        place,
        organization=place,
        what="members",
        on=at.isoformat(),
        searched=text,
    )
    return form.write(found, at, None)


@action("history.export_audience", Permission.ORGANIZATION_ACTIVITY, of=documents.visible_to)
def export_audience(actor: Actor, paper: Document, at: dt.datetime, form: sheets.Form) -> Iterator[bytes]:
    """Export who could see a document at a moment."""
    found, place = audience(actor, paper, at), paper.organization
    record.entry(actor, "history.exported", paper, organization=place, what="audience", on=at.isoformat())
    return form.write(found, at, None)
