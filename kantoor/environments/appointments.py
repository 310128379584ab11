"""Environment roles and the relationship-manager mark: one open appointment per person (domain 2)."""

from typing import Any

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.environments import administrators, people
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.kernel.errors import Conflict, Invalid, Refused


@action("people.appoint", Permission.PEOPLE_APPOINT, of=people.colleagues)
def change(actor: Actor, user: User, role: int, relationship_manager: bool = False) -> Appointment:
    """Give another role or the relationship-manager mark; works on the very next request."""
    check(role, relationship_manager)
    held = Appointment.objects.live().filter(user=user).first()
    if held is None:
        raise Conflict(_("%(name)s has no role here any more.") % {"name": user.name})
    if (held.role, held.relationship_manager) == (role, relationship_manager):
        raise Unchanged(held)
    why = administrators.why_environment_needs(user)
    if why and role != EnvironmentRole.ADMINISTRATOR:
        raise Refused(why)
    Appointment.objects.filter(pk=held.pk).end(actor.user, "changed")
    made = Appointment.objects.create(
        environment_id=user.environment_id,
        user=user,
        role=role,
        relationship_manager=relationship_manager,
        began_by=actor.user,
    )
    before = {"role": held.role, "relationship_manager": held.relationship_manager}
    after: dict[str, Any] = {"role": int(role), "relationship_manager": relationship_manager}
    record.entry(actor, "people.appointed", made, subject=user, before=before, **after)
    return made


def check(role: int, relationship_manager: bool) -> None:
    """A role that exists; the mark stands on advanced users and administrators only."""
    if role not in EnvironmentRole.values:
        raise Invalid(_("Choose basic, advanced or administrator."), field="role")
    if relationship_manager and role < EnvironmentRole.ADVANCED:
        message = _(
            "A relationship manager is an advanced user or an administrator. Choose one of these roles."
        )
        raise Invalid(message, field="relationship_manager")
