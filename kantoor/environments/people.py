"""The people of an environment, as its administrators see them (domain 2, 3.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from kantoor.access import reach, refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import finding
from kantoor.accounts.models import Block, User
from kantoor.audit.models import Entry
from kantoor.environments.models import Appointment, Environment, EnvironmentRole
from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound
from kantoor.kernel.prepared import Prepared
from kantoor.kernel.text import words
from kantoor.organizations.models import Membership, Organization, OrganizationRole

ORDER = ("folded", "id")
COUNTED = 1_000
NAMED = 200
REMEMBERED = 50


class Standing(StrEnum):
    """What a person is; invitations are rows of their own (invitations.of)."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    REMOVED = "removed"


LABELS = {
    Standing.ACTIVE: _("Active"),
    Standing.BLOCKED: _("Blocked"),
    Standing.REMOVED: _("Removed"),
}


def environment_of(actor: Actor) -> QuerySet[Environment]:
    """The actor's own environment: what its settings and invitations are acts on."""
    return Environment.objects.filter(pk=actor.environment_id)


def colleagues(actor: Actor) -> QuerySet[User]:
    """Everybody of the actor's environment who is not removed: whom acts on people are about."""
    return _described(User.objects.filter(environment_id=actor.environment_id, removed_at=None))


def require(actor: Actor, permission: Permission = Permission.PEOPLE_SEE) -> None:
    """Refused, with who can help, for those who may not."""
    if not actor.may(permission):
        raise refusals.refused(permission, actor.environment_id)


def listed(actor: Actor, text: str = "", state: str = "", role: str = "") -> QuerySet[User]:
    """Those whose name and addresses have every word; without a state everybody who is not removed."""
    require(actor)
    rows = User.objects.filter(environment_id=actor.environment_id)
    rows = rows.filter(removed_at__isnull=state != Standing.REMOVED)
    blocked = Block.objects.live().values("user_id")
    if state == Standing.BLOCKED:
        rows = rows.filter(pk__in=blocked)
    elif state == Standing.ACTIVE:
        rows = rows.exclude(pk__in=blocked)
    if role in map(str, EnvironmentRole.values):
        held = Appointment.objects.live().filter(environment_id=actor.environment_id, role=int(role))
        rows = rows.filter(pk__in=held.values("user_id"))
    return _described(finding.narrow(rows, words(text)))


def count(rows: QuerySet[User]) -> int:
    """How many, at most `COUNTED`: nobody needs to know it exactly, and everybody would wait for it."""
    return rows.order_by().values("pk")[:COUNTED].count()


def _described(rows: QuerySet[User]) -> QuerySet[User]:
    """With `held_role`, `held_mark` and `is_blocked`."""
    appointment = Appointment.objects.live().filter(user_id=OuterRef("pk"))
    return rows.select_related("environment").annotate(
        held_role=Subquery(appointment.values("role")[:1]),
        held_mark=Subquery(appointment.values("relationship_manager")[:1]),
        is_blocked=reach.blocked("pk"),
    )


def one(actor: Actor, user_id: object) -> User:
    """Somebody of the actor's environment, removed or not; NotFound for everybody else."""
    require(actor)
    key = ids.parse(user_id)
    found = _one.rows(environment=actor.environment_id, user=key) if key else []
    if not found:
        raise NotFound
    return found[0]


_one = Prepared(
    lambda environment, user: _described(User.objects.filter(environment_id=environment, pk=user))
)


def standing(user: User) -> Standing:
    if user.removed_at is not None:
        return Standing.REMOVED
    return Standing.BLOCKED if getattr(user, "is_blocked", False) else Standing.ACTIVE


@dataclass(frozen=True)
class Row:
    """A person in the list, with in how many organizations they are: ours and others'."""

    user: User
    standing: Standing
    role: EnvironmentRole | None
    relationship_manager: bool
    ours: int
    theirs: int

    @property
    def label(self) -> str:
        return str(LABELS[self.standing])

    @property
    def about(self) -> str:
        """The primary address; those of removed people are free and stand on the receipt only."""
        return "" if self.standing is Standing.REMOVED else self.user.email


def rows(page: Sequence[User]) -> list[Row]:
    """The people of a page with what the list tells of them; two queries, whatever their number."""
    numbers = _numbers(page)
    return [_row(user, *numbers.get(user.pk, (0, 0))) for user in page]


def _row(user: User, ours: int, theirs: int) -> Row:
    held = user.held_role  # type: ignore[attr-defined]
    role = EnvironmentRole(held) if held else None
    return Row(user, standing(user), role, bool(user.held_mark), ours, theirs)  # type: ignore[attr-defined]


def _numbers(page: Sequence[User]) -> dict[UUID, tuple[int, int]]:
    """In how many organizations each is, of the own environment and of others; an organization counts once."""
    if not page:
        return {}
    people = [user.pk for user in page]
    found = {user_id: (ours, theirs) for user_id, ours, theirs in _counted_direct.rows(people=people)}
    for user_id, ours, theirs in _counted_through.rows(people=people):
        before = found.get(user_id, (0, 0))
        found[user_id] = (before[0] + ours, before[1] + theirs)
    return found


def _direct(people: list[UUID]) -> "QuerySet[Any, tuple[UUID, int, int]]":
    own = Q(organization__environment_id=F("user__environment_id"))
    direct = reach.memberships().filter(user_id__among=people).order_by().values("user_id")
    totals = direct.annotate(ours=Count("pk", filter=own), theirs=Count("pk", filter=~own))
    return totals.values_list("user_id", "ours", "theirs")


def _through_groups(people: list[UUID]) -> "QuerySet[Any, tuple[UUID, int, int]]":
    """The organizations in which they are only through a group."""
    organization = "group__memberships__organization"
    alone = ~Exists(
        reach.memberships().filter(
            user_id=OuterRef("user_id"), organization_id=OuterRef(f"{organization}_id")
        )
    )
    places = reach.places().filter(user_id__among=people)
    held = reach.memberships().filter(group_id__in=places.values("group_id"))
    own = Q(**{f"{organization}__environment_id": F("user__environment_id")})
    places = places.filter(alone, group__memberships__in=held)
    totals = (
        places.order_by()
        .values("user_id")
        .annotate(
            ours=Count(organization, filter=own, distinct=True),
            theirs=Count(organization, filter=~own, distinct=True),
        )
    )
    return totals.values_list("user_id", "ours", "theirs")


_counted_direct = Prepared(_direct, (), lists=("people",))
_counted_through = Prepared(_through_groups, (), lists=("people",))


@dataclass(frozen=True)
class Place:
    """An own organization in which somebody is; the others are only counted."""

    organization: Organization
    role: int
    since: object
    until: object
    group: str

    @property
    def role_label(self) -> str:
        return str(OrganizationRole(self.role).label)


@dataclass(frozen=True)
class Person:
    """What the page of one person shows."""

    row: Row
    addresses: list[str]
    places: list[Place]
    history: list[Entry]


def person(actor: Actor, user_id: object) -> Person:
    """One person with their organizations of this environment and their history in its trail."""
    user = one(actor, user_id)
    row = rows([user])[0]
    addresses = list(user.emailaddress_set.order_by("-primary", "email").values_list("email", flat=True))  # type: ignore[attr-defined]
    return Person(row, addresses, _places(user), _history(actor, user))


def _places(user: User) -> list[Place]:
    return [
        Place(m.organization, m.role, m.member_since, m.expires_at, m.group.name if m.group else "")
        for m in _held_here.rows(user=user.pk, environment=user.environment_id)
    ]


def _held(user: UUID, environment: UUID) -> QuerySet[Membership]:
    """What a person, blocked or not, holds there. As a union of two probes, as in `reach.held_by`."""
    rows = Membership.objects.order_by()
    by_group = rows.filter(group_id__in=reach.groups_of(user)).values("pk")
    mine = rows.filter(user_id=user, ended_at=None).values("pk").union(by_group, all=True)
    own = reach.memberships().filter(pk__in=mine, organization__environment_id=environment)
    return own.select_related("organization", "group").order_by("organization__folded", "-role")[:NAMED]


_held_here = Prepared(_held)


def _history(actor: Actor, user: User) -> list[Entry]:
    """What the environment's trail tells of the person, newest first."""
    rows = Entry.objects.filter(subject_id=user.pk, environment_id=actor.environment_id, refused=False)
    return list(rows.order_by("-id")[:REMEMBERED])
