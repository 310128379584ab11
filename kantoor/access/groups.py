"""Where somebody stands towards a group: in it, managing it, or administering its environment (domain 7.1)."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, QuerySet
from django.db.models.expressions import RawSQL

from kantoor.access import reach
from kantoor.access.policy import Standing
from kantoor.accounts.models import Block
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.prepared import Prepared

NAMED = 3


def _place(user: UUID, group: UUID) -> QuerySet[GroupMembership, bool]:
    """Whether they manage it; nothing if they are not in it."""
    rows = reach.places().filter(~Exists(Block.objects.live().filter(user_id=user)), user_id=user)
    return rows.filter(group_id=group).order_by("id").values_list("manager", flat=True)[:1]


_managing = Prepared(_place)
_ours = Prepared(
    lambda group, environment: (
        Group.objects.filter(pk=group, environment_id=environment).order_by().values_list("pk")
    )
)


def standing_in(user: UUID, group: UUID, overseen: UUID | None = None) -> int | None:
    """The highest; None: the group is not theirs to see. `overseen`: the environment that they administer."""
    place = _managing.rows(user=user, group=group)
    if place:
        return Standing.MANAGES if place[0] else Standing.IN_IT
    oversees = _ours.tuples(group=group, environment=overseen) if overseen else ()
    return Standing.OVERSEES if oversees else None


def sizes(groups: Collection[UUID]) -> dict[UUID, int]:
    """How many people have a place in each. One query; none for nothing."""
    return _places.count_each(groups) if groups else {}


_places = Prepared(
    lambda: reach.places().filter(group_id=RawSQL("o.id", [])).order_by().values_list("pk"), every=False
)


def visible(user: UUID, overseen: UUID | None = None) -> QuerySet[Group]:
    """The open groups that they are in; for administrators of an environment all of its groups."""
    known = reach.groups_of(user)
    if overseen is not None:
        known = known.union(Group.objects.filter(environment_id=overseen).values("pk"))
    return Group.objects.filter(pk__in=known, closed_at=None)


def managed_by(user: UUID, groups: Collection[UUID]) -> set[UUID]:
    """Those of the groups that the user manages: `standing_in` for many. One query."""
    unblocked = ~Exists(Block.objects.live().filter(user_id=user))
    rows = reach.places().filter(unblocked, user_id=user, group_id__in=groups, manager=True)
    return set(rows.values_list("group_id", flat=True))


def names_of_managers(groups: Collection[UUID], most: int = NAMED) -> dict[UUID, list[str]]:
    """The first managers of each of the groups, by name. One query."""
    found: dict[UUID, list[str]] = {}
    rows = lasting_managers().filter(group_id__in=groups).order_by("user__folded")
    for group, name in rows.values_list("group_id", "user__name"):
        found.setdefault(group, []).append(name)
    return {group: names[:most] for group, names in found.items()}


def managers(group: UUID) -> QuerySet[GroupMembership]:
    """Those who count for the last-manager rule: own people, not blocked, without an end date."""
    return lasting_managers().filter(group_id=group)


def first_managers(group: UUID) -> list[str]:
    """The names of a few of them."""
    return _named.rows(group=group)


_named = Prepared(
    lambda group: managers(group).order_by("user__folded").values_list("user__name", flat=True)[:NAMED]
)


def lasting_managers() -> QuerySet[GroupMembership]:
    """The same of all groups."""
    return reach.places().filter(
        ~reach.blocked("user_id"),
        manager=True,
        user__environment_id=F("group__environment_id"),
        user__removed_at=None,
        expires_at=None,
    )
