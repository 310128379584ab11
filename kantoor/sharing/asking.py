"""Asking for access to what one may not see, without learning whether it is there (domain 7.7)."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _
from django_tasks import task

from kantoor.access import actor as actors
from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.access.action import Unchanged, action, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.accounts.profile import itself
from kantoor.audit import record
from kantoor.documents.models import Document
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Refused
from kantoor.organizations import adding_members
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Organization, OrganizationRole, State
from kantoor.retention.due import THERE
from kantoor.sharing import shares
from kantoor.sharing.models import Level, Question
from kantoor.sharing.receivers import To

AN_HOUR, A_DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MOST_AN_HOUR = 10
MESSAGE_LENGTH = 1000


@action("access.ask", Permission.OWN_ASK, of=itself)
def ask(actor: Actor, user: User, thing: str, key: UUID, message: str = "") -> None:
    """Ask the people of whatever stands at an address; the same is done whether or not there is anything."""
    mine = Question.objects.filter(asked_by=user)
    if mine.filter(asked_at__gt=now() - AN_HOUR).count() >= MOST_AN_HOUR:
        raise Conflict(_("You have asked often in this hour. Wait a little, or ask somebody you know there."))
    if mine.filter(thing=thing, thing_id=key, asked_at__gt=now() - A_DAY).exists():
        raise Unchanged
    clean = message.replace("\0", "").strip()[:MESSAGE_LENGTH]
    made = Question.objects.create(asked_by=user, thing=thing, thing_id=key, message=clean)
    record.entry(actor, "access.asked_for", user, subject=user, thing=thing, id=str(key))
    look.enqueue(str(made.pk))


def last_asked(actor: Actor, thing: str, key: UUID) -> dt.datetime | None:
    """When the actor last asked at this address; their own question, whatever is there."""
    mine = Question.objects.filter(asked_by=actor.user, thing=thing, thing_id=key)
    return mine.order_by("-asked_at").values_list("asked_at", flat=True).first()


@task()
def look(key: str) -> None:
    """Bring a question to those who can answer it, if there are any; done by the worker, so that nobody can time it."""
    question = Question.objects.filter(pk=key, looked_at=None).first()
    if question is None:
        return
    try:
        with performing():
            if not _brought(question):
                raise Unchanged
    except (Unchanged, Conflict):
        pass  # nothing there, theirs already, or asked a moment ago
    Question.objects.filter(pk=question.pk).update(looked_at=Now())


def _brought(question: Question) -> bool:
    asker = actors.of(question.asked_by_id)
    document, organization = _thing(question)
    if asker is None or organization is None or _reaches(asker, document, organization):
        return False
    made = Request(
        kind=Kind.ACCESS,
        environment_id=asker.environment_id,
        asked_by=asker.user,
        to_environment_id=organization.environment_id,
        organization=organization,
        document=document,
        message=question.message,
        expires_at=now() + requests.LIFE,
    )
    stale = Request.objects.filter(kind=Kind.ACCESS, asked_by=asker.user, organization=organization)
    requests.settle_all(stale.filter(expires_at__lte=Now()), RequestState.EXPIRED, None)
    if stale.filter(document=document, state=RequestState.OPEN).exists():
        return False
    made.save(force_insert=True)
    requests.told(None, made, "asked", document=str(document) if document else "")
    return True


def _thing(question: Question) -> tuple[Document | None, Organization | None]:
    """What stands at the address, where somebody could give access to it."""
    places = Organization.objects.filter(state=State.ACTIVE).select_related("environment")
    if question.thing == "organization":
        return None, places.filter(pk=question.thing_id).first()
    document = Document.objects.filter(THERE, pk=question.thing_id).first()
    return document, places.filter(pk=document.organization_id).first() if document else None


def _reaches(asker: Actor, document: Document | None, organization: Organization) -> bool:
    if document is not None:
        return reached.level_on(asker.user_id, document.pk) is not None
    return reach.role_in(asker.user_id, organization.pk) is not None


@action("access.grant", Permission.OWN_ANSWER, of=requests.addressed_to)
def grant(actor: Actor, request: Request, level: int, until: dt.datetime | None) -> Request:
    """Say yes to a question for access: a share at a level, or a role in the organization; until a date."""
    if request.kind != Kind.ACCESS:
        raise Conflict(_("This request is answered in another way."))
    requests.require_open(request)
    _give(actor, request, level, until)
    requests.settle(request, RequestState.ACCEPTED, actor.user)
    requests.told(actor, request, "accepted", level=level, until=shares.stamp(until))
    return request


@requests.on_accept(Kind.ACCESS)
def give_least(actor: Actor, request: Request) -> None:
    """Accepted without a level: to view, or as a viewer."""
    _give(actor, request, min(Level), None)


def _give(actor: Actor, request: Request, level: int, until: dt.datetime | None) -> None:
    asker, organization = request.asked_by, request.organization
    assert asker is not None and organization is not None
    if request.document is not None:
        given = shares.give(actor, request.document.pk, [To("u", asker.pk)], level, until)
        refused = given.count(shares.Outcome.NOT_CHOOSABLE)
    else:
        picks = [Pick(asker.pk, OrganizationRole(level) if level in OrganizationRole.values else 0, until)]
        refused = adding_members.add(actor, organization.pk, picks).count(
            adding_members.Outcome.NOT_CHOOSABLE
        )
    if refused:
        said = _(
            "%(name)s of %(company)s cannot be chosen here: for that their company has to be your partner and "
            "put them forward."
        )
        raise Refused(said % {"name": asker.name, "company": asker.environment.name})
