"""The organizations that somebody sees: those they reach, and those they only oversee (domain 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from kantoor.access import looking, reach
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.ways import perhaps_few
from kantoor.kernel import pages
from kantoor.kernel.errors import NotFound
from kantoor.kernel.opaque import opaque
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations import memberships, seen
from kantoor.organizations.models import Identifier, Membership, Organization, OrganizationRole, State

NAMED, NEAR = 3, 200
SORTS = {
    "name": ("folded", "id"),
    "-name": ("-folded", "-id"),
    "state": ("state", "folded", "id"),
    "-state": ("-state", "-folded", "-id"),
    "added": ("id",),
    "-added": ("-id",),
}


@dataclass(frozen=True)
class Seen:
    """What an actor sees in the list, narrowed to a state, or to those that they reach themselves."""

    state: str = ""
    mine: bool = False

    def __call__(self, actor: Actor) -> QuerySet[Organization]:
        rows = self.rows(actor)
        return rows.filter(state=self.state) if self.state else rows

    def rows(self, actor: Actor) -> QuerySet[Organization]:
        """In every state."""
        rows = seen.by(actor)
        return rows.filter(pk__in=reach.organizations(actor.user_id).values("pk")) if self.mine else rows

    def known(self, actor: Actor, reached: Q) -> QuerySet[Organization]:
        """The same rows, tested one by one; or some more, if `reached` says so of more than are reached."""
        return Organization.objects.filter(reached if self.mine else reached | seen.overseen(actor))


@dataclass(frozen=True)
class Perhaps(Seen):
    """All of those and some more, for who is in very many: each is still to be proved. The order is to lead."""

    def rows(self, actor: Actor) -> QuerySet[Organization]:
        return self.known(actor, opaque(Q(pk__in=reach.perhaps(actor.user_id)))).only("pk")


@dataclass(frozen=True)
class Overseen(Seen):
    """Of those only the ones that are seen without being in them: of a company there may be thousands."""

    def rows(self, actor: Actor) -> QuerySet[Organization]:
        return Organization.objects.filter(seen.overseen(actor)).only("pk")


@dataclass(frozen=True)
class Proved(Seen):
    """The same as `Seen`, for a handful: each is proved by itself."""

    def rows(self, actor: Actor) -> QuerySet[Organization]:
        return self.known(actor, reach.reaches(actor.user_id, "pk")).select_related("environment")


def page(
    actor: Actor,
    text: str = "",
    state: str = "",
    mine: bool = False,
    sort: str = "",
    cursor: str = "",
    size: int = pages.SIZE,
) -> pages.Page[Organization]:
    """A page of what the actor sees, narrowed by words too. An unknown state or order is none."""
    narrowed = state if state in State.values else "", mine
    place = pages.place(Organization, SORTS.get(sort, SORTS["name"]), cursor)
    few = perhaps_few(actor.user_id)
    if few is not None and actor.may(Permission.ORGANIZATIONS_OVERSEE) and not mine:
        return place.page(_beside(actor, narrowed, place, words(text), size, few), size)
    rows = _near(actor, narrowed, place, words(text), size) if few is None else None
    if rows is None:
        rows = looking.first(actor, Seen(*narrowed), place, words(text), size + 1)
    return place.page(rows, size)


def _beside(
    actor: Actor,
    narrowed: tuple[str, bool],
    place: pages.Place,
    sought: list[str],
    size: int,
    few: list[UUID],
) -> list[Organization]:
    """The foremost of the company's, and of the few that the actor reaches themselves."""
    theirs = looking.first(actor, Overseen(*narrowed), place, sought, size + 1, having=looking.called_along)
    own = [row.pk for row in theirs]
    return looking.first(actor, Proved(*narrowed), place, sought, size + 1, among=[*own, *few])


def _near(
    actor: Actor, narrowed: tuple[str, bool], place: pages.Place, sought: list[str], size: int
) -> list[Organization] | None:
    """Out of the foremost that the actor perhaps sees; None: these do not fill the page."""
    near = [
        row.pk
        for row in looking.first(actor, Perhaps(*narrowed), place, sought, NEAR, having=looking.called_along)
    ]
    rows = looking.first(actor, Proved(*narrowed), place, most=size + 1, among=near)
    return rows if len(rows) > size or len(near) < NEAR else None


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
    """An organization in the list; without a role the actor only oversees it and sees nothing inside.

    `members` are counted as far as `memberships.COUNTED` and one.
    """

    organization: Organization
    role: OrganizationRole | None
    members: int
    administrators: list[str]


def rows(actor: Actor, page: Sequence[Organization]) -> list[Row]:
    """The organizations of a page with what the list tells of them; three queries."""
    roles = reach.roles_in(actor.user_id, [row.pk for row in page])
    inside = [row.pk for row in page if row.pk in roles and row.state != State.CLOSED]
    sizes = memberships.count_each(inside)
    names = administrators([row.pk for row in page if row.pk not in roles])
    return [
        Row(row, OrganizationRole(held) if held else None, sizes.get(row.pk, 0), names.get(row.pk, []))
        for row, held in ((row, roles.get(row.pk)) for row in page)
    ]


def administrators(organizations: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of the active administrators of each, at most some; one query."""
    found: dict[UUID, list[str]] = {}
    for pk, name in _names_now.rows(places=organizations) if organizations else ():
        if len(found.setdefault(pk, [])) < NAMED:
            found[pk].append(name)
    return found


def _administrating() -> QuerySet[Membership]:
    return reach.memberships().filter(
        ~reach.blocked("user_id"), role=OrganizationRole.ADMINISTRATOR, user__isnull=False
    )


def _names(places: list[UUID]) -> QuerySet[Membership, tuple[UUID, str]]:
    held = _administrating().filter(organization_id__among=places)
    return held.order_by("organization_id", "name_key").values_list("organization_id", "user__name")


_names_now = Prepared(_names, (), lists=("places",))


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
