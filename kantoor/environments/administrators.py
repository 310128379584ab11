"""The rules that keep somebody in charge: of the environment, and of each of its organizations (domain 5.7)."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.action import lock
from kantoor.accounts.models import User
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.kernel.errors import Refused
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, Organization, State

NAMED = 3


def lasting(environment_id: UUID) -> QuerySet[Appointment]:
    """Those who count: administrators who are not blocked and have no end date."""
    return Appointment.objects.live().filter(
        ~reach.blocked("user_id"),
        environment_id=environment_id,
        role=EnvironmentRole.ADMINISTRATOR,
        expires_at=None,
        user__removed_at=None,
    )


def why_environment_needs(user: User) -> str:
    """Why the environment cannot do without this administrator, and whom to appoint first; empty if it can."""
    if set(_two_lasting.rows(environment=user.environment_id)) != {user.pk}:
        return ""
    names = _successors(user)
    said = _("%(name)s is the last administrator of %(environment)s.") % {
        "name": user.name,
        "environment": user.environment.name,
    }
    if not names:
        return f"{said} " + _("Invite a colleague and make them administrator first.")
    return f"{said} " + _("Make a colleague administrator first: %(names)s.") % {"names": ", ".join(names)}


_two_lasting = Prepared(lambda environment: lasting(environment).values_list("user_id", flat=True)[:2])


def _successors(user: User) -> list[str]:
    """Colleagues who could be administrator, those with the highest role first."""
    others = Appointment.objects.live().filter(~reach.blocked("user_id"), environment_id=user.environment_id)
    names = others.exclude(user_id=user.pk).order_by("-role", "user__folded")
    return list(names.values_list("user__name", flat=True)[:NAMED])


def alone_in(user: User) -> list[Organization]:
    """The active organizations of the environment that would be left without a lasting administrator.

    One that was never activated has no members besides its creator and can appoint nobody: it does not count.
    """
    return _alone_in.rows(user=user.pk)


def _left_without(user: UUID) -> QuerySet[Organization]:
    lasting_there = reach.lasting_administrators(OuterRef("organization_id"))  # type: ignore[arg-type]
    own = Membership.objects.open().filter(
        Exists(lasting_there.filter(pk=OuterRef("pk"))),
        ~Exists(lasting_there.exclude(user_id=user)),
        user_id=user,
        organization__state=State.ACTIVE,
    )
    return Organization.objects.filter(pk__in=own.values("organization_id")).order_by("folded", "id")


_alone_in = Prepared(_left_without)


def why_organizations_need(user: User) -> str:
    """Why organizations cannot do without this person; empty if they can."""
    places = alone_in(user)
    if not places:
        return ""
    names = ", ".join(place.name for place in places[:NAMED])
    more = len(places) - NAMED
    if more > 0:
        names = _("%(names)s and %(more)d more") % {"names": names, "more": more}
    said = _("%(name)s is the last administrator of %(organizations)s.")
    first = _("Appoint another administrator there first (tab Members).")
    return f"{said % {'name': user.name, 'organizations': names}} {first}"


def require_others(user: User) -> None:
    """Refuse to take somebody away without whom the environment or an organization has no administrator."""
    why = why_environment_needs(user) or why_organizations_need(user)
    if why:
        raise Refused(why)


def hold(organizations: Iterable[UUID]) -> None:
    """Lock the organizations, in one order for everybody; the environment is locked already by the action."""
    if connection.features.has_select_for_update:
        for organization in Organization.objects.filter(pk__in=set(organizations)).order_by("pk"):
            lock(organization)
