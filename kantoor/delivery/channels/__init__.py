"""Ways by which a document reaches its receiver; each is a plug-in.

The setting KANTOOR_CHANNELS lists, in the order in which they are preferred, codes of built-in channels and dotted
paths of further ones: anything that called without arguments gives a `Channel`. The first that reaches the receiver
is taken.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from kantoor.delivery.channels.channel import Channel, Recipient

__all__ = ["Channel", "Recipient", "best", "configured", "named"]

BUILT_IN = {
    "platform": "kantoor.delivery.channels.platform.Platform",
    "mail": "kantoor.delivery.channels.mail.ByMail",
    "hand": "kantoor.delivery.channels.hand.ByHand",
}


def configured() -> list[Channel]:
    """The channels of this installation. Raises ImproperlyConfigured for an entry that leads to none."""
    return [_made(entry) for entry in settings.KANTOOR_CHANNELS]


def named(code: str) -> Channel | None:
    """The channel with this code, if this installation has it."""
    return next((channel for channel in configured() if channel.code == code), None)


def best(recipient: Recipient) -> Channel | None:
    """The first channel that reaches the recipient."""
    return next((channel for channel in configured() if channel.reaches(recipient)), None)


def _made(entry: str) -> Channel:
    try:
        channel: Channel = import_string(BUILT_IN.get(entry, entry))()
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(f"KANTOOR_CHANNELS: {entry!r} leads to no channel: {error}") from error
    return channel
