"""Partnerships: agreements between two environments, and whom each side has put forward."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kantoor.kernel.intervals import Interval


class Partnership(Interval):
    """An accepted agreement; one open row per pair, stored with the smaller id first."""

    low = models.ForeignKey("environments.Environment", models.PROTECT, related_name="+", db_index=False)
    high = models.ForeignKey("environments.Environment", models.PROTECT, related_name="+")
    asked_by_low = models.BooleanField(help_text="Which side asked.")
    receipt_id = models.UUIDField(null=True, help_text="The audit entry that says what ended with it.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="partnership_pair_in_order"),
            models.UniqueConstraint("low", "high", condition=Q(ended_at=None), name="one_open_partnership"),
        ]
        indexes = [models.Index("low", "id", name="partnership_of_low")]


class Participant(Interval):
    """A user whom their own side has put forward; without one: all active users of that side (domain 6.3)."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="participants", db_index=False)
    environment = models.ForeignKey(
        "environments.Environment", models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "partnership",
                "user",
                condition=Q(ended_at=None, user__isnull=False),
                name="one_open_participant",
            ),
            models.UniqueConstraint(
                "partnership", "environment", condition=Q(ended_at=None, user=None), name="one_open_everybody"
            ),
        ]
