"""The address to which documents of an organization are mailed."""

from django.conf import settings
from django.db import models

from kantoor.kernel.clock import Now


class Mailbox(models.Model):
    """The part before the @; who knows it can do nothing with it without a user's verified address."""

    organization = models.OneToOneField(
        "organizations.Organization", models.PROTECT, primary_key=True, related_name="mailbox"
    )
    token = models.CharField(max_length=40, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
