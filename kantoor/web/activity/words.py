"""Entries of the trail as lines that people read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.action import REGISTRY
from kantoor.access.policy import GROUNDS
from kantoor.audit.models import Entry
from kantoor.audit.trail import REFUSED
from kantoor.environments.models import EnvironmentRole
from kantoor.web.activity.sentences import KINDS, SENTENCES

# Details that are told beneath the sentence.
NOTED = ("reason", "domain", "address", "partner")


@dataclass(frozen=True)
class Line:
    """One thing done, or tried."""

    icon: str
    text: str
    note: str
    place: str
    origin: str
    moment: dt.datetime


def told(entry: Entry, reader: UUID | None = None, across: str = "") -> Line:
    """The entry as a line. Given the reader's environment, who acts elsewhere is named by the company, `across`."""
    ours = reader is None or entry.environment_id == reader
    icon, text = _refusal(entry) if entry.refused else _sentence(entry, "" if ours else across)
    note = _note(entry, NOTED[:-1] if across else NOTED)
    return Line(icon, text, note, entry.organization_name, entry.origin if ours else "", entry.at)


def _sentence(entry: Entry, actor: str) -> tuple[str, str]:
    who = actor or entry.actor_name or _actor(entry)
    icon, words = SENTENCES.get(entry.action, ("activity", None))
    if words is None:
        return icon, f"{who}: {_name(entry.action)}"
    named = {"subject": entry.subject_name or _subject(entry), "organization": entry.organization_name}
    return icon, str(words) % {"actor": who, **named}


def _refusal(entry: Entry) -> tuple[str, str]:
    if entry.action in SENTENCES and entry.action not in REGISTRY:  # a failed sign-in
        return _sentence(entry, "")
    tried = REGISTRY.get(entry.action)
    act = str(GROUNDS[tried.permission].phrase) if tried else _name(entry.action)
    said = _("%(actor)s tried to %(act)s, and was refused")
    return "lock", said % {"actor": entry.actor_name or _actor(entry), "act": act}


def _actor(entry: Entry) -> str:
    return _("Somebody") if entry.actor_id else _("The system")


def _subject(entry: Entry) -> str:
    """Without a name it was a group that is gone, an unknown address, or somebody whose name was erased."""
    return _("somebody")


def _name(action: str) -> str:
    """memberships.list_read → Members: list read; what the registry knows says itself what it does."""
    if action in REGISTRY:
        return REGISTRY[action].summary.rstrip(".")
    kind, _dot, verb = action.partition(".")
    return f"{KINDS.get(kind, kind.replace('-', ' ').capitalize())}: {verb.replace('_', ' ')}"


def _note(entry: Entry, keys: tuple[str, ...]) -> str:
    given: dict[str, Any] = entry.details | entry.private
    if entry.action == "people.appointed" and given.get("role") in EnvironmentRole.values:
        role = str(EnvironmentRole(given["role"]).label)
        return f"{role}, {_('relationship manager')}" if given.get("relationship_manager") else role
    parts = [given.get(key) for key in keys]
    return " · ".join(str(part) for part in parts if part)


def kinds(chosen: str) -> list[tuple[str, str, bool]]:
    """What can be chosen: the kinds of acts that the product knows, and all refusals."""
    found = {name.partition(".")[0] for name in (*SENTENCES, *REGISTRY)}
    labels = sorted((str(KINDS[kind]), kind) for kind in found & KINDS.keys())
    more = (
        []
        if chosen in ("", REFUSED) or chosen in {kind for _label, kind in labels}
        else [(_name(chosen), chosen)]
    )
    options = [
        ("", _("Everything")),
        (REFUSED, _("Refused")),
        *((kind, label) for label, kind in labels + more),
    ]
    return [(kind, label, kind == chosen) for kind, label in options]
