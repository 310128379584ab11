"""Requests are asked again by ourselves when the database's connection dies under them (decision 0130).

What only looks is simply asked again. An act is asked again only if it was not kept: its mark tells (`once`).
"""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect

from kantoor.kernel import connections
from kantoor.web import once
from kantoor.web.addresses import back

PATIENCE = 8.0  # seconds in which it is asked again; a failover takes longer, and pages should say so by then
PAUSE = 0.3
SMALL = 64 * 1024  # bytes of a form that are kept to be sent again
SAFE = ("GET", "HEAD", "OPTIONS")
Respond = Callable[[Any], HttpResponse]


class Again:
    """Outermost but for the health check: every other piece of middleware may need the database."""

    def __init__(self, get_response: Respond) -> None:
        if connection.vendor != "postgresql":
            raise MiddlewareNotUsed  # a file does not go away
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return self._act(request)
        response = self.get_response(request)
        if request.method in SAFE and is_lost(request):
            return self._repeat(request, response, b"", lambda: False)
        return response

    def _act(self, request: HttpRequest) -> HttpResponse:
        key, known = once.key_of(request)
        try:
            connections.ensure()
            if known and once.was_done(key):
                return _done(request)
        except DatabaseError:
            connections.refresh()
        body = _small_body(request)
        with once.doing(key):
            response = self.get_response(request)
            if not is_lost(request) or body is None:
                return response
            return self._repeat(request, response, body, lambda: once.was_done(key))

    def _repeat(
        self, request: HttpRequest, response: HttpResponse, body: bytes, is_done: Callable[[], bool]
    ) -> HttpResponse:
        until = time.monotonic() + PATIENCE
        while is_lost(request) and time.monotonic() < until:
            time.sleep(PAUSE)
            connections.refresh()
            try:
                if is_done():
                    return _done(request)
            except DatabaseError:
                continue
            request = WSGIRequest(request.META | {"wsgi.input": BytesIO(body)})
            response = self.get_response(request)
        return response


def is_lost(request: HttpRequest) -> bool:
    """What `errors.broken` found out."""
    return getattr(request, "lost", False)


def _small_body(request: HttpRequest) -> bytes | None:
    """None when it is too much to be kept, or did not come whole."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit() and int(length) <= SMALL):
        return None
    try:
        return request.body
    except UnreadablePostError:
        return None


def _done(request: HttpRequest) -> HttpResponse:
    """To where they came from, which shows how it stands now; for htmx too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(back(request))
