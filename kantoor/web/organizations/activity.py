"""The Activity tab."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kantoor.kernel import pages
from kantoor.organizations import activity, organizations
from kantoor.web.organizations.frame import frame
from kantoor.web.organizations.wording import told
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """What was done, newest first."""
    entries = activity.of(request.actor, organization_id)
    organization = organizations.one(request.actor, organization_id)
    page = pages.keyset(entries, activity.ORDER, request.GET.get("page", ""))
    context = frame(request.actor, organization, "activity") | {
        "page": page,
        "lines": [told(entry) for entry in page.rows],
    }
    return render(request, "organizations/activity.html", context)
