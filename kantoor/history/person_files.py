"""A person's access over time as files: one's own, of one's own people, or of whoever has something of an organization."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import profile
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.history import persons, sheets, timeline
from kantoor.history.listing import Listing
from kantoor.history.sight import Sight, within
from kantoor.organizations import seen
from kantoor.organizations.models import Organization


@dataclass(frozen=True)
class Wanted:
    """Which list of a person: the timeline; with `until` what they had then; with both what changed."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def of(self, sight: Sight) -> Listing[Any]:
        if self.since and self.until:
            return persons.compared(sight, self.since, self.until)
        return persons.then(sight, self.until) if self.until else timeline.of(sight)

    def as_details(self) -> dict[str, Any]:
        what = "changes" if self.since else "access" if self.until else "timeline"
        given = {"since": self.since, "until": self.until}
        return {"what": what} | {key: at.isoformat() for key, at in given.items() if at}


def own_people(actor: Actor) -> QuerySet[User]:
    """Everybody of the actor's environment, removed ones too."""
    return User.objects.filter(environment_id=actor.environment_id).select_related("environment")


@action("history.export_own", Permission.OWN_PROFILE, of=profile.itself)
def export_own(actor: Actor, user: User, wanted: Wanted, form: sheets.Form) -> Iterator[bytes]:
    """Export one's own access over time."""
    return _export(actor, Sight(user, actor.environment_id, itself=True), wanted, form)


@action("history.export_person", Permission.ACTIVITY_SEE, of=own_people)
def export_person(actor: Actor, user: User, wanted: Wanted, form: sheets.Form) -> Iterator[bytes]:
    """Export the access of one of one's own people over time."""
    return _export(actor, Sight(user, actor.environment_id), wanted, form)


@action("history.export_person_in", Permission.ORGANIZATION_ACTIVITY, of=seen.by)
def export_within(
    actor: Actor, place: Organization, user_id: UUID, wanted: Wanted, form: sheets.Form
) -> Iterator[bytes]:
    """Export what one person had of an organization over time."""
    return _export(actor, within(actor, place.pk, user_id), wanted, form)


def _export(actor: Actor, sight: Sight, wanted: Wanted, form: sheets.Form) -> Iterator[bytes]:
    found = wanted.of(sight)
    record.entry(
        actor,
        "history.exported",
        sight.person,
        subject=sight.person,
        organization=sight.within,
        **wanted.as_details(),
    )
    return form.write(found, wanted.since, wanted.until)
