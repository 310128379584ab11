"""Sending a document, and sending it again (domain 7.2, 7.4)."""

from django.utils.translation import gettext as _

from kantoor.access.action import Unchanged, action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.delivery import channels, recipients
from kantoor.delivery.channels import Channel, Recipient
from kantoor.delivery.models import Delivery, DeliveryState
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, Source, Status
from kantoor.invoicing import drafts
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.kernel.text import fold
from kantoor.organizations.models import State
from kantoor.uploads import scanning

MOST = 50  # deliveries of one document


def why_not_yet(document: Document) -> str:
    """Why this document cannot be sent, whoever asks; empty when it can."""
    if document.organization.state != State.ACTIVE:
        return _("%(name)s is not active, so it cannot send. Activate it first.") % {
            "name": document.organization.name
        }
    if virus := scanning.why_held(document):
        return virus
    if document.withheld:
        return _("Its files have not been checked for viruses yet. Wait a moment.")
    if document.source != Source.CREATED and not document.files.exists():
        return _("It has no file to send.")
    return ""


def route(recipient: Recipient) -> Channel:
    """The preferred channel that reaches the recipient; `Invalid` when none does."""
    found = channels.best(recipient)
    if found is None:
        raise Invalid(_("Give an email address: there is no other way to reach them."), field="address")
    return found


@action("documents.send", Permission.DOCUMENTS_SEND, of=documents.visible_to)
def send(actor: Actor, document: Document, recipient: Recipient | None = None) -> Delivery:
    """Finish a document that was made here and bring it to its receiver; it is immutable from then on."""
    if document.box == Box.SENT:
        _sent_already(actor, document)
    if document.box != Box.MADE:
        raise Conflict(_("What was received is not sent on. Share it instead, or make a new document."))
    reason = why_not_yet(document)
    if reason:
        raise Conflict(reason)
    recipient = recipient or recipients.of(document)
    if recipient is None:
        raise Invalid(_("Choose who gets it."), field="name")
    channel = route(recipient)
    if document.source == Source.CREATED:
        _finish(actor, document)
    _fix(actor, document, recipient)
    return _deliver(actor, "documents.sent", document, recipient, channel)


@action("documents.send_again", Permission.DOCUMENTS_SEND, of=documents.visible_to)
def send_again(actor: Actor, document: Document, recipient: Recipient) -> Delivery:
    """Bring a sent document to the same receiver again, or to another address."""
    if document.box != Box.SENT:
        raise Conflict(_("Only a document that was sent can be sent again."))
    if document.counterpart_id is not None:
        raise Conflict(_("It is in the Inbox of %(name)s already.") % {"name": document.party})
    if document.deliveries.count() >= MOST:
        raise Conflict(_("It was sent 50 times. That has to be enough."))
    on_its_way = document.deliveries.filter(
        state=DeliveryState.WAITING, to_address=recipient.address, channel="mail"
    ).first()
    if on_its_way is not None:
        raise Unchanged(on_its_way)
    outside = Recipient(recipient.name, recipient.address)
    return _deliver(actor, "documents.sent_again", document, outside, route(outside))


def last(document: Document) -> Delivery | None:
    """The latest delivery of a document."""
    return document.deliveries.order_by("-id").first()


def _sent_already(actor: Actor, document: Document) -> None:
    """A second click is the first one; somebody else's is told."""
    if document.sent_by_id == actor.user_id:
        raise Unchanged(last(document))
    name = document.sent_by.name if document.sent_by else ""
    raise Conflict(_("%(name)s has sent it already.") % {"name": name})


def _finish(actor: Actor, document: Document) -> None:
    """What only the invoice form knows: is it complete, its number, its files."""
    drafts.finish(actor, document)
    document.refresh_from_db()


def _fix(actor: Actor, document: Document, recipient: Recipient) -> None:
    """From here on only status, tags, notes and shares change (domain 7.2)."""
    document.box, document.status = Box.SENT, Status.SENT
    document.sent_by, document.sent_at = actor.user, now()
    document.status_at = document.sent_at
    document.party = recipient.name[:200] or recipient.address[:200]
    document.party_folded = fold(document.party)[:210]
    document.party_number = recipient.number[:90] or document.party_number
    if recipient.organization is not None:
        document.party_organization_id = recipient.organization.pk
    document.save()
    documents.step(document, actor.user)


def _deliver(
    actor: Actor, entry: str, document: Document, recipient: Recipient, channel: Channel
) -> Delivery:
    delivery = Delivery.objects.create(
        organization=document.organization,
        document=document,
        channel=channel.code,
        to_name=recipient.name[:200],
        to_address=recipient.address,
        to_organization_id=recipient.organization.pk if recipient.organization else None,
        made_by=actor.user,
    )
    record.entry(
        actor,
        entry,
        document,
        organization=document.organization,
        document=str(document),
        party=delivery.to_name,
        address=delivery.to_address,
        channel=channel.code,
    )
    channel.deliver(actor, delivery, recipient)
    return delivery
