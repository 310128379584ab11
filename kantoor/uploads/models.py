"""Files on their way in, and documents that wait for the virus scanner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kantoor.documents.models import Box
from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class TransferState(models.TextChoices):
    COMING = "coming", _("On its way")
    TWICE = "twice", _("Here already")
    REFUSED = "refused", _("Not taken in")
    DONE = "done", _("Taken in")


class Transfer(models.Model):
    """One file that one person is bringing to one organization; what came of it is kept for a while.

    How much has come is the size of its file (`uploads.parts`), so that a killed process loses nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    box = models.CharField(max_length=8, choices=Box)
    name = models.CharField(max_length=200)
    mark = models.CharField(
        max_length=80, blank=True, default="", help_text="By which a browser knows the file again."
    )
    length = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=TransferState, default=TransferState.COMING)
    problem = models.CharField(max_length=500, blank=True, default="", help_text="Why it was not taken in.")
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="What it became; while it is here twice, the one that was here first.",
    )
    begun_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(help_text="Tidied away after this.")

    class Meta:
        indexes = [
            models.Index("user", "organization", "id", name="transfer_of_person"),
            models.Index("expires_at", name="transfer_by_end"),
        ]

    def __str__(self) -> str:
        return self.name


class ScanState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the virus scanner")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("A virus was found")
    TOO_LARGE = "too_large", _("Too large for the virus scanner")


class Scan(models.Model):
    """The look for viruses in the files of one document; until it is clean the document is withheld."""

    document = models.OneToOneField(
        "documents.Document", models.PROTECT, primary_key=True, related_name="scan"
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    found = models.CharField(max_length=200, blank=True, default="", help_text="What the scanner calls it.")
    trouble = models.CharField(max_length=200, blank=True, default="", help_text="Why the last try failed.")
    tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True, help_text="When the infected bytes were deleted.")

    class Meta:
        indexes = [
            models.Index("document", condition=models.Q(state="waiting"), name="scan_waiting"),
            models.Index(
                "document",
                condition=models.Q(state="infected", emptied_at=None),
                name="scan_infected",
            ),
        ]
