"""The audit trail. Rows are only ever added; the database refuses the rest (migration 0002)."""

from django.db import models

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class Entry(models.Model):
    """One thing done, or refused. Ids without foreign keys and names as they were then: it outlives what it tells of.

    Room for the hash chain: links will be rows of their own beside the entries, which never change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=60, help_text="As in the registry: memberships.add.")
    refused = models.BooleanField(default=False)
    actor_id = models.UUIDField(null=True, help_text="None: the system.")
    actor_name = models.CharField(max_length=120, blank=True, default="")
    credential = models.CharField(max_length=20, default="session")
    origin = models.CharField(max_length=45, blank=True, default="", help_text="The address it came from.")
    environment_id = models.UUIDField(null=True, help_text="In whose trail it stands.")
    partner_id = models.UUIDField(null=True, help_text="The other environment, when it touches two.")
    organization_id = models.UUIDField(null=True)
    organization_name = models.CharField(max_length=200, blank=True, default="")
    subject_id = models.UUIDField(null=True, help_text="The person or group whom it concerns.")
    subject_name = models.CharField(max_length=120, blank=True, default="")
    target_kind = models.CharField(max_length=40, blank=True, default="")
    target_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index("environment_id", "id", name="entry_of_environment"),
            models.Index("partner_id", "id", name="entry_of_partner"),
            models.Index("organization_id", "id", name="entry_of_organization"),
            models.Index("subject_id", "id", name="entry_of_subject"),
        ]
