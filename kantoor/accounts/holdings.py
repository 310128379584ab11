"""Everything that gives a person something, or waits for them: what a block suspends and a removal ends (domain 3.6)."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.accounts.models import Operatorship, User
from kantoor.environments.models import Appointment
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership
from kantoor.partnerships.models import Participant
from kantoor.sharing.models import Share

NAMED = 20


@dataclass(frozen=True)
class Holdings:
    """How much of each; the names are those that administrators of the person's own environment may know."""

    memberships: int
    memberships_elsewhere: int
    organizations: list[str]
    groups: list[str]
    groups_elsewhere: int
    participations: list[str]
    requests: int
    sessions: int
    operates: bool = False
    shares: int = 0
    shares_elsewhere: int = 0

    @property
    def total(self) -> int:
        """What gives access or waits for an answer."""
        grants = self.memberships + self.memberships_elsewhere + len(self.groups) + self.groups_elsewhere
        grants += self.shares + self.shares_elsewhere
        return grants + len(self.participations) + self.requests + self.sessions + self.operates

    @property
    def unnamed(self) -> int:
        return self.memberships - len(self.organizations)

    def as_details(self) -> dict[str, Any]:
        return asdict(self)


def of(user: User) -> Holdings:
    """What the person has now, blocked or not. Nine queries."""
    ours, in_all = _counted(_memberships, user)
    shared, shared_in_all = _counted(_shares, user)
    at_home = {"user": user.pk, "environment": user.environment_id}
    return Holdings(
        memberships=ours,
        memberships_elsewhere=in_all - ours,
        organizations=_organizations.rows(**at_home),
        groups=_groups.rows(**at_home),
        groups_elsewhere=_groups_elsewhere.count(**at_home),
        participations=[_other_side(row, user) for row in _participations.rows(user=user.pk)],
        requests=_requests.count(user=user.pk),
        sessions=_sessions.count(user=user.pk),
        operates=bool(_operatorships.rows(user=user.pk)),
        shares=shared,
        shares_elsewhere=shared_in_all - shared,
    )


def memberships(user: User | UUID) -> QuerySet[Membership]:
    """Their own memberships that nobody has ended; those past their date give nothing and are left out."""
    return Membership.objects.live().filter(user=user)


def places(user: User | UUID) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.live().filter(user=user)


def shares(user: User | UUID) -> QuerySet[Share]:
    """Given to them; what they gave in the name of organizations stays (domain 7.5)."""
    return Share.objects.live().filter(user=user)


def participations(user: User | UUID) -> QuerySet[Participant]:
    return Participant.objects.live().filter(user=user)


def requests(user: User | UUID) -> QuerySet[Request]:
    """What waits for their answer, and partnerships they asked for: they would be the first participant.

    A membership that they offered stands: it is asked in the name of the organization.
    """
    asked = Q(asked_by=user, kind=Kind.PARTNERSHIP)
    return Request.objects.filter(Q(to_user=user) | asked, state=RequestState.OPEN)


def questions(user: User) -> QuerySet[Request]:
    """What they asked access to. Counted nowhere: it would tell what there is (domain 7.7)."""
    return Request.objects.filter(asked_by=user, kind=Kind.ACCESS, state=RequestState.OPEN)


def sessions(user: User | UUID) -> QuerySet[UserSession]:
    return UserSession.objects.filter(user=user)


def operatorships(user: User | UUID) -> QuerySet[Operatorship]:
    return Operatorship.objects.live().filter(user=user)


def appointments(user: User) -> QuerySet[Appointment]:
    return Appointment.objects.live().filter(user=user)


def _at_home(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, tuple[int, int]]":
    """How many are of organizations of the person's own environment, and how many there are; no row for none."""
    own = Q(organization__environment_id=F("user__environment_id"))
    found = rows.order_by().values("user_id").annotate(ours=Count("pk", filter=own), every=Count("pk"))
    return found.values_list("ours", "every")


_memberships = Prepared(lambda user: _at_home(memberships(user)))
_shares = Prepared(lambda user: _at_home(shares(user)))
_organizations = Prepared(
    lambda user, environment: (
        memberships(user)
        .filter(organization__environment_id=environment)
        .order_by("organization__folded")
        .values_list("organization__name", flat=True)[:NAMED]
    )
)
_groups = Prepared(
    lambda user, environment: (
        places(user)
        .filter(group__environment_id=environment)
        .order_by("group__folded")
        .values_list("group__name", flat=True)
    )
)
_groups_elsewhere = Prepared(
    lambda user, environment: places(user).exclude(group__environment_id=environment).values_list("pk")
)
_participations = Prepared(
    lambda user: (
        participations(user)
        .order_by("id")
        .values_list("partnership__low_id", "partnership__low__name", "partnership__high__name")
    )
)
_requests = Prepared(lambda user: requests(user).values_list("pk"))
_sessions = Prepared(lambda user: sessions(user).values_list("pk"))
_operatorships = Prepared(lambda user: operatorships(user).values_list("pk", flat=True)[:1])


def _counted(asked: "Prepared[tuple[int, int]]", user: User) -> tuple[int, int]:
    return next(iter(asked.rows(user=user.pk)), (0, 0))


def _other_side(row: tuple[UUID, str, str | None], user: User) -> str:
    low_id, low, high = row
    return (high if low_id == user.environment_id else low) or _("a partner")
