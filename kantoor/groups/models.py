"""Groups: named sets of users, of one environment or of both sides of a partnership."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.kernel.intervals import Interval

CLOSED = "group closed"


class Group(models.Model):
    """Given a membership, it passes it to each of its people for as long as they are in it (domain 7.1)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    environment = models.ForeignKey(
        "environments.Environment", models.PROTECT, related_name="groups", db_index=False
    )
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        models.PROTECT,
        null=True,
        related_name="groups",
        help_text="Of a partner group.",
    )
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=250, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("environment", "folded", "id", name="group_by_name")]

    def __str__(self) -> str:
        return self.name


class GroupMembership(Interval):
    """A user in a group; a partner user's hangs on the partnership."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="places", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="group_memberships", db_index=False
    )
    manager = models.BooleanField(default=False)
    partnership = models.ForeignKey(
        "partnerships.Partnership", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "user", condition=Q(ended_at=None), name="one_open_group_place")
        ]
        indexes = [
            models.Index("user", "group", condition=Q(ended_at=None), name="group_place_open_of_user"),
            models.Index("group", "id", name="group_place_history"),
            models.Index("user", "id", name="group_place_history_of_user"),
            models.Index(
                "partnership", "id", condition=Q(partnership__isnull=False), name="group_place_hanging"
            ),
        ]
