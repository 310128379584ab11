"""Sending a document: to whom, what will happen, and doing it; and sending it again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kantoor.access import reading
from kantoor.access.policy import Permission
from kantoor.delivery import recipients, sending
from kantoor.delivery.channels import Channel, Recipient
from kantoor.delivery.models import Delivery
from kantoor.documents import documents
from kantoor.documents.models import Box, Document
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.partnerships import receiving
from kantoor.web.documents import page
from kantoor.web.request import Asked


@dataclass
class Chosen:
    """What the form says, as far as it goes; `problem` is for the field `field`."""

    to: str = ""
    name: str = ""
    address: str = ""
    recipient: Recipient | None = None
    channel: Channel | None = None
    problem: str = ""
    field: str = ""

    @property
    def arrival(self) -> str:
        """What will happen, in words."""
        if self.recipient is None or self.channel is None:
            return ""
        name = self.recipient.name or self.recipient.address
        return str(self.channel.arrival) % {"name": name, "address": self.recipient.address}


@require_http_methods(["GET", "POST"])
def show(request: Asked, document_id: UUID) -> HttpResponse:
    """The panel over the document; POST sends."""
    document = _found(request, document_id)
    if document.box != Box.MADE and request.method == "GET":
        return redirect("document", document_id)
    chosen = _chosen(request, document)
    if request.method == "POST" and not chosen.problem:
        try:
            return _told(request, sending.send(request.actor, document_id, chosen.recipient))
        except Conflict as too_late:
            messages.error(request, str(too_late))
            return redirect("document", document_id)
        except Invalid as wrong:
            chosen.problem, chosen.field = str(wrong), wrong.field or ""
    return _panel(request, "delivery/sending.html", document, _offered(request, document, chosen))


def _offered(request: Asked, document: Document, chosen: Chosen) -> dict[str, Any]:
    """What the panel shows beside what was typed: whom a search finds, or whom the invoice names."""
    text = request.GET.get("q", "")[:200]
    return {
        "chosen": chosen,
        "query": text,
        "found": receiving.search(request.actor, document.organization, text),
        "own": recipients.of(document),
        "why_not": sending.why_not_yet(document),
    }


@require_POST
def preview(request: Asked, document_id: UUID) -> HttpResponse:
    """What will happen with what is chosen so far."""
    document = _found(request, document_id)
    shown = {"chosen": _chosen(request, document), "document": document, "swapping": True}
    return render(request, "delivery/preview.html", shown)


@require_http_methods(["GET", "POST"])
def again(request: Asked, document_id: UUID) -> HttpResponse:
    """The panel to send once more, to the same address or another; POST does."""
    document = _found(request, document_id)
    last = sending.last(document)
    chosen = Chosen(name=last.to_name, address=last.to_address) if last else Chosen()
    if request.method == "POST":
        chosen = _filled(request, document)
        if not chosen.problem and chosen.recipient is not None:
            try:
                return _told(request, sending.send_again(request.actor, document_id, chosen.recipient))
            except Conflict as too_late:
                messages.error(request, str(too_late))
                return redirect("document", document_id)
    return _panel(request, "delivery/again.html", document, {"chosen": chosen, "last": last})


def _found(request: Asked, document_id: UUID) -> Document:
    return reading.find(request.actor, document_id, documents.visible_to, Permission.DOCUMENTS_SEND)


def _chosen(request: Asked, document: Document) -> Chosen:
    """Out of the form if it was posted, else what an invoice says itself."""
    if request.method == "POST":
        return _filled(request, document)
    own = recipients.of(document)
    if own is None:
        return Chosen()
    chosen = Chosen(name=own.name, address=own.address, recipient=own)
    return _routed(chosen)


def _filled(request: Asked, document: Document) -> Chosen:
    given = request.POST
    chosen = Chosen(given.get("to", ""), given.get("name", ""), given.get("address", ""))
    try:
        chosen.recipient = recipients.chosen(document, chosen.to, chosen.name, chosen.address)
    except Invalid as wrong:
        chosen.problem, chosen.field = str(wrong), wrong.field or ""
        return chosen
    return _routed(chosen)


def _routed(chosen: Chosen) -> Chosen:
    assert chosen.recipient is not None
    try:
        chosen.channel = sending.route(chosen.recipient)
    except Invalid as wrong:
        chosen.problem, chosen.field = str(wrong), wrong.field or ""
    return chosen


def _told(request: Asked, delivery: Delivery) -> HttpResponse:
    name = delivery.to_name or delivery.to_address
    if delivery.channel == "hand":
        messages.success(request, _("Sent. Make a link now and hand it over to %(name)s.") % {"name": name})
        return redirect("document_links", delivery.document_id)
    said = {
        "platform": _("Sent. It is in the Inbox of %(name)s."),
        "mail": _("Sent. The mail to %(name)s is on its way."),
    }.get(delivery.channel, _("Sent to %(name)s."))
    messages.success(request, said % {"name": name})
    return redirect("document", delivery.document_id)


def _panel(request: Asked, template: str, document: Document, shown: dict[str, Any]) -> HttpResponse:
    wrong = request.method == "POST" and shown["chosen"].problem
    return render(request, template, page.context(request, document) | shown, status=400 if wrong else 200)
