"""The organizations that somebody sees: those they reach, and those they only oversee (domain 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, PositiveSmallIntegerField, QuerySet, Value

from kantoor.access import looking, reach
from kantoor.access.actor import Actor
from kantoor.kernel.errors import NotFound
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations import memberships, seen
from kantoor.organizations.models import Identifier, Membership, Organization, OrganizationRole, State

NAMED = 3
SORTS = {
    "name": ("folded", "id"),
    "-name": ("-folded", "-id"),
    "state": ("state", "folded", "id"),
    "-state": ("-state", "-folded", "-id"),
    "added": ("id",),
    "-added": ("-id",),
}


def visible_to(actor: Actor, text: str = "", state: str = "", mine: bool = False) -> QuerySet[Organization]:
    """What the actor sees in the list, narrowed by words, a state, or to those that they reach themselves."""
    rows = seen.by(actor)
    if mine:
        rows = rows.filter(pk__in=reach.organizations(actor.user_id).values("pk"))
    if state in State.values:
        rows = rows.filter(state=state)
    for word in words(text):
        rows = rows.filter(folded__contains=word)
    return rows


def one(actor: Actor, organization_id: object) -> Organization:
    """An organization that the actor sees; NotFound for every other."""
    return looking.find(actor, organization_id, seen.by)


def reached(actor: Actor, organization_id: object) -> Organization:
    """An organization that the actor reaches as a member: overseeing is not enough to look inside."""
    found = one(actor, organization_id)
    if reach.role_in(actor.user_id, found.pk) is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Row:
    """An organization in the list; without a role the actor only oversees it and sees nothing inside."""

    organization: Organization
    role: OrganizationRole | None
    members: int
    administrators: list[str]


def rows(actor: Actor, page: Sequence[Organization]) -> list[Row]:
    """The organizations of a page with what the list tells of them; three queries."""
    roles = _roles(actor, page)
    reached_only = [row.pk for row in page if row.pk in roles]
    sizes = dict(
        reach.memberships()
        .filter(organization_id__in=reached_only)
        .values_list("organization_id")
        .annotate(n=Count("pk"))
    )
    names = administrators([row.pk for row in page if row.pk not in roles])
    return [Row(row, roles.get(row.pk), sizes.get(row.pk, 0), names.get(row.pk, [])) for row in page]


def _roles(actor: Actor, page: Iterable[Organization]) -> dict[UUID, OrganizationRole]:
    """The highest that the actor holds in each; one query."""
    ids = [row.pk for row in page]
    reader = Value(int(OrganizationRole.VIEWER), output_field=PositiveSmallIntegerField())
    kept = reach.kept().filter(user_id=actor.user_id, organization_id__in=ids).order_by()
    held = reach.held_by(actor.user_id).filter(organization_id__in=ids).order_by()
    rows = held.values_list("organization_id", "role").union(kept.values_list("organization_id", reader))
    return {pk: OrganizationRole(role) for pk, role in sorted(rows, key=lambda row: row[1])}


def administrators(organizations: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of the active administrators of each, at most some; one query."""
    found: dict[UUID, list[str]] = {}
    held = _administrating().filter(organization_id__in=organizations).order_by("organization_id", "name_key")
    for pk, name in held.values_list("organization_id", "user__name"):
        if len(found.setdefault(pk, [])) < NAMED:
            found[pk].append(name)
    return found


def _administrating() -> QuerySet[Membership]:
    return reach.memberships().filter(
        ~reach.blocked("user_id"), role=OrganizationRole.ADMINISTRATOR, user__isnull=False
    )


def has_own_administrator(organization: Organization) -> bool:
    """Whether somebody active of its own environment administers it, themselves or through a group."""
    return bool(_own_now.tuples(organization=organization.pk, environment=organization.environment_id))


def _own(organization: UUID, environment: UUID) -> QuerySet[Any, tuple[int]]:
    own = {"role": OrganizationRole.ADMINISTRATOR, "organization_id": organization}
    direct = _administrating().filter(user__environment_id=environment, **own)
    groups = reach.memberships().filter(group__isnull=False, **own).values("group_id")
    people = reach.places().filter(~reach.blocked("user_id"), group_id__in=groups)
    through = people.filter(user__environment_id=environment)
    one = Value(1)
    return direct.order_by().values_list(one).union(through.order_by().values_list(one))


_own_now = Prepared(_own)


@dataclass(frozen=True)
class Standing:
    """How the actor stands to an organization, and what the head of its pages tells."""

    role: OrganizationRole | None
    registration: Identifier | None
    members: int

    @property
    def reaches(self) -> bool:
        return self.role is not None

    @property
    def administers(self) -> bool:
        return self.role == OrganizationRole.ADMINISTRATOR


_numbers = Prepared(
    lambda organization: Identifier.objects.filter(organization_id=organization).order_by("id")[:1]
)


def standing(actor: Actor, organization: Organization) -> Standing:
    """At most four queries; an overseer is not told how many members there are."""
    role = reach.role_in(actor.user_id, organization.pk)
    first = next(iter(_numbers.rows(organization=organization.pk)), None)
    if role is None:
        return Standing(None, first, 0)
    return Standing(OrganizationRole(role), first, memberships.count(organization))
