"""Why not, and who can help (domain 2, last line)."""

from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.access.policy import GROUNDS, Permission, Scope
from kantoor.documents.models import Document
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.kernel.errors import Refused
from kantoor.organizations.models import Organization, OrganizationRole

NAMED = 3


def organization_administrators(organization: UUID, most: int = NAMED) -> list[str]:
    """Names of active administrators of the organization, own people first."""
    rows = reach.memberships().filter(
        ~reach.blocked("user_id"),
        organization_id=organization,
        role=OrganizationRole.ADMINISTRATOR,
        user__isnull=False,
    )
    return list(rows.order_by("partnership_id", "name_key").values_list("user__name", flat=True)[:most])


def environment_administrators(environment: UUID, most: int = NAMED) -> list[str]:
    """Names of active administrators of the environment."""
    rows = Appointment.objects.live().filter(
        ~reach.blocked("user_id"), environment_id=environment, role=EnvironmentRole.ADMINISTRATOR
    )
    return list(rows.order_by("user__folded").values_list("user__name", flat=True)[:most])


def refused(
    permission: Permission,
    environment_id: UUID,
    organization: Organization | None = None,
    document: Document | None = None,
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
        helpers = organization_administrators(organization.pk)
        start = _("Only administrators of %(name)s can %(act)s") % {
            "name": organization.name,
            "act": grounds.phrase,
        }
    elif grounds.scope is Scope.OPERATOR:
        helpers, start = [], _("Only the operator of this installation can %(act)s") % {"act": grounds.phrase}
    else:
        helpers = environment_administrators(environment_id)
        who = {
            Scope.RELATIONS: _("Only relationship managers and administrators can %(act)s"),
        }.get(grounds.scope, _("Only administrators of your company can %(act)s"))
        start = who % {"act": grounds.phrase}
    return Refused(f"{start}: {', '.join(helpers)}." if helpers else f"{start}.", helpers=helpers)


def why_not(
    actor: Actor,
    permission: Permission,
    organization: Organization | None = None,
    document: Document | None = None,
) -> str:
    """The reason to show at a control that the actor may not use; empty when they may."""
    if actor.may(
        permission,
        organization_id=organization.pk if organization else None,
        document_id=document.pk if document else None,
    ):
        return ""
    return str(refused(permission, actor.environment_id, organization, document))
