"""Changing the status of many, once there is an act for one."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kantoor.access.actor import Actor
from kantoor.documents.models import Status
from kantoor.kernel.errors import Invalid

ACTS = "kantoor.documents.statuses"


def available() -> bool:
    return find_spec(ACTS) is not None


def change(actor: Actor, key: UUID, status: str, reason: str) -> None:
    """One document; which status may follow which is the act's affair."""
    if status not in Status.values or not available():
        raise Invalid(_("Choose a status."), field="status")
    acts: Any = import_module(ACTS)
    acts.change(actor, key, Status(status), reason=reason)
