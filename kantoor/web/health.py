"""Whether the installation answers."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static


def show(request: HttpRequest) -> JsonResponse:
    """200 with version and database, 503 when the database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"version": settings.VERSION, "database": "away"}, status=503)
    return JsonResponse({"version": settings.VERSION, "database": connection.vendor})


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name beside what is no page of ours."""
    return redirect(static("kantoor/icon.svg"))
