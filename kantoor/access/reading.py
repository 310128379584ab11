"""Reading one thing: found through what the actor can see, then the permission asked; in that order (style, habit 3)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models

from kantoor.access import refusals
from kantoor.access.action import environment_of, organization_of
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.kernel import ids
from kantoor.kernel.errors import NotFound

T = TypeVar("T", bound=models.Model)


def find(actor: Actor, key: Any, of: Callable[[Actor], "models.QuerySet[T]"], permission: Permission) -> T:
    """The one with this id out of `of(actor)`; NotFound if it is not there for them, Refused if not allowed."""
    parsed = ids.parse(key)
    found = of(actor).filter(pk=parsed).first() if parsed else None
    if found is None:
        raise NotFound
    organization = organization_of(found)
    if not actor.may(permission, environment_of(found, permission), organization and organization.pk):
        raise refusals.refused(permission, actor.environment_id, organization)
    return found
