"""What was done to one document, and who read it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kantoor.documents import readings
from kantoor.web.activity.pages import listed
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, document_id: UUID) -> HttpResponse:
    """Newest first, for who administers the organization."""
    document = readings.find(request.actor, document_id)
    address = reverse("document_activity", args=[document_id])
    found = listed(
        request, lambda wanted: readings.activity(request.actor, document, wanted), address, origins=False
    )
    more = {"document": document, "organization": document.organization, "formats": []}
    return render(request, "documents/activity.html", found | more)
