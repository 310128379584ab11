"""When somebody last used the access that they have."""

from django.conf import settings
from django.db import models

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class LastUse(models.Model):
    """The last time, to the hour, that a person opened something of an organization. One row a pair, overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("organization", "user", name="one_last_use")]
