"""What people are told: a notice in the product, and a mail."""

from django.conf import settings
from django.db import models

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class Notice(models.Model):
    """One audit entry, told to one person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    entry = models.ForeignKey("audit.Entry", models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("user", "entry", name="told_once")]
        indexes = [models.Index("user", "id", name="notice_of_user")]


class Mail(models.Model):
    """A mail to send, at least once; its Message-ID follows from the key, so that a double is recognised."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        KEPT = "kept", "No mail server: kept for the demo's mailbox"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(
        max_length=200, unique=True, help_text="Idempotency key: the same key is never queued twice."
    )
    to = models.EmailField(max_length=254)
    sealed = models.TextField(
        blank=True,
        default="",
        help_text="Subject, text and HTML, encrypted; wiped once sent (notifications.sealing).",
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index("to", "id", name="mail_to")]
