"""Which organizations somebody may know of."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.access import looking, reach
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Organization


def by(actor: Actor) -> QuerySet[Organization]:
    """Those that the actor reaches; for environment administrators all of the environment's (domain 2)."""
    held = reach.held_by(actor.user_id).values("organization_id")
    known = held.union(reach.kept().filter(user_id=actor.user_id).values("organization_id"))
    if actor.may(Permission.ORGANIZATIONS_OVERSEE):
        known = known.union(
            Organization.objects.filter(environment_id=actor.environment_id).values("pk"), all=True
        )
    return Organization.objects.filter(pk__in=known).select_related("environment")


@looking.asked_singly(by)
def tested(actor: Actor) -> QuerySet[Organization]:
    """The same for finding one: somebody may be in thousands."""
    known = reach.reaches(actor.user_id, "pk") | overseen(actor)
    return Organization.objects.filter(known).select_related("environment")


def knows(actor: Actor, column: str) -> Exists:
    """Whether the actor may know of the organization in the column: for rows of which there are few."""
    return Exists(tested(actor).order_by().filter(pk=OuterRef(column)))


def among(actor: Actor, keys: list[UUID]) -> list[UUID]:
    """The same of these few: who is in thousands of organizations has not all of theirs looked through."""
    if not keys:
        return []
    own = _own_now.rows(environment=actor.environment_id, keys=keys)
    oversees = actor.may(Permission.ORGANIZATIONS_OVERSEE)
    return list({*reach.roles_in(actor.user_id, keys), *(own if oversees else ())})


_own_now: Prepared[UUID] = Prepared(
    lambda environment, keys: Organization.objects.filter(
        environment_id=environment, pk__among=keys
    ).values_list("pk", flat=True),
    ("environment",),
    lists=("keys",),
)


def overseen(actor: Actor) -> Q:
    """Those that the actor sees without being in them."""
    oversees = actor.may(Permission.ORGANIZATIONS_OVERSEE)
    return Q(environment_id=actor.environment_id) if oversees else Q(pk__in=[])
