"""One request, with all that somebody needs to know before they answer (domain 5.4)."""

from dataclasses import dataclass

from django.db.models import SmallIntegerField, Value

from kantoor.access import reach, reading
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.prepared import Prepared

_members_now = Prepared(
    lambda organization: (
        reach.memberships()
        .filter(organization_id=organization)
        .order_by()
        .values_list(Value(1, SmallIntegerField()))
    )
)


@dataclass(frozen=True)
class Opened:
    """What the page shows beside the request itself."""

    request: Request
    asker_role: int | None = None
    members: int = 0
    reached: bool = False

    @property
    def waits(self) -> bool:
        """Whether it can be answered."""
        return bool(self.standing == RequestState.OPEN)

    @property
    def standing(self) -> RequestState:
        """As it stands by the database's clock."""
        return RequestState(self.request.standing)  # type: ignore[attr-defined]

    @property
    def happened(self) -> str:
        """What became of it, in a sentence; empty while it waits."""
        self.request.state = self.standing
        return "" if self.waits else requests.what_happened(self.request)


def find(actor: Actor, request_id: object) -> Opened:
    """The request, if it is this person's to answer or was; `NotFound` otherwise."""
    request = reading.find(actor, request_id, requests.addressed_to, Permission.OWN_ANSWER)
    return opened(actor, request)


def opened(actor: Actor, request: Request) -> Opened:
    """The same for one that was found already. How many members there are is told only while it waits."""
    if request.kind != Kind.MEMBERSHIP or request.organization_id is None:
        return Opened(request)
    where = request.organization_id
    reached = reach.role_in(actor.user_id, where) is not None
    if request.standing != RequestState.OPEN:  # type: ignore[attr-defined]
        return Opened(request, reached=reached)
    asker = reach.role_in(request.asked_by_id, where) if request.asked_by_id else None
    return Opened(request, asker, _members_now.count(organization=where), reached)
