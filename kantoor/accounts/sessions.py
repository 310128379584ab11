"""Where somebody is signed in, and ending it. The rows are django-allauth's `UserSession`."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts import profile
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.kernel.errors import NotFound


def of(actor: Actor) -> QuerySet[UserSession]:
    """The actor's sessions that still hold, newest first."""
    held = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=actor.user_id, session_key__in=held).order_by("-created_at", "-pk")


@action("sessions.end", Permission.OWN_PROFILE, of=profile.itself)
def end(actor: Actor, user: User, session_id: int) -> None:
    """Sign out in one other place."""
    session = UserSession.objects.filter(user=user, pk=session_id).first()
    if session is None:
        raise NotFound
    _end(UserSession.objects.filter(pk=session.pk))
    record.entry(actor, "sessions.ended", user, subject=user, sessions_ended=1)


@action("sessions.end_others", Permission.OWN_PROFILE, of=profile.itself)
def end_others(actor: Actor, user: User, but: str = "") -> int:
    """Sign out everywhere; `but` names the session key to keep. How many ended."""
    ended = end_all(user, but=but)
    if not ended:
        raise Unchanged(0)
    record.entry(actor, "sessions.ended", user, subject=user, sessions_ended=ended)
    return ended


def renewed(actor: Actor, before: str, after: str) -> None:
    """The actor's session goes on under another key, as it does after a new password."""
    UserSession.objects.filter(user=actor.user_id, session_key=before).update(session_key=after)


def end_all(user: User, but: str = "") -> int:
    """End every session of a user (but one), as part of a running action: a block, a removal…"""
    return _end(UserSession.objects.filter(user=user).exclude(session_key=but))


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
