"""Colleagues who could follow somebody who leaves, as the combobox shows them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kantoor.access.policy import Permission
from kantoor.accounts import offboarding
from kantoor.accounts.models import User
from kantoor.environments import people
from kantoor.web import choosing
from kantoor.web.request import Asked

SHOWN = 20


@require_GET
def options(request: Asked, user_id: UUID) -> HttpResponse:
    """Who can be chosen, as one types."""
    user = people.one(request.actor, user_id)
    people.require(request.actor, Permission.PEOPLE_REMOVE)
    return choosing.answer(request, lambda text: groups(user, offboarding.successors(user, text, SHOWN)))


def groups(user: User, found: Sequence[User]) -> list[dict[str, Any]]:
    """All are of the company of who leaves."""
    rows = [option(one) for one in found]
    return [{"label": user.environment.name, "note": "", "options": rows}] if found else []


def option(one: User) -> dict[str, Any]:
    """One of them."""
    return {"value": str(one.pk), "name": one.name, "about": one.email, "kind": "person"}
