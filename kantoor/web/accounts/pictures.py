"""The one door to faces."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from kantoor.accounts import pictures


@require_safe
def show(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A face, to those who may see the person; kept by their browser until it changes."""
    content, fingerprint = pictures.of(request.actor, person_id)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type="image/webp")
    response["ETag"] = quote_etag(fingerprint)
    fixed = request.GET.get("v") == fingerprint
    response["Cache-Control"] = "private, max-age=31536000, immutable" if fixed else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
