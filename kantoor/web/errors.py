"""Errors as calm pages: what happened, what to do now, who can help. To htmx they are a toast."""

import re
import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kantoor.kernel import connections, ids
from kantoor.kernel.errors import DomainError, NotFound
from kantoor.web.addresses import back

Respond = Callable[[HttpRequest], HttpResponse]
ASKABLE = re.compile(r"/(?P<thing>document|organization)s/(?P<key>[0-9a-f-]{36})/")
DRESSED = frozenset({400, 405, 409, 429})


def page(
    request: HttpRequest, status: int, refusal: DomainError | None = None, name: str = "", question: str = ""
) -> HttpResponse:
    """The page for a status; `refusal` brings its sentence and who can help."""
    context = {"refusal": refusal, "back": back(request), "status": status, "question": question}
    if request.headers.get("HX-Request"):
        said = {"message": str(refusal or "") or _("That did not work. Nothing was changed.")}
        response = render(request, "errors/toast.html", said, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response
    return render(request, name or f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    refusal = exception if isinstance(exception, DomainError) else None
    return page(request, HTTPStatus.FORBIDDEN, refusal)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same, byte for byte, for what is not there and what is not theirs (domain 7.7)."""
    return page(request, HTTPStatus.NOT_FOUND, question=question(request))


def question(request: HttpRequest) -> str:
    """Where somebody signed in asks for access; by the form of the address alone, whatever there is (domain 7.7)."""
    found = ASKABLE.match(request.path)
    key = ids.parse(found["key"]) if found and getattr(request, "actor", None) is not None else None
    return reverse(f"{found['thing']}_question", args=[key]) if found and key else ""


def broken(request: HttpRequest) -> HttpResponse:
    """Without database, session or middleware: any of them may be what broke."""
    request.lost = connections.is_lost(sys.exc_info()[1])  # type: ignore[attr-defined]  # for `again`
    if request.lost:  # type: ignore[attr-defined]
        unknown = request.method not in ("GET", "HEAD", "OPTIONS")
        said = render_to_string("errors/away.html", {"unknown": unknown})
        return HttpResponse(said, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "10"})
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token no longer fits: signed in or out elsewhere since, or cookies are off."""
    return page(request, HTTPStatus.FORBIDDEN, name="403_csrf.html")


class ErrorPages:
    """Gives refusals of the doors, and Django's bare answers, their page."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        bare = response.status_code in DRESSED and not response.streaming and not response.content
        if not bare:
            return response
        dressed = page(request, response.status_code)
        if "Allow" in response:
            dressed["Allow"] = response["Allow"]
        return dressed

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return not_found(request, exception)
        return page(request, exception.status, exception) if isinstance(exception, DomainError) else None
