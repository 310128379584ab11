"""The demo's mailbox: what would have been sent. Nowhere else: mails carry links that open things."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from kantoor.kernel import pages
from kantoor.notifications import mail

# The HTML part has its styles in it and nothing else: no script, no picture, no frame but ours around it.
LETTER_POLICY: dict[str, Any] = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The mails, newest first; `to` narrows them to one address."""
    _only_in_the_demo()
    address = request.GET.get("to", "").replace("\0", "")[:254]
    page = pages.keyset(mail.kept(address), ("-id",), request.GET.get("page", ""))
    context = {"page": page, "mails": mail.readable(page.rows), "address": address}
    return render(request, "mailbox/index.html", context)


@csp_replace({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know no arguments
@require_GET
def show(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail, its HTML and its text part."""
    _only_in_the_demo()
    return render(request, "mailbox/mail.html", {"each": mail.one_kept(mail_id)})


@xframe_options_sameorigin
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type]
@require_GET
def html(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame."""
    _only_in_the_demo()
    return HttpResponse(mail.one_kept(mail_id).letter.html)  # type: ignore[attr-defined]


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
