"""The tus protocol 1.0.0 (https://tus.io): resumable transfers, with creation, termination, expiration and checksum.

docs/decisions/0050 says why it is spoken here and not by a library.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from kantoor.documents.models import Box
from kantoor.kernel.errors import DomainError, Invalid
from kantoor.uploads import intake, transfers
from kantoor.uploads.inspection import MB
from kantoor.uploads.models import Transfer
from kantoor.web.files import sums
from kantoor.web.request import Asked

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
BYTES = "application/offset+octet-stream"
DIGITS = 18  # what a database can hold
View = Callable[..., HttpResponse]


def spoken(*methods: str) -> Callable[[View], View]:
    """For a view that speaks the protocol: its version is agreed on, refusals are a line of text."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: Asked, **place: UUID) -> HttpResponse:
            said = _answer(request, methods, lambda: view(request, **place))
            said["Tus-Resumable"] = VERSION
            said["Cache-Control"] = "no-store"
            return said

        return answer

    return decorate


def _answer(request: Asked, methods: tuple[str, ...], act: Callable[[], HttpResponse]) -> HttpResponse:
    if request.method == "OPTIONS":
        return _able()
    if request.method not in methods:
        return HttpResponse(status=405, headers={"Allow": ", ".join((*methods, "OPTIONS"))})
    if request.headers.get("Tus-Resumable") != VERSION:
        return HttpResponse(status=412, headers={"Tus-Version": VERSION})
    try:
        return act()
    except DomainError as refusal:
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")


def _able() -> HttpResponse:
    """What this server can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(int(settings.KANTOOR_UPLOAD_LARGEST * MB)),
        "Tus-Checksum-Algorithm": ",".join(sums.KNOWN),
    }
    return HttpResponse(status=204, headers=headers)


@spoken("POST")
def create(request: Asked, organization_id: UUID) -> HttpResponse:
    """Announce a file."""
    told = metadata(request.headers.get("Upload-Metadata", ""))
    length = number(request, "Upload-Length")
    name = told.get("filename") or told.get("name", "")
    made = transfers.begin(
        request.actor, organization_id, box_of(told.get("box", "")), name, length, told.get("mark", "")[:80]
    )
    if not length:
        made = transfers.finish(request.actor, made)
    headers = {"Location": reverse("transfer", args=[made.pk]), "Upload-Expires": _expires(made)}
    return HttpResponse(status=201, headers=headers)


@spoken("HEAD", "PATCH", "DELETE")
def one(request: Asked, transfer_id: UUID) -> HttpResponse:
    """How far it is; more of it; give it up."""
    transfer = transfers.find(request.actor, transfer_id)
    if request.method == "HEAD":
        return _state(transfer, 200)
    if request.method == "DELETE":
        transfers.discard(request.actor, transfer)
        return HttpResponse(status=204)
    if request.content_type != BYTES:
        return HttpResponse(status=415)
    if request.headers.get("Transfer-Encoding"):
        return HttpResponse(status=411)
    start, length = number(request, "Upload-Offset"), number(request, "Content-Length")
    fits = sums.check(request.headers.get("Upload-Checksum", ""))
    source: Any = request  # it reads like a file
    return _state(transfers.receive(request.actor, transfer, start, length, source, fits), 204)


def _state(transfer: Transfer, status: int) -> HttpResponse:
    name = b64encode(transfer.name.encode()).decode()
    headers = {
        "Upload-Offset": str(transfers.offset(transfer)),
        "Upload-Length": str(transfer.length),
        "Upload-Metadata": f"filename {name}",
        "Upload-Expires": _expires(transfer),
    }
    return HttpResponse(status=status, headers=headers)


def _expires(transfer: Transfer) -> str:
    return http_date(transfer.expires_at.timestamp())


def number(request: Asked, header: str) -> int:
    """A header that is a whole number, zero or more."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise Invalid(_("The header %(name)s is missing or no number.") % {"name": header})
    return int(text)


def metadata(header: str) -> dict[str, str]:
    """`filename d29ybGQ=,box bWFkZQ==`."""
    told = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            told[key] = b64decode(value, validate=True).decode()
        except (NotBase64, UnicodeDecodeError, ValueError):
            raise Invalid(_("The header %(name)s cannot be read.") % {"name": "Upload-Metadata"}) from None
    return told


def box_of(text: str) -> Box:
    """Where it belongs; received, when nothing is said."""
    if not text:
        return Box.RECEIVED
    if text not in intake.BOXES:
        raise Invalid(_("Choose where the files belong: made here, or received."), field="box")
    return Box(text)
