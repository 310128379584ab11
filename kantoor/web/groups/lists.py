"""The list of groups."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.access import refusals
from kantoor.access.policy import Permission
from kantoor.groups import groups, listing
from kantoor.web.request import Asked


@require_GET
def show(request: Asked) -> HttpResponse:
    """A page of groups."""
    return render(request, "groups/list.html", table(request))


def table(request: Asked) -> dict[str, Any]:
    """The context of the list; the panel over it needs it too."""
    text = request.GET.get("q", "")
    page = groups.page(request.actor, text, request.GET.get("page", ""))
    return {
        "page": page,
        "rows": listing.described(request.actor, page.rows),
        "text": text,
        "not_making": refusals.why_not(request.actor, Permission.GROUPS_CREATE),
    }
