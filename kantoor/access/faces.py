"""Whose name and face somebody may see: on pictures, in previews (domain 1)."""

from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.kernel.prepared import Prepared
from kantoor.partnerships.models import Participant, Partnership

Among = Callable[[list[UUID]], Collection[UUID]]


def visible_to(actor: Actor) -> QuerySet[User]:
    """Whose face the actor may see: own colleagues, participants of a partner, fellow members (domain 1)."""
    return _seen(actor.user_id, actor.environment_id)


def _seen(user: UUID, mine: UUID) -> QuerySet[User]:
    partners = Partnership.objects.live().filter(Q(low_id=mine) | Q(high_id=mine))
    put_forward = Participant.objects.live().filter(partnership__in=partners.values("pk"))
    organizations = reach.held_by(user).values("organization_id")
    fellows = reach.memberships().filter(organization_id__in=organizations)
    places = reach.places().filter(group__in=fellows.values("group_id"))
    seen_by_us = (
        Q(environment_id=mine)
        | Exists(put_forward.filter(user=OuterRef("pk")))  # apart: by either an index is no help
        | Exists(put_forward.filter(user=None, environment=OuterRef("environment_id")))
        | Exists(fellows.filter(user=OuterRef("pk")))
        | Exists(places.filter(user=OuterRef("pk")))
    )
    return User.objects.filter(seen_by_us, removed_at=None)


_seen_now = Prepared(
    lambda user, mine, people: _seen(user, mine).filter(pk__among=people).values_list("pk", flat=True),
    ("user", "mine"),
    lists=("people",),
)


def among(actor: Actor, people: Collection[UUID]) -> set[UUID]:
    """Those of these whom `visible_to` shows. One query; none for nothing."""
    keys = list(people)
    return set(_seen_now.rows(user=actor.user_id, mine=actor.environment_id, people=keys)) if keys else set()


def seen_now(actor: Actor, people: Collection[User], *others: Among) -> set[UUID]:
    """Those of the people whom the actor sees today, or whom the others find among them: whose addresses they may read."""
    mine = actor.environment_id
    seen = {one.pk for one in people if one.environment_id == mine and one.removed_at is None}
    finders: list[Among] = [partial(among, actor), *others]
    for found in finders:
        rest = [one.pk for one in people if one.pk not in seen and one.environment_id != mine]
        seen |= set(found(rest)) if rest else set()
    return seen
