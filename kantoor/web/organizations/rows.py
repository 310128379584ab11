"""The rows of the list of organizations, drawn in Python (docs/decisions/0003)."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kantoor.organizations.memberships import said
from kantoor.organizations.models import OrganizationRole, State
from kantoor.organizations.organizations import Row
from kantoor.web.addresses import to
from kantoor.web.drawn import piece
from kantoor.web.templatetags import kantoor as mark


def draw(rows: Iterable[Row]) -> SafeString:
    """The rows of a page."""
    states = {state.value: str(state.label) for state in State}
    levels = {role: mark.level(role.value, str(role.label)) for role in OrganizationRole}
    return mark_safe("".join(_row(row, states, levels) for row in rows))


def _row(row: Row, states: dict[str, str], levels: dict[OrganizationRole, SafeString]) -> SafeString:
    place, names = row.organization, ", ".join(row.administrators)
    words = {
        "named": mark.person(place.name, about=place.city, url=to("organization", place.pk), kind="company"),
        "level": levels[row.role] if row.role else "",
        "administered": _("Administered by %(names)s") % {"names": names} if names else "",
        "members": said(row.members),
    }
    return piece("organization_row", words, state=place.state, state_label=states[place.state])
