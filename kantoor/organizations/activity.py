"""What was done in one organization (domain 8.6)."""

from django.db.models import QuerySet

from kantoor.access import reading
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit.models import Entry
from kantoor.organizations import seen

ORDER = ("-id",)


def of(actor: Actor, organization_id: object) -> QuerySet[Entry]:
    """The entries of the organization's trail, for its administrators; refused to others who see it."""
    found = reading.find(actor, organization_id, seen.by, Permission.ORGANIZATION_ACTIVITY)
    return Entry.objects.filter(organization_id=found.pk)
