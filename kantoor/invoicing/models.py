"""What is typed on a draft, how an organization numbers its invoices, and the customers it had."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kantoor.documents.models import DocumentKind
from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class Draft(models.Model):
    """The form of a draft exactly as it was typed, wrong or unfinished as it may be (`sheets.Sheet`)."""

    document = models.OneToOneField(
        "documents.Document", models.CASCADE, primary_key=True, related_name="draft"
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    sheet = models.JSONField()
    saved_at = models.DateTimeField(db_default=Now())
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    page = models.CharField(
        max_length=36, blank=True, default="", help_text="The open page that saved last: it never conflicts."
    )
    told_at = models.DateTimeField(null=True, help_text="When the trail was last told of savings.")
    told_of = models.UUIDField(null=True, help_text="Of whose savings.")


class Series(models.Model):
    """How an organization numbers one kind of document: prefix, counter, suffix."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="series", db_index=False
    )
    kind = models.CharField(max_length=12, choices=DocumentKind)
    prefix = models.CharField(max_length=20, blank=True, default="")
    suffix = models.CharField(max_length=20, blank=True, default="")
    width = models.PositiveSmallIntegerField(default=4, help_text="Digits of the counter, at least.")
    next = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "kind", name="one_series_of_a_kind"),
            models.CheckConstraint(condition=Q(next__gte=1), name="series_counts_from_one"),
        ]


class Given(models.Model):
    """A number that was given to a document, once and for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="given")
    number = models.CharField(max_length=60)
    prefix = models.CharField(max_length=20)
    suffix = models.CharField(max_length=20)
    counter = models.PositiveBigIntegerField()
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("organization", "number", name="number_given_once")]
        indexes = [models.Index("organization", "prefix", "suffix", "counter", name="given_by_series")]


class Customer(models.Model):
    """Somebody to whom the organization sent an invoice, with what was on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(
        max_length=210, help_text="By which it is the same one: a number, or else the name."
    )
    folded = models.CharField(max_length=420, help_text="Name, city and numbers, for finding.")
    fields = models.JSONField(help_text="The fields of the form.")
    used_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("organization", "key", name="customer_once")]
        indexes = [models.Index(fields=["organization", "-used_at"], name="customer_latest")]
