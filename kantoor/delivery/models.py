"""How sent documents reached somebody: deliveries, and the private links that mails carry."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


class Delivery(models.Model):
    """One attempt to bring a document to one receiver, through one channel."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=20, help_text="The code of a channel (delivery.channels).")
    to_name = models.CharField(max_length=200, blank=True, default="")
    to_address = models.CharField(
        max_length=254, blank=True, default="", help_text="Where the channel brings it: an email address."
    )
    to_organization_id = models.UUIDField(null=True, help_text="The receiver, if it is on this platform.")
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("document", "id", name="delivery_of_document")]


class Link(models.Model):
    """A private address of a sent document, for somebody without an account; the token is kept as a hash only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="links", db_index=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    openings = models.PositiveIntegerField(default=0)
    first_opened_at = models.DateTimeField(null=True)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("document", "id", name="link_of_document")]
