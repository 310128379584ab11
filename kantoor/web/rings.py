"""A document's state as a ring that fills; rejected and duplicate are not red, red is for destroying."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

CIRCLE = '<circle cx="8" cy="8" r="6"/>'
DASHED = '<circle cx="8" cy="8" r="6" stroke-dasharray="2 2.2"/>'
QUARTER = '<path class="fill" d="M8 8V4.5a3.5 3.5 0 0 1 3.5 3.5Z"/>'
HALF = '<path class="fill" d="M8 8V4.5a3.5 3.5 0 0 1 0 7Z"/>'
MOST = '<path class="fill" d="M8 8V4.5A3.5 3.5 0 1 1 4.5 8Z"/>'
FULL = '<circle class="fill" cx="8" cy="8" r="3.5"/>'
TICK = '<path class="tick" d="m5.4 8.2 1.8 1.8 3.4-3.7"/>'
CROSS = '<path d="m6 6 4 4m0-4-4 4"/>'
TWO = '<circle cx="6.2" cy="6.2" r="4.2"/><circle cx="9.8" cy="9.8" r="4.2"/>'


class Ring(NamedTuple):
    label: Promise
    drawing: str
    look: str = ""


RINGS = {
    "draft": Ring(pgettext_lazy("document state", "Draft"), DASHED),
    "received": Ring(pgettext_lazy("document state", "Received"), DASHED),
    "opened": Ring(pgettext_lazy("document state", "Opened"), CIRCLE),
    "sent": Ring(pgettext_lazy("document state", "Sent"), CIRCLE),
    "delivered": Ring(pgettext_lazy("document state", "Delivered"), CIRCLE + QUARTER, look="moving"),
    "under review": Ring(pgettext_lazy("document state", "Under review"), CIRCLE + HALF, look="moving"),
    "approved": Ring(pgettext_lazy("document state", "Approved"), CIRCLE + MOST, look="moving"),
    "approved for payment": Ring(
        pgettext_lazy("document state", "Approved for payment"), CIRCLE + FULL, look="moving"
    ),
    "paid": Ring(pgettext_lazy("document state", "Paid"), CIRCLE + TICK, look="done"),
    "rejected": Ring(pgettext_lazy("document state", "Rejected"), CIRCLE + CROSS),
    "delivery failed": Ring(pgettext_lazy("document state", "Delivery failed"), CIRCLE + CROSS),
    "duplicate": Ring(pgettext_lazy("document state", "Duplicate"), TWO),
}
