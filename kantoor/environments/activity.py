"""What was done in the environment, for its administrators (domain 8.6)."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from kantoor.access import reach
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.audit import exports, record, trail
from kantoor.audit.models import Entry
from kantoor.environments import people
from kantoor.environments.models import Environment
from kantoor.kernel import ids
from kantoor.kernel.prepared import Prepared


def of(actor: Actor, wanted: trail.Search) -> QuerySet[Entry]:
    """The entries of the environment's own trail that fit; refused to all but its administrators."""
    people.require(actor, Permission.ACTIVITY_SEE)
    return trail.search(Entry.objects.filter(environment_id=actor.environment_id), wanted)


def within(actor: Actor) -> frozenset[UUID]:
    """The organizations of whose documents the actor may read words in the trail: those they have a role in."""
    return frozenset(key for (key,) in _within.rows(user=actor.user_id))


_within = Prepared(reach.through)


def whom(actor: Actor, person: object) -> User | None:
    """The person whose entries are looked for, if they are one of the environment's; None for all others."""
    key = ids.parse(person) if person else None
    return User.objects.filter(pk=key, environment_id=actor.environment_id).first() if key else None


@action("activity.export", Permission.ACTIVITY_SEE, of=people.environment_of)
def export(
    actor: Actor, environment: Environment, wanted: trail.Search, form: exports.Format
) -> Iterator[str]:
    """Export what was done in the company."""
    record.entry(actor, "activity.exported", environment, **wanted.as_details())
    return form.write(exports.rows(of(actor, wanted), exports.Audience(within=within(actor))))
