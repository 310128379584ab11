"""The tab Groups of an organization: the groups that are members of it, and what that gives."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.access import reading, refusals
from kantoor.access.policy import Permission
from kantoor.groups import membership_groups
from kantoor.organizations import seen
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """Which groups, with which role, until when, how many people."""
    organization = reading.find(request.actor, organization_id, seen.by, Permission.MEMBERS_SEE)
    page, rows = membership_groups.of(request.actor, organization, request.GET.get("page", ""))
    context = frame(request.actor, organization, "groups") | {
        "page": page,
        "rows": rows,
        "refusal": refusals.why_not(request.actor, Permission.MEMBERS_ADD, organization),
    }
    return render(request, "groups/tab.html", context)
