"""What an organization decided about how long its documents are kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.kernel.intervals import Interval


class What(models.TextChoices):
    """The classes of documents that have a period of their own."""

    INVOICES = "invoices", _("Invoices and credit notes")
    OTHERS = "others", _("Orders and other documents")
    DRAFTS = "drafts", _("Drafts")


class Period(models.Model):
    """For how many years one class is kept, where it is not what `periods.USUAL` says."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    what = models.CharField(max_length=8, choices=What)
    years = models.PositiveSmallIntegerField(null=True, help_text="None: they never go.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "what", name="one_period_of_a_class"),
            models.CheckConstraint(
                condition=Q(years=None) | Q(years__range=(1, 30)), name="period_of_1_to_30_years"
            ),
        ]


class Hold(Interval):
    """While one is open nothing of the document goes; without document nothing of the organization.

    There may be several, each for its own reason: lifting one leaves the others.
    """

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="holds", db_index=False
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="holds", db_index=False
    )
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "document",
                "reason",
                condition=Q(ended_at=None, document__isnull=False),
                name="one_open_hold_of_a_reason",
            ),
            models.UniqueConstraint(
                "organization",
                "reason",
                condition=Q(ended_at=None, document=None),
                name="one_open_hold_on_all_of_a_reason",
            ),
        ]
        indexes = [models.Index("organization", "id", name="hold_history")]

    def __str__(self) -> str:
        return self.reason
