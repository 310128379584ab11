"""Which organizations somebody may know of."""

from django.db.models import Q, QuerySet

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.organizations.models import Organization


def by(actor: Actor) -> QuerySet[Organization]:
    """Those that the actor reaches; for environment administrators all of the environment's (domain 2)."""
    known = Q(pk__in=reach.held_by(actor.user_id).values("organization_id"))
    if actor.may(Permission.ORGANIZATIONS_OVERSEE):
        known |= Q(environment_id=actor.environment_id)
    return Organization.objects.filter(known).select_related("environment")
