"""The entries of an organization's trail in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.audit.models import Entry

WORDS = {
    "organizations.added": ("plus", gettext_lazy("%(actor)s added the organization")),
    "organizations.edited": ("pencil", gettext_lazy("%(actor)s changed the details")),
    "organizations.activation_asked": ("stamp", gettext_lazy("%(actor)s applied for activation")),
    "organizations.activation_withdrawn": ("undo-2", gettext_lazy("%(actor)s withdrew the application")),
    "organizations.activation_refused": ("x", gettext_lazy("The application for activation was refused")),
    "organizations.activation_expired": ("clock", gettext_lazy("The application for activation expired")),
    "organizations.activated": ("check", gettext_lazy("The organization became active")),
    "organizations.letter_printed": ("printer", gettext_lazy("The operator printed the letter")),
    "organizations.code_wrong": ("triangle-alert", gettext_lazy("%(actor)s typed a wrong code")),
    "organizations.domain_found": ("globe", gettext_lazy("%(actor)s found the record on the domain")),
    "organizations.evidence_read": ("file-text", gettext_lazy("The operator read the evidence")),
    "organizations.taken_over": ("key-round", gettext_lazy("%(actor)s made %(subject)s administrator")),
    "organizations.closed": ("archive", gettext_lazy("%(actor)s closed the organization")),
    "organizations.closed_to_partner": (
        "archive",
        gettext_lazy("The partner's people lost access with the closing"),
    ),
    "memberships.added": ("user-plus", gettext_lazy("%(actor)s added %(subject)s")),
    "memberships.asked": ("send", gettext_lazy("%(actor)s asked %(subject)s")),
    "memberships.reminded": ("bell", gettext_lazy("%(actor)s reminded %(subject)s")),
    "memberships.accepted": ("check", gettext_lazy("%(actor)s accepted and is a member now")),
    "memberships.declined": ("x", gettext_lazy("%(actor)s declined")),
    "memberships.withdrawn": ("undo-2", gettext_lazy("%(actor)s withdrew the request to %(subject)s")),
    "memberships.expired": ("clock", gettext_lazy("The request to %(subject)s expired")),
    "memberships.changed": ("pencil", gettext_lazy("%(actor)s changed the role or end date of %(subject)s")),
    "memberships.removed": ("x", gettext_lazy("%(actor)s removed %(subject)s")),
    "memberships.left": ("log-out", gettext_lazy("%(actor)s left")),
}


@dataclass(frozen=True)
class Line:
    """One thing done."""

    icon: str
    text: str
    note: str
    moment: Any
    entry: Entry


def told(entry: Entry) -> Line:
    """The entry as a line; a refusal says that it was one."""
    icon, words = WORDS.get(entry.action, ("activity", None))
    names = {"actor": entry.actor_name or _("The system"), "subject": entry.subject_name}
    text = str(words) % names if words else f"{names['actor']}: {entry.action}"
    if entry.refused:
        said = _("%(actor)s tried something they may not: %(action)s")
        text = said % (names | {"action": entry.action})
    return Line(
        "lock" if entry.refused else icon, text, str(entry.details.get("reason", "")), entry.at, entry
    )
