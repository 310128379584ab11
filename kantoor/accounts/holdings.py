"""Everything that gives a person something, or waits for them: what a block suspends and a removal ends (domain 3.6)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kantoor.accounts.models import Operatorship, User
from kantoor.environments.models import Appointment
from kantoor.groups.models import GroupMembership
from kantoor.inbox.models import Kind, Request, RequestState
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
    rows = memberships(user)
    own = rows.filter(organization__environment_id=user.environment_id)
    names = own.order_by("organization__folded").values_list("organization__name", flat=True)
    in_groups = places(user)
    own_groups = in_groups.filter(group__environment_id=user.environment_id)
    ours = own.count()
    shared = shares(user).filter(organization__environment_id=user.environment_id).count()
    return Holdings(
        memberships=ours,
        memberships_elsewhere=rows.count() - ours,
        organizations=list(names[:NAMED]),
        groups=list(own_groups.order_by("group__folded").values_list("group__name", flat=True)),
        groups_elsewhere=in_groups.exclude(group__environment_id=user.environment_id).count(),
        participations=[_other_side(row, user) for row in _described(participations(user))],
        requests=requests(user).count(),
        sessions=sessions(user).count(),
        operates=operatorships(user).exists(),
        shares=shared,
        shares_elsewhere=shares(user).count() - shared,
    )


def memberships(user: User) -> QuerySet[Membership]:
    """Their own memberships that nobody has ended; those past their date give nothing and are left out."""
    return Membership.objects.live().filter(user=user)


def places(user: User) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.live().filter(user=user)


def shares(user: User) -> QuerySet[Share]:
    """Given to them; what they gave in the name of organizations stays (domain 7.5)."""
    return Share.objects.live().filter(user=user)


def participations(user: User) -> QuerySet[Participant]:
    return Participant.objects.live().filter(user=user)


def requests(user: User) -> QuerySet[Request]:
    """What waits for their answer, and partnerships they asked for: they would be the first participant.

    A membership that they offered stands: it is asked in the name of the organization.
    """
    asked = Q(asked_by=user, kind=Kind.PARTNERSHIP)
    return Request.objects.filter(Q(to_user=user) | asked, state=RequestState.OPEN)


def questions(user: User) -> QuerySet[Request]:
    """What they asked access to. Counted nowhere: it would tell what there is (domain 7.7)."""
    return Request.objects.filter(asked_by=user, kind=Kind.ACCESS, state=RequestState.OPEN)


def sessions(user: User) -> QuerySet[UserSession]:
    return UserSession.objects.filter(user=user)


def operatorships(user: User) -> QuerySet[Operatorship]:
    return Operatorship.objects.live().filter(user=user)


def appointments(user: User) -> QuerySet[Appointment]:
    return Appointment.objects.live().filter(user=user)


def _described(rows: QuerySet[Participant]) -> Iterable[Participant]:
    return rows.select_related("partnership__low", "partnership__high").order_by("id")


def _other_side(row: Participant, user: User) -> str:
    pair = row.partnership
    other = pair.high if pair.low_id == user.environment_id else pair.low
    return str(other.name) or _("a partner")
