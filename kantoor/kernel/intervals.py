"""Rows that are true for a while: never overwritten or deleted, only ended (domain 8.3)."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kantoor.kernel.clock import Moment, Now, moment
from kantoor.kernel.ids import uuid7


def live(prefix: str = "", at: Moment | None = None) -> Q:
    """Begun, not ended and not past its date at the moment `at` (now, by the database's clock, if None).

    A row begins when it is written, and is ended now or not at all (what ends later has a date). So now every row that
    can be read has begun, and an end is an end whatever it says. Asked this way the partial indexes on open rows
    serve, and a statement that came in before a row was written, but reads it, does not take it for one to come.
    """
    then = moment(at)
    p = f"{prefix}__" if prefix else ""
    not_past = Q(**{f"{p}expires_at": None}) | Q(**{f"{p}expires_at__gt": then})
    if at is None:
        return Q(**{f"{p}ended_at": None}) & not_past
    not_ended = Q(**{f"{p}ended_at": None}) | Q(**{f"{p}ended_at__gt": then})
    return Q(**{f"{p}valid_from__lte": then}) & not_ended & not_past


class Intervals(models.QuerySet[Any]):
    """Reads and the one write that ends rows."""

    def live(self, at: Moment | None = None) -> Self:
        return self.filter(live(at=at))

    def open(self) -> Self:
        """Not ended by anybody; may be past its date. What the partial unique indexes look at."""
        return self.filter(ended_at=None)

    def end(self, by: Any, why: str = "") -> int:
        """End the rows not yet ended, now; rows past their date end at that date, by nobody. How many ended now."""
        self.lapse()
        return self.open().update(ended_at=Now(), ended_by=by, ended_why=why)

    def lapse(self) -> int:
        """Write the end under rows whose date has passed, so that a new row can take their place."""
        return self.open().filter(expires_at__lte=Now()).update(ended_at=F("expires_at"), ended_why="expired")


class Interval(models.Model):
    """`valid_from` ≤ t < min(`ended_at`, `expires_at`), in UTC; who began it and who ended it (None: the system)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    valid_from = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_why = models.CharField(max_length=40, blank=True, default="")

    objects = Intervals.as_manager()

    class Meta:
        abstract = True

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the row is live at `at`, by what was read; decisions ask the database instead."""
        over = min((end for end in (self.ended_at, self.expires_at) if end), default=None)
        return self.valid_from <= at and (over is None or at < over)
