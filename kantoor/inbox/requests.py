"""Requests, whatever their kind: asked, then settled exactly once (domain 1, 5.4, 6.2)."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.utils.translation import gettext as _

from kantoor.access import documents as reached
from kantoor.access import looking, reach
from kantoor.access.action import Unchanged, action, performing
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.access.ways import in_many
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel import pages
from kantoor.kernel.clock import Moment, Now, moment
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level, Share

LIFE = dt.timedelta(days=30)
REASON_LENGTH = 1000
SOME = 500  # settled in one go of the worker
COUNTED, MOST_ASKED = 100, 1_000

# What accepting does, per kind; the parts register themselves (`on_accept`). May raise to refuse it.
_ACCEPTED: dict[str, Callable[[Actor, Request], Any]] = {}
_ENTRY_NAMES = {
    Kind.MEMBERSHIP: "memberships",
    Kind.PARTNERSHIP: "partnerships",
    Kind.JOINING: "joining",
    Kind.GROUP: "groups",
    Kind.ACCESS: "access",
}


def on_accept(kind: Kind) -> Callable[[Callable[[Actor, Request], Any]], Callable[[Actor, Request], Any]]:
    """Register what accepting a request of this kind does; runs in the transaction of the acceptance."""

    def register(does: Callable[[Actor, Request], Any]) -> Callable[[Actor, Request], Any]:
        _ACCEPTED[kind] = does
        return does

    return register


def addressed_to(actor: Actor) -> QuerySet[Request]:
    """Every request, open or settled, that this person may answer or could have answered."""
    related = (
        "organization__environment",
        "asked_by__environment",
        "environment",
        "to_environment",
        "group__partnership",
        "document",
        "answered_by",
    )
    rows = _addressed(actor.user_id, actor.environment_id, _answered_for_all(actor))
    return rows.select_related(*related).annotate(standing=_standing())


def page(actor: Actor, cursor: str = "") -> pages.Page[Request]:
    """A page of them, newest first."""
    place = pages.place(Request, ("-id",), cursor)
    return place.page(looking.first(actor, addressed_to, place))


def _answered_for_all(actor: Actor) -> tuple[Kind, ...]:
    """The kinds of requests to the whole company that this person may answer."""
    answered = ((Permission.PARTNERSHIPS_ANSWER, Kind.PARTNERSHIP), (Permission.JOINING_ANSWER, Kind.JOINING))
    return tuple(kind for permission, kind in answered if actor.may(permission))


def _addressed(user: UUID, environment: UUID, kinds: tuple[Kind, ...]) -> QuerySet[Request]:
    rows = Request.objects.order_by()
    # Said as a union, so that each part has its index.
    every = rows.filter(_to_them(user, environment, kinds)).values("pk")
    return Request.objects.filter(pk__in=every.union(rows.filter(_for_access(user)).values("pk")))


def _to_them(user: UUID, environment: UUID, kinds: tuple[Kind, ...]) -> Q:
    """To the person; of these kinds, to their company."""
    mine = Q(to_user_id=user)
    return mine | Q(to_environment_id=environment, kind__in=kinds) if kinds else mine


def _for_access(user: UUID) -> Q:
    """Questions for access: of documents to those who can share them, of organizations to their administrators."""
    administered = reach.held_by(user).filter(role=OrganizationRole.ADMINISTRATOR).values("organization_id")
    places = Q(document=None, organization_id__in=administered)
    papers = reached.fully_held(user, "organization_id") | Q(
        document_id__in=reached.fully_shared_with(user).values("document_id")
    )
    return Q(kind=Kind.ACCESS) & (places | Q(papers, document__isnull=False))


def _standing() -> Case:
    """The state, but expired from the very moment on, whether or not the worker has written it down yet."""
    late = When(state=RequestState.OPEN, expires_at__lte=Now(), then=Value(RequestState.EXPIRED.value))
    return Case(late, default="state", output_field=CharField())


def waiting_for(actor: Actor) -> QuerySet[Request]:
    """Those of them that still wait for an answer, newest first."""
    return addressed_to(actor).filter(_waits()).order_by("-id")


def _waits() -> Q:
    return Q(state=RequestState.OPEN, expires_at__gt=Now())


def count_waiting(actor: Actor) -> int:
    """How many the rail shows beside Inbox; 100 stands for as many or more. Of more than 1,000 some may be missed."""
    kinds, many, number = _answered_for_all(actor), in_many(actor.user_id), 0
    given = {"user": actor.user_id, "environment": actor.environment_id}
    for most in (COUNTED, MOST_ASKED):
        rows = _waiting_now(kinds, many, most).tuples(**given)
        certain = {key for key, sure in rows if sure}
        # Nearly always there is none, and proving them gathers all that somebody in thousands of organizations holds.
        asked = {key for key, _sure in rows} - certain
        proved = _asked_now.tuples(user=actor.user_id, among=list(asked)) if asked else []
        number = len(certain) + len(proved)
        if number >= COUNTED or len(rows) < most:
            break
    return min(number, COUNTED)


@cache
def _waiting_now(kinds: tuple[Kind, ...], many: bool, most: int) -> Prepared[Any]:
    """It is on every page: made once for each set of kinds. Whether each is certain, or a question still to be proved;
    some of these twice.
    """

    def waiting(user: UUID, environment: UUID) -> QuerySet[Any, tuple[UUID, int]]:
        certain, perhaps = (Value(n, output_field=SmallIntegerField()) for n in (1, 0))
        rows = Request.objects.filter(_waits()).order_by()
        to_them = rows.filter(_to_them(user, environment, kinds)).values_list("pk", certain)
        asked = rows.filter(kind=Kind.ACCESS)
        parts = [asked.filter(part).values_list("pk", perhaps) for part in _perhaps_asked(user, many)]
        return to_them.union(*parts, all=True)[:most]

    return Prepared(waiting, every=False)


def _perhaps_asked(user: UUID, many: bool) -> list[Q]:
    """Which questions for access the person may answer, and some more: what indexes alone tell.

    Found by what they hold; for who holds very much, by what is asked.
    """
    given = Share.objects.filter(ended_at=None, level=Level.FULL).order_by()
    if many:
        places = Membership.objects.filter(user_id=user, ended_at=None, organization=OuterRef("organization"))
        of_groups = Q(organization_id__in=reach.through_groups(user).values("organization_id"))
        of_paper = Exists(given.filter(document_id=OuterRef("document_id")))
        return [Q(Exists(places)) | of_groups | Q(of_paper)]
    held, groups = reach.perhaps(user), reach.groups_of(user)
    receivers = (Q(user_id=user), Q(group_id__in=groups), Q(to_organization_id__in=held))
    first, *rest = (given.filter(receiver).values("document_id") for receiver in receivers)
    return [Q(organization_id__in=held), Q(document_id__in=first.union(*rest, all=True))]


_asked_now = Prepared(
    lambda user, among: (
        Request.objects.filter(_for_access(user), pk__among=among).order_by().values_list("pk")
    ),
    names=("user",),
    lists=("among",),
)


@action("requests.accept", Permission.OWN_ANSWER, of=addressed_to)
def accept(actor: Actor, request: Request) -> Request:
    """Say yes: what was asked for begins in the same transaction. Twice is once."""
    if request.state == RequestState.ACCEPTED and request.answered_by_id == actor.user_id:
        raise Unchanged(request)
    require_open(request)
    if request.kind not in _ACCEPTED:
        raise Conflict(_("Requests of this kind cannot be accepted yet."))
    _ACCEPTED[request.kind](actor, request)
    settle(request, RequestState.ACCEPTED, actor.user)
    told(actor, request, "accepted")
    return request


@action("requests.decline", Permission.OWN_ANSWER, of=addressed_to)
def decline(actor: Actor, request: Request, reason: str = "") -> Request:
    """Say no, with an optional reason that the asker reads. Twice is once."""
    reason = reason.replace("\0", "").strip()
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("Write at most 1,000 characters."), field="reason")
    if request.state == RequestState.DECLINED and request.answered_by_id == actor.user_id:
        raise Unchanged(request)
    settle(request, RequestState.DECLINED, actor.user, reason)
    told(actor, request, "declined")
    return request


def require_open(request: Request) -> None:
    """`Conflict` says what happened to it, if it no longer waits."""
    standing = Request.objects.filter(pk=request.pk, state=RequestState.OPEN, expires_at__gt=Now())
    if not standing.exists():
        request.refresh_from_db(fields=["state"])
        raise Conflict(what_happened(request))


def settle(request: Request, state: RequestState, by: User | None, reason: str = "") -> None:
    """Leave `open`, once; `Conflict` says what happened to it if somebody was first."""
    still_open = Request.objects.filter(pk=request.pk, state=RequestState.OPEN)
    if state != RequestState.EXPIRED:
        still_open = still_open.filter(expires_at__gt=Now())
    done = still_open.update(state=state, answered_at=Now(), answered_by=by, reason=reason[:REASON_LENGTH])
    request.refresh_from_db(fields=["state", "answered_at", "answered_by", "reason"])
    if not done:
        raise Conflict(what_happened(request))


def settle_all(
    requests: QuerySet[Request],
    state: RequestState,
    by: User | None,
    reason: str = "",
    *,
    at: Moment | None = None,
) -> int:
    """The same for many, as part of another act (a partnership ends, an organization closes). How many."""
    still_open = requests.filter(state=RequestState.OPEN)
    return still_open.update(
        state=state, answered_at=moment(at), answered_by=by, reason=reason[:REASON_LENGTH]
    )


def told(actor: Actor | None, request: Request, verb: str, **details: Any) -> Entry:
    """The entry for what happened to a request: `memberships.accepted`, `partnerships.declined`..."""
    ours = request.organization.environment_id if request.organization else request.environment_id
    theirs = request.to_user.environment_id if request.to_user else request.to_environment_id
    place, of_access = ours or theirs, request.kind == Kind.ACCESS
    return record.entry(
        actor,
        f"{_ENTRY_NAMES[Kind(request.kind)]}.{verb}",
        request,
        subject=request.to_user or request.group or (request.asked_by if of_access else None),
        organization=request.organization,
        environment_id=place,
        partner_id=theirs if theirs != place else None,
        **details,
    )


def what_happened(request: Request) -> str:
    """A sentence for somebody who comes too late."""
    return {
        RequestState.ACCEPTED: _("This request was accepted already."),
        RequestState.DECLINED: _("This request was declined already."),
        RequestState.WITHDRAWN: _("This request was withdrawn. There is nothing left to answer."),
        RequestState.ENDED: _("What this request rested on has ended, and the request with it."),
    }.get(RequestState(request.state), _("This request has expired. Ask the sender to send it again."))


def expire_due() -> int:
    """Settle what nobody answered in time; run by the worker. How many."""
    due = Request.objects.filter(state=RequestState.OPEN, expires_at__lte=Now())
    related = ("organization", "to_user", "environment", "to_environment", "group")
    return sum(_expire(request) for request in due.select_related(*related)[:SOME])


def _expire(request: Request) -> bool:
    try:
        with performing():
            settle(request, RequestState.EXPIRED, None)
            told(None, request, "expired")
    except Conflict:
        return False  # somebody settled it in between
    return True
