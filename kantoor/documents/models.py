"""Documents, their files, and what became of them."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7


class Box(models.TextChoices):
    """Where a document stands (domain 1)."""

    MADE = "made", _("Made here")
    RECEIVED = "received", _("Received")
    SENT = "sent", _("Sent")


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    ORDER = "order", _("Order")
    OTHER = "other", _("Other file")


class Source(models.TextChoices):
    """How it came to be here (domain 7.3)."""

    UPLOADED = "uploaded", _("Uploaded")
    CREATED = "created", _("Made in the invoice form")
    MAILED = "mailed", _("Mailed in")
    DELIVERED = "delivered", _("Received from another organization")


class Status(models.TextChoices):
    """Incoming and outgoing (domain 7.4); `documents.statuses` says which follows which."""

    RECEIVED = "received", _("Received")
    OPENED = "opened", _("Opened")
    UNDER_REVIEW = "under_review", _("Under review")
    APPROVED = "approved", _("Approved")
    APPROVED_FOR_PAYMENT = "approved_for_payment", _("Approved for payment")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected")
    DUPLICATE = "duplicate", _("Duplicate")
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    DELIVERY_FAILED = "delivery_failed", _("Delivery failed")


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class Document(models.Model):
    """A document of one organization. Its id tells when it came: newest first is by id, downwards.

    Received and sent ones are immutable but for status, tags, notes and shares (domain 7.2).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="documents", db_index=False
    )
    box = models.CharField(max_length=8, choices=Box)
    kind = models.CharField(max_length=12, choices=DocumentKind)
    source = models.CharField(max_length=10, choices=Source)
    status = models.CharField(max_length=20, choices=Status)
    status_at = models.DateTimeField(db_default=Now())

    title = models.CharField(max_length=200, help_text="What to call it when it has no number.")
    number = models.CharField(max_length=100, blank=True, default="")
    dated_on = models.DateField(default=today, help_text="Its own date; without one, the day it came.")
    due_on = models.DateField(null=True)
    currency = models.CharField(
        max_length=3, blank=True, default="", help_text="ISO 4217; empty: the amount is unknown."
    )
    amount = models.DecimalField(
        max_digits=18, decimal_places=2, default=0, help_text="To be paid, in the currency."
    )
    party = models.CharField(
        max_length=200, blank=True, default="", help_text="The other side: supplier or customer."
    )
    party_folded = models.CharField(max_length=210, blank=True, default="")
    party_number = models.CharField(
        max_length=90, blank=True, default="", help_text="scheme:value, as in organizations.identifiers."
    )
    party_organization_id = models.UUIDField(
        null=True, help_text="The other side, if it is on this platform."
    )
    counterpart_id = models.UUIDField(
        null=True, help_text="The same document at the other side: sent here, received there."
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="corrected_by",
        help_text="Of a credit note: the invoice.",
    )
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")

    invoice = models.JSONField(
        null=True, help_text="The fields of an invoice (einvoices.invoice.Invoice.as_json); of a draft too."
    )
    version = models.PositiveIntegerField(default=1, help_text="Of a draft: counts its savings.")
    withheld = models.BooleanField(
        default=False, help_text="Not scanned for viruses yet, or infected: only who brought it sees it."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(db_default=Now())
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    sent_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(
        null=True, help_text="Kept long enough: nothing is left of it but this row."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(box="sent", sent_at__isnull=False) | (~Q(box="sent") & Q(sent_at=None)),
                name="document_sent_has_its_moment",
            ),
        ]
        indexes = [
            models.Index("organization", "box", "id", name="document_newest"),
            models.Index("organization", "id", name="document_newest_of_all"),
            models.Index("organization", "box", "dated_on", "id", name="document_by_date"),
            models.Index("organization", "box", "status", "id", name="document_by_status"),
            models.Index("organization", "number", name="document_by_number"),
            models.Index("organization", "box", "number", "id", name="document_in_box_by_number"),
            models.Index("organization", "box", "party_folded", "id", name="document_by_party"),
            models.Index("organization", "box", "amount", "id", name="document_by_amount"),
            models.Index("box", "id", name="document_of_all"),
            models.Index("box", "dated_on", "id", name="document_of_all_by_date"),
            models.Index("box", "amount", "id", name="document_of_all_by_amount"),
            models.Index("box", "kind", "id", name="document_of_all_of_kind"),
            models.Index("made_by", "id", condition=Q(withheld=True), name="document_withheld"),
            models.Index(
                "made_by", "organization", condition=Q(status=Status.DRAFT), name="document_drafts_of_user"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class FileRole(models.TextChoices):
    ORIGINAL = "original", _("As it came")
    ATTACHMENT = "attachment", _("Attachment")
    RENDERING = "rendering", _("Made from the fields")


class File(models.Model):
    """Bytes of a document, kept as they came. Two documents of one delivery may name the same stored bytes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="files", db_index=False)
    role = models.CharField(max_length=10, choices=FileRole, default=FileRole.ORIGINAL)
    name = models.CharField(max_length=200, help_text="As the person called it, without folders.")
    stored = models.CharField(max_length=200, help_text="Its name in the storage; says nothing.")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100, help_text="By its content, whatever its name says.")
    pages = models.PositiveIntegerField(null=True, help_text="Of a PDF.")
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index("document", "id", name="file_of_document"),
            models.Index("organization", "sha256", name="file_by_content"),
            models.Index("stored", name="file_by_stored"),
        ]

    def __str__(self) -> str:
        return self.name


class StatusChange(models.Model):
    """One step of a document's status, with who and when; both sides of a delivery have it (domain 7.4)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="status_changes", db_index=False)
    status = models.CharField(max_length=20, choices=Status)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120, blank=True, default="", help_text="As it was then.")
    reason = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        indexes = [models.Index("document", "id", name="status_change_of_document")]


class Text(models.Model):
    """What a document is found by, folded (kernel.text.fold). Its own number orders it by when it was written down."""

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.OneToOneField(Document, models.CASCADE, related_name="text")
    fields = models.TextField(help_text="Number, title, parties, amount and lines.")
    files = models.TextField(default="", help_text="What its files say.")
    files_read_at = models.DateTimeField(null=True)


class Tag(models.Model):
    """A word that an organization's people put on its documents."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="tags", db_index=False
    )
    name = models.CharField(max_length=60)
    folded = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint("organization", "folded", name="one_tag_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_index=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(Document, models.CASCADE, related_name="taggings", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint("document", "tag", name="one_tagging")]
        indexes = [models.Index("tag", "document", name="tagging_of_tag")]


class Note(models.Model):
    """What somebody wrote beside a document, for those who reach it within the company, and those outside it names.

    Never changed; `mentions` are names as they were.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(Document, models.CASCADE, related_name="notes", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())
    text = models.CharField(max_length=4000)
    mentions = models.JSONField(default=list)
    told = models.JSONField(default=list, help_text="The ids of whom it mentions.")

    class Meta:
        indexes = [models.Index("document", "id", name="note_of_document")]


class Mark(models.Model):
    """Whether a person has read a document, where they said or showed so; see documents.marks for the rest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(Document, models.CASCADE, related_name="marks", db_index=False)
    read = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "document", name="one_mark")]


class View(models.Model):
    """A kept set of filters of one list, its maker's own or shared with a group."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+", db_index=False)
    box = models.CharField(max_length=8, choices=Box)
    organization = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True, help_text="As it stands in the address.")

    class Meta:
        indexes = [
            models.Index("owner", "box", "id", name="view_of_owner"),
            models.Index("group", "box", "id", name="view_of_group"),
        ]

    def __str__(self) -> str:
        return self.name
