"""Kept receipts. The database refuses to change or remove them, but for the names, which can be erased."""

from django.db import models

from kantoor.kernel.ids import uuid7


class Receipt(models.Model):
    """One side's statement. Ids without foreign keys: it outlives what it tells of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    environment = models.ForeignKey(
        "environments.Environment", models.PROTECT, related_name="+", db_index=False, help_text="Whose it is."
    )
    act = models.CharField(max_length=60, help_text="As in the registry: people.remove.")
    at = models.DateTimeField()
    organization_id = models.UUIDField(null=True, help_text="Of a removal from one organization.")
    subject_id = models.UUIDField(null=True, help_text="Whose access ended.")
    partnership_id = models.UUIDField(null=True)
    statement = models.TextField(help_text="What was signed (receipts.statement).")
    signature = models.CharField(max_length=128)
    names = models.JSONField(default=dict, help_text="Salt and name of each person whom the statement seals.")

    class Meta:
        indexes = [
            models.Index("environment", "id", name="receipt_of_environment"),
            models.Index("organization_id", "id", name="receipt_of_organization"),
            models.Index("subject_id", "id", name="receipt_of_subject"),
            models.Index("partnership_id", "id", name="receipt_of_partnership"),
        ]
