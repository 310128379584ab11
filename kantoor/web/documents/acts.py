"""What one may do with the document next: the one thing first, the rest in a menu (domain 7.4)."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.delivery import sending
from kantoor.delivery.models import DeliveryState
from kantoor.documents import statuses
from kantoor.documents.models import Box, Document, Source, Status
from kantoor.invoicing import copying
from kantoor.uploads import scanning
from kantoor.web.request import Asked

S = Status


class Act(NamedTuple):
    """A link when it has a url; else a form that posts to `post`, or the status."""

    label: Any
    icon: str = ""
    url: str = ""
    status: str = ""
    post: str = ""


@dataclass
class Acts:
    """`reason` says why the first ones are not open to this person now; what is in the menu is."""

    primary: Act | None = None
    beside: list[Act] = field(default_factory=list)
    more: list[Act] = field(default_factory=list)
    reason: str = ""


LABELS = {
    S.UNDER_REVIEW: Act(_("Put under review"), "circle-dashed"),
    S.APPROVED: Act(_("Approve"), "check"),
    S.APPROVED_FOR_PAYMENT: Act(_("Approve for payment"), "badge-check"),
    S.PAID: Act(_("Mark as paid"), "circle-check"),
    S.REJECTED: Act(_("Reject…"), "circle-x"),
}
NEXT = {
    S.RECEIVED: S.APPROVED,
    S.OPENED: S.APPROVED,
    S.UNDER_REVIEW: S.APPROVED,
    S.APPROVED: S.APPROVED_FOR_PAYMENT,
    S.APPROVED_FOR_PAYMENT: S.PAID,
}


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/acts.html."""
    made = {Box.RECEIVED: _received, Box.SENT: _sent, Box.MADE: _made}[Box(at.document.box)](at, at.document)
    made.more += _anew(at, at.document)
    return {"acts": made}


def _anew(at: Standing, document: Document) -> list[Act]:
    """A new draft out of this one; and a hold on it."""
    hold = Act(_("Legal hold…"), "lock", reverse("document_hold", args=[document.pk]))
    drafts = _drafts(document) if at.may(Permission.DOCUMENTS_CREATE) else []
    return drafts + ([hold] if at.may(Permission.HOLDS_DECIDE) else [])


def _drafts(document: Document) -> list[Act]:
    found = []
    if copying.is_copyable(document):
        found.append(Act(_("Copy as new"), "copy", post=reverse("document_copy", args=[document.pk])))
    if copying.is_creditable(document):
        url = reverse("document_credit_note", args=[document.pk])
        found.append(Act(_("Make a credit note"), "receipt", post=url))
    return found


def _received(at: Standing, document: Document) -> Acts:
    reason = at.why_not(Permission.DOCUMENT_EDIT)
    if document.status == S.DUPLICATE:
        url = reverse("document_original", args=[document.pk])
        return Acts(primary=Act(_("Mark as original…"), "copy-check", url), reason=reason)
    open_to = {status: _change(document, status) for status in statuses.following(document)}
    following = NEXT.get(Status(document.status))
    primary = open_to.pop(following, None) if following else None
    virus = "" if reason else scanning.why_held(document)
    if virus:
        return Acts(
            primary, more=[open_to[one] for one in open_to if one not in statuses.BELIEVING], reason=virus
        )
    first = document.status in (S.RECEIVED, S.OPENED, S.UNDER_REVIEW)
    beside = [open_to.pop(S.REJECTED)] if first else []
    return Acts(primary, beside, [] if reason else list(open_to.values()), reason)


def _change(document: Document, status: Status) -> Act:
    label = LABELS[status]
    if status in statuses.DEMANDS_REASON:
        return label._replace(url=reverse("document_rejection", args=[document.pk]))
    return label._replace(status=status.value)


def _made(at: Standing, document: Document) -> Acts:
    reason = at.why_not(Permission.DOCUMENTS_SEND) or sending.why_not_yet(document)
    send = Act(_("Send…"), "send", reverse("document_sending", args=[document.pk]))
    edit = Act(_("Edit"), "pencil", reverse("draft", args=[document.pk]))
    return Acts(send, [edit] if document.source == Source.CREATED else [], reason=reason)


def _sent(at: Standing, document: Document) -> Acts:
    edits = at.may(Permission.DOCUMENT_EDIT)
    changes = [_outgoing(document, status) for status in statuses.following(document)] if edits else []
    acts = Acts(beside=changes[:1], more=changes[1:])
    if document.counterpart_id is None and at.may(Permission.DOCUMENTS_SEND):
        _offer_delivery(document, acts)
    return acts


def _outgoing(document: Document, status: Status) -> Act:
    if document.status == S.PAID:
        return Act(_("Not paid after all"), "undo-2", status=status.value)
    return _change(document, status)


def _offer_delivery(document: Document, acts: Acts) -> None:
    again = Act(_("Send again…"), "send", reverse("document_delivery_new", args=[document.pk]))
    links = Act(_("Private links…"), "link", reverse("document_links", args=[document.pk]))
    last = sending.last(document)
    by_hand = last is not None and (last.channel, last.state) == ("hand", DeliveryState.WAITING)
    if by_hand and document.status == S.SENT:
        acts.primary = links._replace(label=_("Make a private link"))
    elif document.status == S.DELIVERY_FAILED:
        acts.primary = again
    acts.more += [act for act in (again, links) if acts.primary is None or act.url != acts.primary.url]
