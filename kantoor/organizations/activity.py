"""What was done in one organization (domain 8.6)."""

from collections.abc import Iterator

from django.db.models import QuerySet

from kantoor.access import reading
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import exports, record, trail
from kantoor.audit.models import Entry
from kantoor.organizations import seen
from kantoor.organizations.models import Organization

EVERYTHING = trail.Search()


def of(actor: Actor, organization_id: object, wanted: trail.Search = EVERYTHING) -> QuerySet[Entry]:
    """The entries of the organization's trail, for its administrators; refused to others who see it."""
    found = reading.find(actor, organization_id, seen.by, Permission.ORGANIZATION_ACTIVITY)
    return trail.search(Entry.objects.filter(organization_id=found.pk), wanted)


@action("organizations.export_activity", Permission.ORGANIZATION_ACTIVITY, of=seen.by)
def export(
    actor: Actor, organization: Organization, wanted: trail.Search, form: exports.Format
) -> Iterator[str]:
    """Export what was done in the organization, without where people come from."""
    record.entry(actor, "activity.exported", organization, organization=organization, **wanted.as_details())
    found = of(actor, organization.pk, wanted)
    return form.write(exports.rows(found, exports.Audience(origins=False)))
