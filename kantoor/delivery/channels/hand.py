"""Where nothing is mailed: a private link that the sender hands over themselves."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kantoor.access.actor import Actor
from kantoor.delivery.channels.channel import Recipient
from kantoor.delivery.models import Delivery


class ByHand:
    """Delivered when the link is opened first (delivery.links)."""

    code: ClassVar[str] = "hand"
    label: ClassVar[Any] = _("By a link")
    arrival: ClassVar[Any] = _("You get a private link to hand over to %(name)s.")

    def reaches(self, recipient: Recipient) -> bool:
        return bool(recipient.name or recipient.address)

    def deliver(self, actor: Actor, delivery: Delivery, recipient: Recipient) -> None:
        """Nothing moves until the sender has made a link and handed it over."""
