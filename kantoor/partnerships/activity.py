"""What was done in a partnership, and by its people with us (domain 8.6)."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.access import reading
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import exports, record, trail
from kantoor.audit.models import HIGH, LOW, Entry
from kantoor.environments import activity
from kantoor.partnerships import partnerships
from kantoor.partnerships.models import Partnership

# What each side may know of the other's acts: those on the partnership itself.
SHARED = Q(action__startswith="partnerships.") | Q(action__startswith="participants.")


def of(actor: Actor, partnership_id: object, wanted: trail.Search) -> QuerySet[Entry]:
    """What stands in our trail about the partner, and what they did to the partnership; for administrators."""
    found = reading.find(actor, partnership_id, partnerships.visible_to, Permission.ACTIVITY_SEE)
    here = actor.environment_id
    return trail.search(_entries(here, partnerships.other_side(found, here).pk), wanted)


def _entries(here: UUID, there: UUID) -> QuerySet[Entry]:
    ours = Q(environment_id=here, partner_id=there)
    theirs = Q(environment_id=there, partner_id=here, refused=False) & SHARED
    low, high = sorted((here, there))
    # Along the index of pairs: of either company alone there may be very much more.
    between = Entry.objects.alias(low=LOW, high=HIGH).filter(low=low, high=high, partner_id__isnull=False)
    return between.filter(ours | theirs)


@action("partnerships.export_activity", Permission.ACTIVITY_SEE, of=partnerships.visible_to)
def export(
    actor: Actor, partnership: Partnership, wanted: trail.Search, form: exports.Format
) -> Iterator[str]:
    """Export what was done in the partnership, without who acts on the other side."""
    theirs = partnerships.other_side(partnership, actor.environment_id)
    record.entry(actor, "activity.exported", partnership, partner_id=theirs.pk, **wanted.as_details())
    audience = exports.Audience(False, actor.environment_id, activity.within(actor))
    return form.write(exports.rows(of(actor, partnership.pk, wanted), audience))
