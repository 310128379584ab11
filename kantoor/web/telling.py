"""A line in the log, a number in the metrics and a span for every request; the answer carries its id."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kantoor.kernel import logs, spans
from kantoor.web import metrics

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
IDENTIFIER = re.compile(r"[\w.-]{8,64}", re.ASCII)
REFUSED, BROKEN = 400, 500
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Telling:
    """Tells the name of the route and the ids in it: addresses hold the secrets of links, and what people looked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        metrics.begin()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun, number = time.perf_counter(), number_of(request)
        method = request.method if request.method in METHODS else "other"
        with logs.about(request=number), spans.request(request.headers, str(method)) as span:
            response = self.get_response(request)
            seconds, route = time.perf_counter() - begun, route_of(request)
            told = {"method": method, "route": route, "status": response.status_code}
            spans.name(span, f"{method} {route}", response.status_code)
            metrics.answered(route, str(method), response.status_code, seconds)
            told |= {"ms": round(seconds * 1000, 1), **ids_of(request)}
            _tell(request, response, told)
        response[HEADER] = number
        return response


def _tell(request: HttpRequest, response: HttpResponse, told: dict[str, Any]) -> None:
    """In the place of Django's own line about what was refused, which knows no ids."""
    level = logging.INFO if response.status_code < REFUSED else logging.WARNING
    level = level if response.status_code < BROKEN else logging.ERROR
    said = "answered" if level == logging.INFO else f"{response.reason_phrase}: {request.path}"
    log.log(level, "%s", said, extra={"told": told})
    response._has_been_logged = True  # type: ignore[attr-defined]


def number_of(request: HttpRequest) -> str:
    """The id that a proxy of ours gave (others' words never come this far), else a new one."""
    given = request.headers.get(HEADER, "")
    number = given if settings.BEHIND_PROXY and IDENTIFIER.fullmatch(given) else uuid4().hex
    request.META["kantoor.request"] = number
    return number


def route_of(request: HttpRequest) -> str:
    """The name of the page; few different ones, whatever is asked."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def ids_of(request: HttpRequest) -> dict[str, UUID]:
    """The ids in the address: document, organization …"""
    match = request.resolver_match
    given = match.kwargs if match else {}
    return {name: value for name, value in given.items() if isinstance(value, UUID)}
