"""Reading one thing: found through what the actor can see, then the permission asked; in that order (style, habit 3)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models

from kantoor.access import looking, refusals
from kantoor.access.action import may
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission

T = TypeVar("T", bound=models.Model)


def find(actor: Actor, key: Any, of: Callable[[Actor], "models.QuerySet[T]"], permission: Permission) -> T:
    """The one with this id out of `of(actor)`; NotFound if it is not there for them, Refused if not allowed."""
    found = looking.find(actor, key, of)
    if not may(actor, permission, found):
        raise refusals.of(permission, actor.environment_id, found)
    return found
