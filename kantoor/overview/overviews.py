"""Pages of people and what they have: of an organization, of the company, of a partner (for administrators alone)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kantoor.access import alphabet, overseen, overview, reading
from kantoor.access.actor import Actor
from kantoor.access.overview import Cell, Scope, Wanted
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.environments import people
from kantoor.environments.models import Environment
from kantoor.kernel import ids, pages
from kantoor.kernel.text import words
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Partnership

PEOPLE, COLUMNS = 50, 8
LINES = 25  # of a page of cells
AT_ONCE = 200  # people, for a file
USES = {
    "more": _("More access than used in 90 days"),
    "never": _("Never used"),
    "old": _("Not used in 90 days"),
    "ending": _("Ending within 30 days"),
}
SIDES = ("own", "external")


class Search(NamedTuple):
    """What is looked for: words of a name or address, and what the access is like."""

    text: str = ""
    wanted: Wanted = overview.EVERYTHING

    def as_details(self) -> dict[str, Any]:
        """For the entry that says what was exported; the words may be a name."""
        wanted = self.wanted
        given = {
            "searched": self.text,
            "side": wanted.side,
            "use": wanted.use,
            "role": str(wanted.role or ""),
        }
        place = str(wanted.organization_id or "")
        return {name: value for name, value in (given | {"of": place}).items() if value}


def search(text: str = "", side: str = "", role: str = "", organization: str = "", use: str = "") -> Search:
    """What was typed and chosen; what nobody can choose is left out."""
    wanted = Wanted(
        side=side if side in SIDES else "",
        role=int(role) if role in map(str, OrganizationRole.values) else None,
        organization_id=ids.parse(organization),
        use=use if use in USES else "",
    )
    return Search(text[:200].replace("\0", ""), wanted)


def of_organization(actor: Actor, organization_id: object) -> tuple[Organization, Scope]:
    """One organization, for its administrators; refused to others who see it."""
    found = reading.find(actor, organization_id, seen.by, Permission.MEMBERS_OVERSEE)
    return found, scope_of(found)


def of_environment(actor: Actor) -> tuple[Environment, Scope]:
    """The company, for its administrators."""
    people.require(actor, Permission.ACCESS_OVERSEE)
    return actor.environment, Scope(actor.environment_id)


def of_partnership(actor: Actor, partnership_id: object) -> tuple[Partnership, Scope]:
    """The partner's people in the company's organizations, for its administrators; theirs are theirs to know."""
    found = reading.find(actor, partnership_id, partnerships.visible_to, Permission.ACCESS_OVERSEE)
    return found, Scope(actor.environment_id, partnership_id=found.pk)


def scope_of(organization: Organization) -> Scope:
    return Scope(organization.environment_id, organization_id=organization.pk)


def page(scope: Scope, asked: Search, cursor: str = "", size: int = PEOPLE) -> pages.Page[User]:
    """The people who fit, with their companies. At most ten queries."""
    sought = words(asked.text)
    return alphabet.page(overseen.of(scope, asked.wanted), cursor, size, sought, finding.few(sought))


@dataclass(frozen=True)
class Row:
    """A person with what they have in the columns; `used` of `held` organizations were used lately."""

    person: User
    cells: list[Cell | None]
    held: int
    used: int


@dataclass(frozen=True)
class Sheet:
    """A page of people, and of the organizations that they reach a few."""

    people: pages.Page[User]
    places: pages.Page[Organization]
    rows: list[Row] = field(default_factory=list)


def sheet(scope: Scope, asked: Search, cursor: str = "", place: str = "") -> Sheet:
    """At most seventeen queries, whatever the number of people and organizations."""
    found = page(scope, asked, cursor, PEOPLE if scope.organization_id else LINES)
    keys = [person.pk for person in found.rows]
    if not keys:
        return Sheet(found, pages.Page([]))
    chosen = [one for one in {scope.organization_id, asked.wanted.organization_id} if one]
    places = overview.columns(scope, keys, chosen, place, COLUMNS)
    shown = [one.pk for one in places.rows]
    cells, numbers = overview.cells(scope, keys, shown), overview.numbers(scope, keys)
    rows = [
        Row(person, [cells.get((person.pk, one)) for one in shown], *numbers.get(person.pk, (0, 0)))
        for person in found.rows
    ]
    return Sheet(found, places, rows)


class Line(NamedTuple):
    """One person in one organization: a line of an export."""

    person: User
    organization: str
    cell: Cell


def lines(scope: Scope, asked: Search) -> Iterator[Line]:
    """Everybody who fits with all that they have, two hundred people at a time."""
    cursor = ""
    while True:
        found = page(scope, asked, cursor, AT_ONCE)
        yield from _lines(scope, found.rows)
        if not found.next:
            return
        cursor = found.next


def _lines(scope: Scope, some: Collection[User]) -> Iterator[Line]:
    by_id = {person.pk: person for person in some}
    cells = overview.cells(scope, list(by_id))
    names = _names({cell.organization for cell in cells.values()})
    held: dict[UUID, list[Cell]] = {}
    for cell in sorted(cells.values(), key=lambda cell: names[cell.organization]):
        held.setdefault(cell.person, []).append(cell)
    for person in some:
        for cell in held.get(person.pk, ()):
            yield Line(person, names[cell.organization], cell)


def _names(organizations: Collection[UUID]) -> dict[UUID, str]:
    return dict(Organization.objects.filter(pk__in=organizations).values_list("pk", "name"))
