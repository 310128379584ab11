"""To an organization on this platform: the document is in its Inbox IN at once, in the same transaction."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kantoor.access.actor import Actor
from kantoor.audit import record
from kantoor.delivery import deliveries
from kantoor.delivery.channels.channel import Recipient
from kantoor.delivery.models import Delivery
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.kernel.clock import Now
from kantoor.organizations.models import Identifier, Organization, State


class Platform:
    """Both sides keep a document of their own; the files are the same bytes."""

    code: ClassVar[str] = "platform"
    label: ClassVar[Any] = _("On this platform")
    arrival: ClassVar[Any] = _("Arrives in the Inbox of %(name)s at once.")

    def reaches(self, recipient: Recipient) -> bool:
        return recipient.organization is not None and recipient.organization.state == State.ACTIVE

    def deliver(self, actor: Actor, delivery: Delivery, recipient: Recipient) -> None:
        assert recipient.organization is not None
        sent = delivery.document
        received = _received(sent, recipient.organization)
        for file in files.of(sent):
            files.copy(file, received)
        Document.objects.filter(pk=sent.pk).update(
            counterpart_id=received.pk, party_organization_id=recipient.organization.pk
        )
        sent.counterpart_id = received.pk
        record.entry(
            None,
            "documents.received",
            received,
            organization=recipient.organization,
            party=sent.organization.name,
            document=str(received),
        )
        deliveries.delivered(delivery, settled_at=Now())


def _received(sent: Document, to: Organization) -> Document:
    known = {
        name: getattr(sent, name)
        for name in ("number", "dated_on", "due_on", "currency", "amount", "invoice")
    }
    supplier = sent.organization
    return documents.begin(
        to,
        Box.RECEIVED,
        DocumentKind(sent.kind),
        Source.DELIVERED,
        sent.title,
        by=None,
        fields=known | {"party": supplier.name, "party_number": number_of(supplier)},
        party_organization_id=supplier.pk,
        counterpart_id=sent.pk,
    )


def number_of(organization: Organization) -> str:
    """The number under which a register knows the organization, as `scheme:value`; may be empty."""
    rows = Identifier.objects.filter(organization=organization, registered=True, released_at=None)
    found = rows.order_by("id").first()
    return f"{found.scheme}:{found.value}" if found else ""
