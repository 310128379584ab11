"""By mail: the files attached, and a private link that expires."""

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kantoor.access.actor import Actor
from kantoor.delivery import deliveries, links
from kantoor.delivery.channels.channel import Recipient
from kantoor.delivery.models import Delivery
from kantoor.documents import files
from kantoor.documents.models import File
from kantoor.kernel.clock import Now
from kantoor.notifications import mail
from kantoor.notifications.sealing import Attached

MOST_BYTES = 10 * 1024 * 1024  # many mail servers take no more than 20 MB, and base64 adds a third


class ByMail:
    """Settled by what the mail server says (delivery.deliveries.attempted)."""

    code: ClassVar[str] = "mail"
    label: ClassVar[Any] = _("By mail")
    arrival: ClassVar[Any] = _("Goes by mail to %(address)s, with the files and a private link.")

    def reaches(self, recipient: Recipient) -> bool:
        return bool(recipient.address) and (settings.MAIL or settings.DEMO)

    def deliver(self, actor: Actor, delivery: Delivery, recipient: Recipient) -> None:
        document = delivery.document
        link = links.begin(actor, document, delivery)
        context = {
            "organization": document.organization.name,
            "document": document,
            "receiver": recipient.name,
            "link": link,
            "days": links.LIFE.days,
        }
        draft = mail.Draft(
            key_of(delivery),
            recipient.address,
            "document",
            context,
            actor.user.language,
            attached=attachable(files.of(document)),
            reply_to=actor.user.email,
        )
        mail.queue_all([draft])
        if not settings.MAIL:  # the demo keeps it in its own mailbox
            deliveries.delivered(delivery, settled_at=Now())


def key_of(delivery: Delivery) -> str:
    """The idempotency key of its mail."""
    return f"delivery:{delivery.pk}"


def attachable(kept: list[File]) -> tuple[Attached, ...]:
    """The files as attachments, as far as they fit into a mail; the link leads to all of them."""
    fitting, room = [], MOST_BYTES
    for file in kept:
        if file.size <= room:
            room -= file.size
            fitting.append(Attached(file.name, file.media_type, file.stored))
    return tuple(fitting)
