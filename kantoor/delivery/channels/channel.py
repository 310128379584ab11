"""What a channel is, and whom it reaches."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from kantoor.access.actor import Actor
from kantoor.delivery.models import Delivery
from kantoor.organizations.models import Organization


@dataclass(frozen=True)
class Recipient:
    """Who is to get a document: an organization on this platform, or a name and an email address."""

    name: str = ""
    address: str = ""
    organization: Organization | None = None
    number: str = ""


class Channel(Protocol):
    """One way to bring documents. `arrival` says in a few words how, with `%(name)s` and `%(address)s`."""

    code: ClassVar[str]
    label: ClassVar[Any]
    arrival: ClassVar[Any]

    def reaches(self, recipient: Recipient) -> bool:
        """Whether it can bring something to this recipient."""

    def deliver(self, actor: Actor, delivery: Delivery, recipient: Recipient) -> None:
        """Bring it, or put it on its way, as part of the running action; settles the delivery now or later."""
