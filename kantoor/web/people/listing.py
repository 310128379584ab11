"""The list of people."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kantoor.environments import invitations, people
from kantoor.environments.models import EnvironmentRole
from kantoor.environments.people import Standing
from kantoor.kernel import pages
from kantoor.web.people import rows as drawn
from kantoor.web.request import Asked


@require_safe
def show(request: Asked) -> HttpResponse:
    """A page of people."""
    return render(request, "people/list.html", table(request))


def table(request: Asked) -> dict[str, Any]:
    """The context of the list; the dialogs over it need it too."""
    here = request.path == reverse("people")
    text, state, role = (request.GET.get(key, "") if here else "" for key in ("q", "state", "role"))
    rows = people.listed(request.actor, text, state, role)
    page = pages.keyset(rows, people.ORDER, request.GET.get("page", "") if here else "")
    shown = people.rows(page.rows)
    return {
        "page": page,
        "people": drawn.draw(request.actor, shown),
        "menus": drawn.menus(request.actor, shown),
        "count": people.count(rows),
        "counted": people.COUNTED,
        "text": text,
        "state": state if state in list(Standing) else "",
        "role": role,
        "roles": [(str(value), label, str(value) == role) for value, label in EnvironmentRole.choices],
        "narrowed": bool(text or state or role),
        "waiting": invitations.waiting(request.actor),
        "list_url": reverse("people"),
    }
