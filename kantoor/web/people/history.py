"""What the trail says of a person, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kantoor.audit.models import Entry
from kantoor.environments.models import EnvironmentRole


@dataclass(frozen=True)
class Event:
    icon: str
    at: dt.datetime
    words: str
    note: str = ""


def events(entries: Iterable[Entry]) -> list[Event]:
    """A line for every entry that says something about a person; newest first."""
    return [event for event in map(_event, entries) if event is not None]


def _event(entry: Entry) -> Event | None:
    given = {"who": entry.actor_name or _("The system"), "place": entry.organization_name}
    words = {
        "people.joined": (_("Joined by invitation"), "log-in"),
        "signups.accepted": (_("Made the account"), "log-in"),
        "people.appointed": (_("%(who)s gave another role"), "pencil"),
        "people.blocked": (_("%(who)s blocked them"), "lock"),
        "people.unblocked": (_("%(who)s unblocked them"), "lock-open"),
        "people.offboarded": (_("%(who)s off-boarded them"), "door-open"),
        "people.removed": (_("%(who)s removed them"), "user-round-x"),
        "memberships.added": (_("%(who)s added them to %(place)s"), "plus"),
        "memberships.changed": (_("%(who)s changed their role or end date in %(place)s"), "pencil"),
        "memberships.removed": (_("%(who)s removed them from %(place)s"), "x"),
        "memberships.ended": (_("Membership of %(place)s ended"), "x"),
        "memberships.left": (_("Left %(place)s"), "log-out"),
        "memberships.accepted": (_("Accepted to work in %(place)s"), "check"),
        "sign-ins.began": (_("Signed in"), "log-in"),
        "passwords.changed": (_("Changed the password"), "key-round"),
        "passwords.reset": (_("Chose a new password by mailed link"), "key-round"),
    }.get(entry.action)
    if words is None:
        return None
    return Event(words[1], entry.at, words[0] % given, _note(entry.action, entry.details | entry.private))


def _note(action: str, details: dict[str, Any]) -> str:
    if action == "people.appointed":
        role = str(EnvironmentRole(details["role"]).label)
        return f"{role}, {_('relationship manager')}" if details.get("relationship_manager") else role
    return str(details.get("reason", "")) if action == "people.blocked" else ""
