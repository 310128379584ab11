"""What the round + of a list offers: an invoice, or files, in the name of an organization."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kantoor.access import refusals
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.organizations.models import Organization, State
from kantoor.web.addresses import to

MOST = 5


@dataclass(frozen=True)
class Way:
    """A line of the menu."""

    label: str
    url: str
    icon: str
    note: str = ""


@dataclass(frozen=True)
class Adding:
    """The menu, or the reason why there is none."""

    ways: list[Way]
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.ways or self.reason)


def acts(actor: Actor, organization: Organization) -> Adding:
    """For one organization."""
    if organization.state != State.ACTIVE:
        return Adding([])
    reason = refusals.why_not(actor, Permission.DOCUMENTS_CREATE, organization)
    return Adding([], reason) if reason else Adding(_ways(organization, ""))


def in_each(organizations: list[Organization]) -> Adding:
    """For some, in whose name the actor makes documents."""
    active = [row for row in organizations if row.state == State.ACTIVE]
    return Adding([way for place in active for way in _ways(place, place.name)])


def _ways(organization: Organization, note: str) -> list[Way]:
    return [
        Way(_("Make an invoice"), to("invoice_new", organization.pk), "receipt-text", note),
        Way(_("Upload files"), to("document_upload", organization.pk), "upload", note),
    ]
