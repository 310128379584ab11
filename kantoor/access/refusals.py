"""Why not, and who can help (domain 2, last line)."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from kantoor.access import groups, reach
from kantoor.access.actor import Actor
from kantoor.access.belonging import document_of, group_of, organization_of
from kantoor.access.policy import GROUNDS, Grounds, Permission, Scope
from kantoor.documents.models import Document
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.groups.models import Group
from kantoor.kernel.errors import Refused
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.models import Membership, Organization, OrganizationRole

NAMED = 3


def organization_administrators(organization: UUID) -> list[str]:
    """Names of active administrators of the organization, own people first."""
    return _of_organization.rows(organization=organization)


def environment_administrators(environment: UUID) -> list[str]:
    """Names of active administrators of the environment."""
    return _of_environment.rows(environment=environment)


def _leading_organization(organization: UUID) -> QuerySet[Membership, str]:
    rows = reach.memberships().filter(
        ~reach.blocked("user_id"),
        organization_id=organization,
        role=OrganizationRole.ADMINISTRATOR,
        user__isnull=False,
    )
    return rows.order_by("partnership_id", "name_key").values_list("user__name", flat=True)[:NAMED]


def _leading_environment(environment: UUID) -> QuerySet[Appointment, str]:
    rows = Appointment.objects.live().filter(
        ~reach.blocked("user_id"), environment_id=environment, role=EnvironmentRole.ADMINISTRATOR
    )
    return rows.order_by("user__folded").values_list("user__name", flat=True)[:NAMED]


_of_organization = Prepared(_leading_organization)
_of_environment = Prepared(_leading_environment)


def of(permission: Permission, environment_id: UUID, target: Model) -> Refused:
    """The refusal for an act on this target."""
    return refused(permission, environment_id, organization_of(target), document_of(target), group_of(target))


def refused(
    permission: Permission,
    environment_id: UUID,
    organization: Organization | None = None,
    document: Document | None = None,
    group: Group | None = None,
    administrators: Callable[[UUID], list[str]] = organization_administrators,
) -> Refused:
    """'Only administrators of Jansen BV can add members: Piet, Anna.'"""
    grounds = GROUNDS[permission]
    if grounds.scope in (Scope.ORGANIZATION, Scope.DOCUMENT) and document is not None:
        # Who is in the organization is told to its members alone; a reader by a share learns its name.
        helpers = []
        start = _("You have too little access to %(act)s. Ask somebody of %(name)s") % {
            "name": document.organization.name,
            "act": grounds.phrase,
        }
    elif grounds.scope is Scope.ORGANIZATION and organization is not None:
        helpers = administrators(organization.pk)
        start = _("Only administrators of %(name)s can %(act)s") % {
            "name": organization.name,
            "act": grounds.phrase,
        }
    elif grounds.scope is Scope.GROUP and group is not None:
        helpers = groups.first_managers(group.pk)
        start = _("Only managers of %(name)s can %(act)s") % {"name": group.name, "act": grounds.phrase}
    elif grounds.scope is Scope.OPERATOR:
        helpers, start = [], _("Only the operator of this installation can %(act)s") % {"act": grounds.phrase}
    else:
        helpers = environment_administrators(environment_id)
        start = _who(grounds) % {"act": grounds.phrase}
    return Refused(f"{start}: {', '.join(helpers)}." if helpers else f"{start}.", helpers=helpers)


def _who(grounds: Grounds) -> str:
    if grounds.scope is Scope.RELATIONS:
        return _("Only relationship managers and administrators can %(act)s")
    if grounds.least == EnvironmentRole.ADVANCED:
        return _("Only advanced users and administrators can %(act)s")
    return _("Only administrators of your company can %(act)s")


def why_not(
    actor: Actor,
    permission: Permission,
    organization: Organization | None = None,
    document: Document | None = None,
    group: Group | None = None,
) -> str:
    """The reason to show at a control that the actor may not use; empty when they may."""
    if actor.may(
        permission,
        organization_id=organization.pk if organization else None,
        document_id=document.pk if document else None,
        group_id=group.pk if group else None,
    ):
        return ""
    return str(refused(permission, actor.environment_id, organization, document, group))


def why_not_in(actor: Actor, organization: Organization, *permissions: Permission) -> list[str]:
    """The same for several in one organization; who administers it is asked once."""
    allowed = actor.may_in(organization.pk, *permissions)
    once = cache(organization_administrators)
    return [
        "" if may else str(refused(one, actor.environment_id, organization, administrators=once))
        for one, may in zip(permissions, allowed, strict=True)
    ]
