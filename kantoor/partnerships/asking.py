"""Relationship requests: asking, what accepting does, withdrawing, reminding (domain 6.2)."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.environments.models import Environment
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.partnerships import ending, finding, partnerships
from kantoor.partnerships.models import Participant, Partnership

MESSAGE_LENGTH = 1000
BETWEEN_REMINDERS = dt.timedelta(hours=24)


def own_environment(actor: Actor) -> QuerySet[Environment]:
    """In whose name the actor asks."""
    rows: QuerySet[Environment] = Environment.objects.filter(pk=actor.environment_id)
    return rows


def made_by(actor: Actor) -> QuerySet[Request]:
    """The relationship requests that the actor's side has made, open or settled."""
    rows = Request.objects.filter(kind=Kind.PARTNERSHIP, environment_id=actor.environment_id)
    return rows.select_related("environment", "to_environment", "asked_by")


def waiting_across(actor: Actor) -> QuerySet[Request]:
    """Our requests that the others have not answered, oldest first."""
    return made_by(actor).filter(state=RequestState.OPEN, expires_at__gt=Now()).order_by("id")


def waiting_here(actor: Actor) -> QuerySet[Request]:
    """The requests of others to our side that nobody has answered, oldest first."""
    rows = Request.objects.filter(
        kind=Kind.PARTNERSHIP,
        to_environment_id=actor.environment_id,
        state=RequestState.OPEN,
        expires_at__gt=Now(),
    )
    return rows.select_related("environment", "asked_by").order_by("id")


@action("partnerships.ask", Permission.PARTNERSHIPS_ASK, of=own_environment)
def ask(actor: Actor, own: Environment, other: UUID | str, message: str = "", number: str = "") -> Request:
    """Send a relationship request; if the other side has asked us already, this is the acceptance.

    `number` is the registration number by which an unlisted environment was found. The request that comes
    back is open, or accepted when the two crossed.
    """
    message = message.replace("\0", "").strip()
    if len(message) > MESSAGE_LENGTH:
        raise Invalid(_("Write at most 1,000 characters."), field="message")
    theirs = finding.one(actor, other, number)
    partnerships.hold_pair(own.pk, theirs.pk)
    if partnerships.between(own.pk, theirs.pk).exists():
        raise Conflict(_("You and %(name)s are partners already.") % {"name": theirs.name})
    there = _open_between(own, theirs)
    if there and there.environment_id == own.pk:
        raise Unchanged(there)
    if there:
        return _accept_crossing(actor, there, message)
    made: Request = Request.objects.create(
        kind=Kind.PARTNERSHIP,
        environment=own,
        to_environment=theirs,
        asked_by=actor.user,
        message=message,
        expires_at=now() + requests.LIFE,
    )
    requests.told(actor, made, "asked", partner=theirs.name, asker=own.name)
    return made


def _open_between(one: Environment, other: Environment) -> Request | None:
    """The request of the pair that waits for an answer; one past its date is settled on the way."""
    pair = (one.pk, other.pk)
    rows = Request.objects.filter(
        kind=Kind.PARTNERSHIP, state=RequestState.OPEN, environment_id__in=pair, to_environment_id__in=pair
    )
    found: Request | None = rows.select_related("environment", "to_environment", "asked_by").first()
    if found and found.expires_at <= now():
        requests.settle(found, RequestState.EXPIRED, None)
        requests.told(None, found, "expired")
        return None
    return found


def _accept_crossing(actor: Actor, theirs: Request, message: str) -> Request:
    begin(actor, theirs)
    requests.settle(theirs, RequestState.ACCEPTED, actor.user)
    requests.told(actor, theirs, "accepted", crossed=True, message=message)
    return theirs


@requests.on_accept(Kind.PARTNERSHIP)
def begin(actor: Actor, request: Request) -> Partnership:
    """The partnership that was asked for, with asker and accepter as its first participants (domain 6.3)."""
    asker, accepter = request.environment, request.to_environment
    assert asker is not None and accepter is not None
    partnerships.hold_pair(asker.pk, accepter.pk)
    request.refresh_from_db(fields=["state"])
    if request.state != RequestState.OPEN:
        raise Conflict(requests.what_happened(request))
    low, high = sorted((asker, accepter), key=lambda side: side.pk)
    ending.end_past(low, high)
    made: Partnership = Partnership.objects.create(
        low=low, high=high, asked_by_low=asker.pk == low.pk, began_by=actor.user
    )
    for person in (request.asked_by, actor.user):
        _first_participant(made, person)
    Request.objects.filter(pk=request.pk).update(partnership=made)
    request.partnership = made
    return made


def _first_participant(made: Partnership, person: User | None) -> None:
    if person is not None and person.removed_at is None:
        Participant.objects.create(
            partnership=made, environment_id=person.environment_id, user=person, began_by=person
        )


@action("partnerships.withdraw", Permission.PARTNERSHIPS_ASK, of=made_by)
def withdraw(actor: Actor, request: Request) -> Request:
    """Take a relationship request back before it is answered."""
    requests.settle(request, RequestState.WITHDRAWN, actor.user)
    requests.told(actor, request, "withdrawn")
    return request


@action("partnerships.remind", Permission.PARTNERSHIPS_ASK, of=made_by)
def remind(actor: Actor, request: Request) -> Request:
    """Send the request once more, at most once a day."""
    if request.state != RequestState.OPEN or request.expires_at <= now():
        raise Conflict(requests.what_happened(request))
    if request.reminded_at and request.reminded_at > now() - BETWEEN_REMINDERS:
        raise Conflict(_("A reminder was sent less than a day ago. Give them a little time."))
    Request.objects.filter(pk=request.pk).update(reminded_at=Now())
    request.refresh_from_db(fields=["reminded_at"])
    requests.told(actor, request, "reminded")
    return request
