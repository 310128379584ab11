"""Mails that could not be sent do not stay readable for ever."""

import datetime as dt

from kantoor.kernel.clock import now
from kantoor.notifications.models import Mail

KEPT = dt.timedelta(days=30)


def failed_mails() -> int:
    """Wipe what a mail said that failed a month ago; its key stays. How many."""
    old = Mail.objects.filter(state=Mail.State.FAILED, queued_at__lt=now() - KEPT)
    return old.exclude(sealed="").update(sealed="")
