"""Requests: something a person or a company is asked to accept or decline."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.organizations.models import OrganizationRole


class Kind(models.TextChoices):
    MEMBERSHIP = "membership", _("Membership of an organization")
    PARTNERSHIP = "partnership", _("Partnership")
    JOINING = "joining", _("Joining an environment")
    GROUP = "group", _("Place in a group")
    ACCESS = "access", _("Access to a document or an organization")


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    ENDED = "ended", _("Ended with what it hung on")


class Request(models.Model):
    """One asking, whatever its kind; leaves `open` exactly once (inbox.requests)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    environment = models.ForeignKey(
        "environments.Environment",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        help_text="The side that asks; none when a newcomer asks to join.",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=1000, blank=True, default="")

    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_environment = models.ForeignKey(
        "environments.Environment", models.PROTECT, null=True, related_name="+", db_index=False
    )

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="requests", db_index=False
    )
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, null=True, related_name="requests", db_index=False
    )
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Of a question for access; without one it is about the organization.",
    )
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        models.PROTECT,
        null=True,
        related_name="requests",
        help_text="What the asking rests on; made by accepting when the kind is partnership.",
    )
    role = models.PositiveSmallIntegerField(choices=OrganizationRole, null=True)
    until = models.DateTimeField(null=True, help_text="When the membership would end.")
    address = models.EmailField(
        max_length=254, blank=True, default="", help_text="Of a newcomer who asks to join."
    )
    name = models.CharField(max_length=120, blank=True, default="")

    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=False, to_environment=None)
                | Q(to_user=None, to_environment__isnull=False),
                name="request_to_a_person_or_a_company",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="request_answered_when_not_open",
            ),
            models.UniqueConstraint(
                "organization",
                "to_user",
                condition=Q(kind="membership", state="open"),
                name="one_open_membership_request",
            ),
            models.UniqueConstraint(
                "group", "to_user", condition=Q(kind="group", state="open"), name="one_open_group_request"
            ),
            models.UniqueConstraint(
                "to_environment",
                "address",
                condition=Q(kind="joining", state="open"),
                name="one_open_joining_request",
            ),
            models.UniqueConstraint(
                Least("environment", "to_environment"),
                Greatest("environment", "to_environment"),
                condition=Q(kind="partnership", state="open"),
                name="one_open_partnership_request",
            ),
            models.UniqueConstraint(
                "asked_by",
                "document",
                condition=Q(kind="access", state="open", document__isnull=False),
                name="one_open_question_for_document",
            ),
            models.UniqueConstraint(
                "asked_by",
                "organization",
                condition=Q(kind="access", state="open", document=None),
                name="one_open_question_for_organization",
            ),
        ]
        indexes = [
            models.Index("to_user", "state", "id", name="request_to_user"),
            models.Index("to_environment", "state", "id", name="request_to_environment"),
            models.Index("environment", "kind", "id", name="request_of_environment"),
            models.Index(
                "organization", "id", condition=Q(state="open"), name="request_open_of_organization"
            ),
            models.Index("expires_at", condition=Q(state="open"), name="request_expiry"),
            models.Index("organization", "id", condition=Q(kind="access"), name="request_for_access"),
            models.Index("document", "id", condition=Q(kind="access"), name="request_for_access_document"),
            models.Index("group", "id", condition=Q(kind="group"), name="request_into_group"),
        ]
