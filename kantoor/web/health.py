"""Whether the installation answers, for machines that watch: /livez, /healthz, /readyz and /metrics."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from kantoor.kernel import migrated, stopping
from kantoor.web import metrics


class Health:
    """Answers before everything else: sessions and whoever asks would need the database that may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = PAGES.get(request.path_info)
        if answer is None or (answer is metrics.show and not metrics.allowed(request)):
            return self.get_response(request)
        told = answer(request)
        told._has_been_logged = True  # type: ignore[attr-defined]  # else a line for each look while it is away
        return told


def live(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers at all; whether it can do its work is not asked."""
    return JsonResponse({"version": settings.VERSION})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when people can be sent here; 503 with the reason while the database is away or behind, or at the end."""
    told, status = {"version": settings.VERSION, "ready": "yes"}, 503
    if stopping.begun():
        told["ready"] = "stopping"
    elif not _answers():
        told["ready"] = "database away"
    elif migrated.missing():
        told["ready"] = "migrations missing: run kantoor migrate"
    else:
        status = 200
    return JsonResponse(told, status=status)


def show(request: HttpRequest) -> JsonResponse:
    """200 with version and database, 503 when the database is away."""
    if not _answers():
        return JsonResponse({"version": settings.VERSION, "database": "away"}, status=503)
    return JsonResponse({"version": settings.VERSION, "database": connection.vendor})


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name beside what is no page of ours."""
    return redirect(static("kantoor/icon.svg"))


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            # A table, since SQLite would make an empty database where there is none.
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return False
    return True


PAGES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/livez": live,
    "/healthz": show,
    "/readyz": ready,
    "/metrics": metrics.show,
}
