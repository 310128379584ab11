"""Holds that whoever runs the installation places and lifts, where nobody is left who may: by a command.

A closed organization whose last administrators were all removed or blocked has documents still, and nobody takes it over
(domain 2, 4.5).
"""

from uuid import UUID

from kantoor.access import reach
from kantoor.access.action import hold, performing
from kantoor.access.refusals import organization_administrators
from kantoor.kernel.errors import Conflict, NotFound
from kantoor.organizations import organizations
from kantoor.organizations.models import Organization
from kantoor.retention import holds
from kantoor.retention.models import Hold


def place(organization_id: UUID, reason: str) -> Hold:
    """Keep everything of the organization from going. `NotFound`; `Conflict` names who decides there."""
    with performing():
        found = _left_alone(organization_id)
        return holds.begin(None, found, None, reason)


def lift(organization_id: UUID) -> int:
    """Lift what was placed by a command, and nothing that a person placed. How many."""
    with performing():
        found = _left_alone(organization_id)
        rows = Hold.objects.live().filter(organization=found, document=None, began_by=None)
        placed = list(rows.select_related("organization"))
        if not placed:
            raise Conflict("No hold of this organization was placed by a command.")
        for one in placed:
            holds.end(None, one)
        return len(placed)


def _left_alone(organization_id: UUID) -> Organization:
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None:
        raise NotFound
    hold(found)
    last = reach.kept().filter(organization=found, user__isnull=False)
    names = organization_administrators(found.pk) or list(last.values_list("user__name", flat=True))
    if not names and organizations.has_own_administrator(found):
        raise Conflict(f"Administrators by a group can place and lift holds of {found.name}.")
    if names:
        raise Conflict(f"{', '.join(names)} can place and lift holds of {found.name}.")
    return found
