"""Whose name and face somebody may see: on pictures, in previews (domain 1)."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.kernel.prepared import Prepared
from kantoor.partnerships.models import Participant, Partnership


def visible_to(actor: Actor) -> QuerySet[User]:
    """Whose face the actor may see: own colleagues, participants of a partner, fellow members (domain 1)."""
    return _visible(actor.user_id, actor.environment_id)


def _visible(user: UUID, mine: UUID) -> QuerySet[User]:
    partners = Partnership.objects.live().filter(Q(low_id=mine) | Q(high_id=mine))
    put_forward = Participant.objects.live().filter(
        Q(user=OuterRef("pk")) | Q(user=None, environment=OuterRef("environment_id")),
        partnership__in=partners.values("pk"),
    )
    organizations = reach.held_by(user).values("organization_id")
    fellows = reach.memberships().filter(organization_id__in=organizations)
    places = reach.places().filter(group__in=fellows.values("group_id"))
    seen_by_us = (
        Q(environment_id=mine)
        | Exists(put_forward)
        | Exists(fellows.filter(user=OuterRef("pk")))
        | Exists(places.filter(user=OuterRef("pk")))
    )
    return User.objects.filter(seen_by_us, removed_at=None)


_of_these = Prepared(
    lambda user, mine, keys: (
        _visible(user, mine).filter(pk__among=keys).order_by().values_list("pk", flat=True)
    ),
    lists=("keys",),
)


def seen_now(actor: Actor, people: Collection[User], *others: QuerySet[User]) -> set[UUID]:
    """Those of the people whom the actor sees today, or who are among the others: whose mail addresses they may read."""
    mine = actor.environment_id
    seen = {one.pk for one in people if one.environment_id == mine and one.removed_at is None}
    doubtful = [one.pk for one in people if one.environment_id != mine]
    if doubtful:
        seen |= set(_of_these.rows(user=actor.user_id, mine=mine, keys=doubtful))
    for rows in others:
        rest = [key for key in doubtful if key not in seen]
        seen |= set(rows.filter(pk__in=rest).values_list("pk", flat=True)) if rest else set()
    return seen
