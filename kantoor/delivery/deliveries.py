"""What becomes of deliveries, and what of the document's status with them."""

from typing import Any
from uuid import UUID

from kantoor.access.action import lock, performing
from kantoor.audit import record
from kantoor.delivery.models import Delivery, DeliveryState
from kantoor.documents import statuses
from kantoor.documents.models import Document, Status
from kantoor.kernel import ids
from kantoor.kernel.clock import Now
from kantoor.notifications.models import Mail

KEY = "delivery:"
# What a delivery that comes later may still change; whatever people said counts for more.
BEFORE_OPENING = frozenset({Status.SENT, Status.DELIVERED, Status.DELIVERY_FAILED})


def of(document: Document) -> list[Delivery]:
    """The deliveries of a document, newest first."""
    return list(document.deliveries.order_by("-id").select_related("made_by"))


def delivered(delivery: Delivery, **more: Any) -> None:
    """It has arrived; as part of a running action that holds the document's lock."""
    _settle(delivery, DeliveryState.DELIVERED, error="", **more)
    _follow(delivery.document, Status.DELIVERED)


def attempted(mail: Mail) -> None:
    """Called with every try to send a mail, in the transaction that writes down how it went."""
    key = ids.parse(mail.key.removeprefix(KEY)) if mail.key.startswith(KEY) else None
    if key is None:
        return
    found = _waiting(key)
    if found is None:
        return
    if mail.state == Mail.State.WAITING:
        Delivery.objects.filter(pk=found.pk).update(tries=mail.attempts, error=mail.error)
        return
    with performing():
        _settled(found, mail)


def _waiting(key: UUID) -> Delivery | None:
    found = Delivery.objects.filter(pk=key, state=DeliveryState.WAITING)
    return found.select_related("document__organization", "document__sent_by", "made_by").first()


def _settled(delivery: Delivery, mail: Mail) -> None:
    document = delivery.document
    lock(document)
    document.refresh_from_db(fields=["status"])
    arrived = mail.state == Mail.State.SENT
    if arrived:
        delivered(delivery, tries=mail.attempts, settled_at=Now())
    else:
        _settle(delivery, DeliveryState.FAILED, error=mail.error, tries=mail.attempts, settled_at=Now())
        _fail(document)
    record.entry(
        None,
        "documents.mailed" if arrived else "documents.delivery_failed",
        document,
        subject=delivery.made_by,
        organization=document.organization,
        document=str(document),
        address=delivery.to_address,
        reason="" if arrived else mail.error,
    )


def _settle(delivery: Delivery, state: DeliveryState, **columns: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, **columns)
    delivery.state = state


def _fail(document: Document) -> None:
    """A document whose every delivery failed has not arrived; one that did arrive somewhere has."""
    if not document.deliveries.filter(state=DeliveryState.DELIVERED).exists():
        _follow(document, Status.DELIVERY_FAILED)


def _follow(document: Document, status: Status) -> None:
    if Status(document.status) in BEFORE_OPENING and document.status != status:
        statuses.put(document, status, None)
