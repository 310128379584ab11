"""The Activity tab."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kantoor.organizations import activity, organizations
from kantoor.web.activity.pages import listed, sent
from kantoor.web.organizations.frame import frame
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, organization_id: UUID) -> HttpResponse:
    """What was done, newest first."""
    address = reverse("organization_activity", args=[organization_id])
    found = listed(
        request,
        lambda wanted: activity.of(request.actor, organization_id, wanted),
        address,
        origins=False,
    )
    organization = organizations.one(request.actor, organization_id)
    context = frame(request.actor, organization, "activity") | found
    return render(request, "organizations/activity.html", context)


@require_POST
def export(request: Asked, organization_id: UUID, form: str) -> StreamingHttpResponse:
    """The organization's, as a file."""
    return sent(
        request,
        form,
        "organization",
        lambda wanted, kind: activity.export(request.actor, organization_id, wanted, kind),
    )
