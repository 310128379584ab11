"""What a person was told, for the Updates tab."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kantoor.access.actor import Actor
from kantoor.kernel.clock import Now
from kantoor.kernel.prepared import Prepared
from kantoor.notifications import wording
from kantoor.notifications.models import Notice


@dataclass(frozen=True)
class Update:
    """A notice as it is read."""

    sentence: str
    quote: str
    url: str
    who: str
    kind: str
    outside: bool
    at: dt.datetime
    read: bool


def of(actor: Actor) -> QuerySet[Notice]:
    """Their own, with the entries."""
    return Notice.objects.filter(user_id=actor.user_id).select_related("entry", "user")


def count_unread(actor: Actor) -> int:
    """At most 100 are counted."""
    return _unread.count(user=actor.user_id)


_unread = Prepared(
    lambda user: Notice.objects.filter(user_id=user, read_at=None).order_by().values_list("pk")[:100]
)


def mark_read(actor: Actor, notices: Sequence[Notice]) -> None:
    """From now on these have been seen."""
    unread = [notice.pk for notice in notices if notice.read_at is None]
    if unread:
        Notice.objects.filter(user_id=actor.user_id, pk__in=unread, read_at=None).update(read_at=Now())


def described(notices: Sequence[Notice]) -> list[Update]:
    """The notices in words, in their order. One query for the requests that they are about."""
    by_entry = {told.entry.pk: told for told in wording.load([notice.entry for notice in notices])}
    return [_update(notice, by_entry[notice.entry_id]) for notice in notices if notice.entry_id in by_entry]


def _update(notice: Notice, told: wording.Told) -> Update:
    entry, side = notice.entry, wording.side_of(notice.user)
    telling = told.telling_for(notice.user_id)
    return Update(
        sentence=wording.sentence(told, telling, side),
        quote=wording.quote(told),
        url=wording.path(told, telling),
        who=entry.organization_name or entry.actor_name,
        kind="company" if entry.organization_name else "person",
        outside=entry.environment_id != side,
        at=entry.at,
        read=notice.read_at is not None,
    )
