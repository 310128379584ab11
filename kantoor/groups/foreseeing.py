"""What acts on groups would change, before they are done (domain 7.1)."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from kantoor.access import consequences, spheres
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen
from kantoor.groups import groups, people
from kantoor.groups.models import Group, GroupMembership


def adding(actor: Actor, group: Group, ids: Sequence[UUID]) -> Foreseen:
    """What people would gain at once; whoever is asked first gains nothing yet."""
    act = partial(people.add, actor, group.pk, ids)
    return consequences.of(actor, act, spheres.group(group.pk, ids), group)


def taking_out(actor: Actor, place: GroupMembership) -> Foreseen:
    """What somebody would lose."""
    act = partial(people.take_out, actor, place.pk)
    return consequences.of(actor, act, spheres.group(place.group_id, [place.user_id]), place.group)


def closing(actor: Actor, group: Group) -> Foreseen:
    """What everybody in it would lose."""
    return consequences.of(actor, partial(groups.close, actor, group.pk), spheres.group(group.pk), group)
