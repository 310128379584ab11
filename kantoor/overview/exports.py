"""The overview as CSV and as JSON lines, made while it is sent; that it was taken out stands in the trail."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.overview import Scope
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents.exports import MARK, Sheet, safe
from kantoor.environments import people
from kantoor.environments.models import Environment
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.overview import overviews
from kantoor.overview.overviews import Line, Search
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Partnership


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """With a head, in the person's language."""
    sheet = Sheet()
    yield MARK + sheet.row(_head())
    for line in lines:
        role = str(OrganizationRole(line.cell.role).label)
        cells = (*_who(line), role, ", ".join(line.cell.groups), *_moments(line))
        yield sheet.row([safe(str(cell)) for cell in cells])


def _head() -> list[str]:
    names = [_("Name"), _("Address"), _("Company"), _("Organization"), _("Role"), _("Through groups")]
    return [*names, _("Since"), _("Until"), _("Last used")]


def _who(line: Line) -> tuple[str, ...]:
    return (line.person.name, line.person.email, line.person.environment.name, line.organization)


def _moments(line: Line) -> list[str]:
    cell = line.cell
    return [at.isoformat(timespec="seconds") if at else "" for at in (cell.since, cell.until, cell.used)]


def as_lines(lines: Iterable[Line]) -> Iterator[str]:
    """A JSON object on each line, with ids."""
    for line in lines:
        yield json.dumps(_object(line), ensure_ascii=False) + "\n"


def _object(line: Line) -> dict[str, Any]:
    cell, (since, until, used) = line.cell, _moments(line)
    return {
        "person": line.person.name,
        "address": line.person.email,
        "company": line.person.environment.name,
        "organization": line.organization,
        "role": OrganizationRole(cell.role).name.lower(),
        "own_membership": cell.membership is not None,
        "groups": cell.groups,
        "reads_what_is_closed": cell.closed,
        "since": since or None,
        "until": until or None,
        "last_used": used or None,
        "person_id": str(cell.person),
        "organization_id": str(cell.organization),
    }


class Format(NamedTuple):
    write: Callable[[Iterable[Line]], Iterator[str]]
    content_type: str


FORMATS = {
    "csv": Format(as_csv, "text/csv; charset=utf-8"),
    "jsonl": Format(as_lines, "application/x-ndjson"),
}


@action("organizations.export_access", Permission.MEMBERS_OVERSEE, of=seen.by)
def of_organization(actor: Actor, organization: Organization, asked: Search, form: Format) -> Iterator[str]:
    """Export who has access to the organization, and when they used it."""
    record.entry(actor, "access.exported", organization, organization=organization, **asked.as_details())
    return form.write(overviews.lines(overviews.scope_of(organization), asked))


@action("environment.export_access", Permission.ACCESS_OVERSEE, of=people.environment_of)
def of_environment(actor: Actor, environment: Environment, asked: Search, form: Format) -> Iterator[str]:
    """Export who has access to which of the company's organizations, and when they used it."""
    record.entry(actor, "access.exported", environment, **asked.as_details())
    return form.write(overviews.lines(Scope(environment.pk), asked))


@action("partnerships.export_access", Permission.ACCESS_OVERSEE, of=partnerships.visible_to)
def of_partnership(actor: Actor, partnership: Partnership, asked: Search, form: Format) -> Iterator[str]:
    """Export what the partner's people have in the company's organizations, and when they used it."""
    theirs = partnerships.other_side(partnership, actor.environment_id)
    record.entry(actor, "access.exported", partnership, partner=theirs.name, **asked.as_details())
    scope = Scope(actor.environment_id, partnership_id=partnership.pk)
    return form.write(overviews.lines(scope, asked))
