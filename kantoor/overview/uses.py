"""Keeping when access was last used: at most one write an hour for a person in an organization, never in the way.

What is remembered here only spares looking it up again; it decides nothing.
"""

import datetime as dt
import logging
import time
from functools import lru_cache
from uuid import UUID

from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder

from kantoor.access import reach
from kantoor.documents.models import Document
from kantoor.kernel.clock import Now
from kantoor.kernel.impatient import impatient
from kantoor.overview.models import LastUse

EVERY = dt.timedelta(hours=1)
AGAIN = dt.timedelta(minutes=5)  # when nothing was written: too soon, no role, or somebody held the table
MOST = 20_000

logger = logging.getLogger(__name__)
_next_look: dict[tuple[UUID, UUID], float] = {}


def note(user: UUID, organization: UUID) -> None:
    """The person used the organization now. Never raises for the database, never waits for it."""
    pair = (user, organization)
    if time.monotonic() < _next_look.get(pair, 0):
        return
    try:
        wait = EVERY if _written(user, organization) else AGAIN
    except DatabaseError as problem:
        logger.info("a use was not noted: %s", problem)
        wait = AGAIN
    if len(_next_look) >= MOST:
        _next_look.clear()
    _next_look[pair] = time.monotonic() + wait.total_seconds()


def _written(user: UUID, organization: UUID) -> bool:
    """Whether it was; not within the hour, nor of those who only see a document or the name."""
    rows = LastUse.objects.filter(organization_id=organization, user_id=user)
    if rows.filter(at__gt=Now() - EVERY).exists() or reach.role_in(user, organization) is None:
        return False
    with impatient():
        if not rows.filter(at__lte=Now() - EVERY).update(at=Now()):
            new = LastUse(organization_id=organization, user_id=user)
            LastUse.objects.bulk_create([new], ignore_conflicts=True)
    return True


@lru_cache(maxsize=MOST)
def place_of(document: UUID) -> UUID | None:
    """The organization of a document, which never changes."""
    return Document.objects.filter(pk=document).values_list("organization_id", flat=True).first()


def kept_since() -> dt.datetime | None:
    """Since when uses are kept here at all: before that nobody used anything, as far as is known."""
    rows = MigrationRecorder.Migration.objects.filter(app="overview", name="0001_initial")
    found: dt.datetime | None = rows.values_list("applied", flat=True).first()
    return found
