"""Organizations on the platform that documents can go to, found as one types (domain 6.1)."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from kantoor.access.actor import Actor
from kantoor.kernel.text import words
from kantoor.organizations.models import Identifier, Organization, State
from kantoor.partnerships.finding import spelled

SHORTEST, LONGEST, MOST = 2, 200, 8  # letters to search by, letters looked at, how many are shown


def apart_from(sender: UUID) -> QuerySet[Organization]:
    """Those that can receive: all active ones but the sender."""
    return Organization.objects.filter(state=State.ACTIVE).exclude(pk=sender)


def search(actor: Actor, sender: Organization, text: str) -> list[Organization]:
    """By part of the name, or by registered number; with `environment` and `identifiers`.

    Those of environments that are not listed are found by an exact number only; one's own always.
    """
    sought = words(text[:LONGEST])
    if is_short(sought):
        return []
    named = Q(environment__listed=True) | Q(environment_id=actor.environment_id)
    for word in sought:
        named &= Q(folded__contains=word)
    claims = Identifier.objects.filter(
        spelled(text[:LONGEST]), registered=True, claimed_at__isnull=False, released_at=None
    )
    rows = apart_from(sender.pk).filter(named | Q(pk__in=claims.values("organization_id")))
    numbers = Prefetch("identifiers", Identifier.objects.order_by("pk"))
    return list(rows.select_related("environment").prefetch_related(numbers).order_by("folded", "pk")[:MOST])


def is_short(sought: list[str]) -> bool:
    """Whether it is too little to search by."""
    return sum(map(len, sought)) < SHORTEST
