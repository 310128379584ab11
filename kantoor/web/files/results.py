"""What came of a file that somebody brought: its line on the upload page, and what they can still do with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kantoor.kernel.errors import DomainError
from kantoor.retention import infected
from kantoor.uploads import scanning, transfers
from kantoor.uploads.models import Transfer
from kantoor.web.request import Asked


@require_GET
def show(request: Asked, transfer_id: UUID) -> HttpResponse:
    """Its line alone; asked for by itself, the page on which it stands."""
    transfer = transfers.find(request.actor, transfer_id)
    if not request.headers.get("HX-Request"):
        return _back(transfer)
    return render(request, "files/transfer.html", {"line": lines([transfer])[0]})


@require_POST
def completion(request: Asked, transfer_id: UUID) -> HttpResponse:
    """Take in what has come whole; with `again` also if it is here already."""
    transfer = transfers.find(request.actor, transfer_id)
    try:
        transfers.finish(request.actor, transfer, again="again" in request.POST)
    except DomainError as problem:
        messages.error(request, str(problem))
    return _back(transfer)


@require_POST
def removal(request: Asked, transfer_id: UUID) -> HttpResponse:
    """Give the file up, or wipe the line about it."""
    transfer = transfers.find(request.actor, transfer_id)
    transfers.discard(request.actor, transfer)
    return _back(transfer)


def _back(transfer: Transfer) -> HttpResponse:
    return redirect("document_upload", transfer.organization_id)


def lines(found: list[Transfer]) -> list[dict[str, Any]]:
    """What files/transfer.html shows of each."""
    scans = scanning.all_of([one.document for one in found if one.document])
    return [
        {
            "transfer": one,
            "offset": transfers.offset(one),
            "whole": transfers.offset(one) == one.length,
            "scan": (scan := scans.get(one.document_id) if one.document_id else None),
            "goes_at": infected.goes_at(scan),
        }
        for one in found
    ]
