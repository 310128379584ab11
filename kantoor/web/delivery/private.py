"""What a private link shows, without an account: one document and its files, and nothing beside."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kantoor.delivery import links
from kantoor.documents import files
from kantoor.einvoices.invoice import Invoice
from kantoor.kernel.errors import Conflict, NotFound
from kantoor.web.limits import too_often
from kantoor.web.proxies import origin_of

MOST = 120  # a minute, from one address
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@never_cache
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The document, or that the link no longer works; looking is counted, asking for the head is not."""
    if too_often(request, "private_link", MOST):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        letter = links.opened(token)
    except NotFound:
        return _with_headers(render(request, "delivery/no_letter.html", status=HTTPStatus.NOT_FOUND))
    if request.method == "GET":
        links.count(letter, origin_of(request))
    shown: dict[str, Any] = {
        "letter": letter,
        "document": letter.document,
        "organization": letter.document.organization,
        "token": token,
        "invoice": Invoice.from_json(letter.document.invoice) if letter.document.invoice else None,
    }
    return _with_headers(render(request, "delivery/letter.html", shown))


@never_cache
@require_safe
def file(request: HttpRequest, token: str, file_id: UUID) -> HttpResponse | FileResponse:
    """One of its files, always as a download."""
    if too_often(request, "private_link", MOST):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        found = links.file(token, file_id)
        content = files.opened(found)
    except (NotFound, Conflict):
        return _with_headers(render(request, "delivery/no_letter.html", status=HTTPStatus.NOT_FOUND))
    if request.method == "GET":
        links.note(found, origin_of(request))
    response = FileResponse(content, as_attachment=True, filename=found.name)
    response["Content-Type"] = found.media_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _with_headers(response)


def _with_headers(response: Any) -> Any:
    for name, value in HEADERS.items():
        response[name] = value
    return response
