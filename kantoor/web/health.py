"""Whether the installation answers."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static


class Health:
    """Answers before everything else: sessions and whoever asks would need the database that may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return show(request) if request.path_info == "/healthz" else self.get_response(request)


def show(request: HttpRequest) -> JsonResponse:
    """200 with version and database, 503 when the database is away."""
    try:
        with connection.cursor() as cursor:
            # A table, since SQLite would make an empty database where there is none.
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return JsonResponse({"version": settings.VERSION, "database": "away"}, status=503)
    return JsonResponse({"version": settings.VERSION, "database": connection.vendor})


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name beside what is no page of ours."""
    return redirect(static("kantoor/icon.svg"))
