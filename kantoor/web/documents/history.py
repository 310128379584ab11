"""What became of a document, step by step (domain 7.4); its members also see deliveries and private links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kantoor.access.policy import Permission
from kantoor.access.standing import Standing
from kantoor.delivery import deliveries, links, pulse
from kantoor.delivery.models import Delivery, DeliveryState, Link
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, Source, Status, StatusChange
from kantoor.kernel.clock import now
from kantoor.web.request import Asked

S = Status
DONE_BY = {
    S.OPENED: gettext_lazy("%(who)s opened it"),
    S.UNDER_REVIEW: gettext_lazy("%(who)s put it under review"),
    S.APPROVED: gettext_lazy("%(who)s approved it"),
    S.APPROVED_FOR_PAYMENT: gettext_lazy("%(who)s approved it for payment"),
    S.PAID: gettext_lazy("%(who)s marked it as paid"),
    S.REJECTED: gettext_lazy("%(who)s rejected it"),
    S.DUPLICATE: gettext_lazy("%(who)s took another one for the original"),
    S.RECEIVED: gettext_lazy("%(who)s took it for the original"),
    S.DRAFT: gettext_lazy("%(who)s made it"),
    S.SENT: gettext_lazy("%(who)s sent it"),
}
BY_ITSELF = {
    S.OPENED: gettext_lazy("The private link was opened"),
    S.DUPLICATE: gettext_lazy("Recognized as a duplicate"),
    S.DELIVERY_FAILED: gettext_lazy("Could not be delivered"),
}
CAME = {
    Source.UPLOADED: gettext_lazy("%(who)s uploaded it"),
    Source.CREATED: gettext_lazy("%(who)s made it"),
    Source.MAILED: gettext_lazy("%(who)s mailed it in"),
}
TAKEN_BACK = gettext_lazy("%(who)s took back that it is paid")
ICONS = {
    DeliveryState.WAITING: "hourglass",
    DeliveryState.DELIVERED: "send",
    DeliveryState.FAILED: "triangle-alert",
}


@dataclass(frozen=True)
class Event:
    """A line of the timeline: a status (its ring is drawn) or anything else (an icon)."""

    at: datetime
    text: str
    status: str = ""
    icon: str = ""
    note: str = ""
    ahead: bool = False


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/history.html."""
    document, steps = at.document, documents.steps_for(at)
    events = [_step(document, step, step is steps[-1]) for step in steps]
    if document.box == Box.SENT and at.is_member:
        events += [_delivery(one) for one in deliveries.of(document) if one.channel != "platform"]
        events += _links(links.of(document))
    events.sort(key=lambda event: (event.ahead, event.at), reverse=True)
    found: dict[str, Any] = {"events": events, "pulse": pulse.of(document)}
    if at.may(Permission.ORGANIZATION_ACTIVITY):
        found["activity_url"] = reverse("document_activity", args=[document.pk])
    return found


def _step(document: Document, step: StatusChange, first: bool) -> Event:
    status = Status(step.status)
    text = _came(document, step, status) if first else _said(document, step, status)
    return Event(step.at, text, status=status.value, note=step.reason)


def _came(document: Document, step: StatusChange, status: Status) -> str:
    """How it began: in the first status it was given."""
    if document.source == Source.DELIVERED:
        return _("Received from %(who)s") % {"who": document.party}
    if step.by_name and status is not S.SENT:
        return str(CAME[Source(document.source)] % {"who": step.by_name})
    return _said(document, step, status)


def _said(document: Document, step: StatusChange, status: Status) -> str:
    who = {"who": step.by_name}
    if _takes_back(document, step, status):
        return TAKEN_BACK % who
    if step.by_name and status in DONE_BY:
        return str(DONE_BY[status] % who)
    return str(BY_ITSELF.get(status, status.label))


def _takes_back(document: Document, step: StatusChange, status: Status) -> bool:
    """The sender's people mark as paid and take it back; there is nothing else that they change by hand there."""
    if document.box == Box.RECEIVED:
        return status is S.SENT
    ours = document.box == Box.SENT and step.by_id is not None
    if document.counterpart_id is None:
        return ours and status in (S.DELIVERED, S.OPENED)
    return ours and status not in (S.DRAFT, S.SENT, S.PAID)


def _delivery(delivery: Delivery) -> Event:
    to = delivery.to_address or delivery.to_name
    text = _("By mail to %(to)s") if delivery.channel == "mail" else _("By a link for %(to)s")
    state = DeliveryState(delivery.state)
    tries = ""
    if delivery.tries > 1 or (delivery.tries and state is DeliveryState.WAITING):
        tries = ngettext("%(n)d try", "%(n)d tries", delivery.tries) % {"n": delivery.tries}
    note = " · ".join(part for part in (str(state.label), tries, delivery.error) if part)
    return Event(delivery.settled_at or delivery.made_at, text % {"to": to}, icon=ICONS[state], note=note)


def _links(found: list[Link]) -> list[Event]:
    """Openings and withdrawals, and when the first of those that still work ends."""
    live = [link for link in found if link.revoked_at is None and link.expires_at > now()]
    events = [_opened(link) for link in found if link.last_opened_at is not None]
    events += [_withdrawn(link) for link in found if link.revoked_at is not None]
    if live:
        first = min(live, key=lambda link: link.expires_at)
        said = ngettext(
            "%(n)d private link works until then", "%(n)d private links work until then", len(live)
        )
        events.append(Event(first.expires_at, said % {"n": len(live)}, icon="hourglass", ahead=True))
    return events


def _opened(link: Link) -> Event:
    said = ngettext("Private link opened %(n)d time", "Private link opened %(n)d times", link.openings)
    assert link.last_opened_at is not None
    return Event(link.last_opened_at, said % {"n": link.openings}, icon="eye", note=_whose(link))


def _withdrawn(link: Link) -> Event:
    assert link.revoked_at is not None
    return Event(link.revoked_at, _("A private link was withdrawn"), icon="unlink", note=_whose(link))


def _whose(link: Link) -> str:
    return (link.delivery.to_address or link.delivery.to_name) if link.delivery else ""
