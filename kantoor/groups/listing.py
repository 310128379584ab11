"""Groups as lines of a list: how many people, who manages them, what they have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from kantoor.access import groups as standings
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.groups.models import Group
from kantoor.kernel.prepared import Prepared
from kantoor.partnerships import partnerships

NAMED = 3


@dataclass(frozen=True)
class Line:
    """One group; `partner`: the company across, of a partner group."""

    group: Group
    people: int
    managers: list[str]
    mine: bool
    manages: bool
    partner: str


def described(actor: Actor, groups: Sequence[Group]) -> list[Line]:
    """The groups of a page in words. Two queries."""
    ids = [group.pk for group in groups]
    people = standings.sizes(ids)
    managers: dict[UUID, list[str]] = defaultdict(list)
    mine: dict[UUID, bool] = {}
    for group, user, name, manager in _told.rows(user=actor.user_id, groups=ids) if ids else ():
        if manager:
            managers[group].append(name)
        if user == actor.user_id:
            mine[group] = manager
    return [
        Line(
            group=group,
            people=people.get(group.pk, 0),
            managers=managers[group.pk][:NAMED],
            mine=group.pk in mine,
            manages=mine.get(group.pk, False),
            partner=partner(actor, group),
        )
        for group in groups
    ]


# Who manages, and the asker: of the others only the number is told.
_told = Prepared(
    lambda user, groups: (
        reach.places()
        .filter(Q(manager=True) | Q(user_id=user), group_id__among=groups)
        .order_by("user__folded")
        .values_list("group_id", "user_id", "user__name", "manager")
    ),
    ("user",),
    lists=("groups",),
)


def partner(actor: Actor, group: Group) -> str:
    """The company across of a partner group, seen from the actor's; for another's group its own company."""
    if group.partnership is not None:
        return str(partnerships.other_side(group.partnership, actor.environment_id).name)
    return "" if group.environment_id == actor.environment_id else str(group.environment.name)
