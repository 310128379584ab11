"""Mail addresses of organizations: `<token>@<domain of the installation>` (domain 3.7, 7.3)."""

import secrets

from django.conf import settings
from django.utils.translation import gettext as _

from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.inbound.models import Mailbox
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict
from kantoor.organizations import seen
from kantoor.organizations.models import Organization
from kantoor.uploads import intake

# Without letters and digits that people take for each other on paper.
LETTERS, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 16


def domain() -> str:
    """Where mail to this installation goes; empty: none is taken in."""
    given: str = settings.KANTOOR_MAIL_IN
    return given


def address(organization: Organization) -> str:
    """Where its documents are mailed to; empty while it has no address."""
    held = Mailbox.objects.filter(organization=organization).first() if domain() else None
    return f"{held.token}@{domain()}" if held else ""


def organization_at(given: str) -> Organization | None:
    """Whose address it is; what stands behind a + is for the sender."""
    name, _at, place = given.strip().lower().rpartition("@")
    if not domain() or place != domain():
        return None
    token = name.partition("+")[0]
    if not set(token) <= set(LETTERS):
        return None
    held = Mailbox.objects.filter(token=token[:40]).select_related("organization").first()
    return held.organization if held else None


@action("mailboxes.renew", Permission.ORGANIZATION_EDIT, of=seen.by)
def renew(actor: Actor, organization: Organization) -> str:
    """Give the organization a mail address, or another one; the earlier one counts no more."""
    if not domain():
        raise Conflict(_("No mail is taken in here."))
    intake.require_active(organization)
    token = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    fresh = {"token": token, "made_by": actor.user, "made_at": now()}
    Mailbox.objects.update_or_create(organization=organization, defaults=fresh)
    record.entry(actor, "mailboxes.renewed", organization, organization=organization)
    return f"{token}@{domain()}"
