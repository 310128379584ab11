"""A share: a right on one document at a level, optionally until a date."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.kernel.intervals import Interval


class Level(models.IntegerChoices):
    """What a grant lets one do with a document (domain 7.5)."""

    VIEW = 1, _("View")
    EDIT = 2, _("Edit")
    FULL = 3, _("Full")


class Share(Interval):
    """Given by the document's organization, not by the person who clicked: it stays when they leave."""

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="shares", db_index=False
    )
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="shares", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="shares", db_index=False
    )
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, null=True, related_name="shares", db_index=False
    )
    to_organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        related_name="shares_received",
        db_index=False,
    )
    level = models.PositiveSmallIntegerField(choices=Level)
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        models.PROTECT,
        null=True,
        related_name="shares",
        db_index=False,
        help_text="What a share with another environment hangs on: it ends with it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group=None, to_organization=None)
                | Q(user=None, group__isnull=False, to_organization=None)
                | Q(user=None, group=None, to_organization__isnull=False),
                name="share_with_one_receiver",
            ),
            models.UniqueConstraint("document", "user", condition=Q(ended_at=None), name="one_open_share"),
            models.UniqueConstraint(
                "document", "group", condition=Q(ended_at=None), name="one_open_group_share"
            ),
            models.UniqueConstraint(
                "document", "to_organization", condition=Q(ended_at=None), name="one_open_organization_share"
            ),
        ]
        indexes = [
            models.Index("user", "document", condition=Q(ended_at=None), name="share_open_of_user"),
            models.Index("group", "document", condition=Q(ended_at=None), name="share_open_of_group"),
            models.Index(
                "to_organization", "document", condition=Q(ended_at=None), name="share_open_of_organization"
            ),
            models.Index(
                "document",
                "to_organization",
                condition=Q(ended_at=None, to_organization__isnull=False),
                name="share_open_with_any",
            ),
            models.Index("organization", "id", name="share_history"),
            models.Index("document", "id", name="share_history_of_document"),
            models.Index("user", "id", name="share_history_of_user"),
            models.Index("group", "id", name="share_history_of_group"),
            models.Index("to_organization", "id", name="share_history_of_receiver"),
            models.Index("partnership", "id", condition=Q(partnership__isnull=False), name="share_hanging"),
            # All that is asked of many at once (access.guests), so that no row is fetched for it.
            models.Index(
                "organization",
                "group",
                "to_organization",
                "document",
                "partnership",
                "valid_from",
                "ended_at",
                "expires_at",
                condition=Q(group__isnull=False) | Q(to_organization__isnull=False),
                name="share_wide",
            ),
        ]


class Question(models.Model):
    """Somebody at an address that shows them nothing asked for access (domain 7.7).

    Written down the same whether or not there is anything at the address; the worker looks. Ids without foreign keys.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(db_default=Now())
    thing = models.CharField(max_length=12, help_text="document or organization")
    thing_id = models.UUIDField()
    message = models.CharField(max_length=1000, blank=True, default="")
    looked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("asked_by", "asked_at", name="question_of_person")]
