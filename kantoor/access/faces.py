"""Whose name and face somebody may see: on pictures, in previews (domain 1)."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.partnerships.models import Participant, Partnership


def visible_to(actor: Actor) -> QuerySet[User]:
    """Whose face the actor may see: own colleagues, participants of a partner, fellow members (domain 1)."""
    mine = actor.environment_id
    partners = Partnership.objects.live().filter(Q(low=mine) | Q(high=mine))
    put_forward = Participant.objects.live().filter(
        Q(user=OuterRef("pk")) | Q(user=None, environment=OuterRef("environment_id")),
        partnership__in=partners.values("pk"),
    )
    organizations = reach.held_by(actor.user_id).values("organization_id")
    fellows = reach.memberships().filter(organization_id__in=organizations)
    places = reach.places().filter(group__in=fellows.values("group_id"))
    seen_by_us = (
        Q(environment_id=mine)
        | Exists(put_forward)
        | Exists(fellows.filter(user=OuterRef("pk")))
        | Exists(places.filter(user=OuterRef("pk")))
    )
    return User.objects.filter(seen_by_us, removed_at=None)


def seen_now(actor: Actor, people: Collection[User], *others: QuerySet[User]) -> set[UUID]:
    """Those of the people whom the actor sees today, or who are among the others: whose mail addresses they may read."""
    mine = actor.environment_id
    seen = {one.pk for one in people if one.environment_id == mine and one.removed_at is None}
    for rows in (visible_to(actor), *others):
        rest = [one.pk for one in people if one.pk not in seen and one.environment_id != mine]
        seen |= set(rows.filter(pk__in=rest).values_list("pk", flat=True)) if rest else set()
    return seen
