"""Organizations, their identifiers, the proofs that activate them, and who is a member."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.kernel.intervals import Interval


class OrganizationRole(models.IntegerChoices):
    VIEWER = 1, _("Viewer")
    MEMBER = 2, _("Member")
    ADMINISTRATOR = 3, _("Administrator")


class State(models.TextChoices):
    """Where an organization stands (domain 4.2)."""

    NOT_ACTIVATED = "not_activated", _("Not activated")
    UNDER_REVIEW = "under_review", _("Under review")
    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


class Organization(models.Model):
    """A legal entity in whose name documents are created, received and sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    environment = models.ForeignKey(
        "environments.Environment", models.PROTECT, related_name="organizations", db_index=False
    )
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=420, default="", help_text="Name and city, for finding.")
    state = models.CharField(max_length=14, choices=State, default=State.NOT_ACTIVATED)
    country = models.CharField(max_length=2, default="NL", help_text="ISO 3166-1 alpha-2.")
    legal_form = models.CharField(max_length=120, blank=True, default="")
    street = models.CharField(max_length=200, blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    domain = models.CharField(
        max_length=253, blank=True, default="", help_text="The company's internet domain."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    activated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index("environment", "folded", "id", name="organization_by_name"),
            # Of an expression, so that only who asks for it goes along the names of all companies' organizations.
            models.Index(Coalesce("folded", "folded"), "id", name="organization_of_all_by_name"),
            # Of an expression, so that who keeps reading what is closed is not looked for along it.
            models.Index(
                Coalesce("closed_at", "closed_at"),
                condition=Q(closed_at__isnull=False),
                name="organization_shut",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.ACTIVE, activated_at__isnull=False, closed_at=None)
                | Q(state=State.CLOSED, closed_at__isnull=False)
                | Q(state__in=[State.NOT_ACTIVATED, State.UNDER_REVIEW], activated_at=None, closed_at=None),
                name="organization_state_has_its_dates",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """A number under which a register knows the organization; claimed from activation until closing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="identifiers", db_index=False)
    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=80, help_text="In canonical form (organizations.identifiers.parse).")
    registered = models.BooleanField(help_text="Whether the value may be active in one organization only.")
    claimed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization", "scheme", "value", name="identifier_once_per_organization"
            ),
            models.UniqueConstraint(
                "scheme",
                "value",
                condition=Q(registered=True, claimed_at__isnull=False, released_at=None),
                name="identifier_active_once",
            ),
        ]


class Method(models.TextChoices):
    LETTER = "letter", _("A letter with a code")
    EVIDENCE = "evidence", _("An extract or other evidence")
    DNS = "dns", _("A TXT record on the company's domain")


class Activation(models.Model):
    """One attempt to prove that somebody may act for the organization (domain 4.3)."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="activations", db_index=False)
    method = models.CharField(max_length=10, choices=Method)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    secret = models.CharField(
        max_length=200, blank=True, default="", help_text="Letter: the code's hash. DNS: the record."
    )
    printed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    evidence = models.FileField(upload_to="evidence", blank=True)
    evidence_name = models.CharField(max_length=200, blank=True, default="")
    remark = models.CharField(max_length=1000, blank=True, default="")
    found_at = models.DateTimeField(null=True, help_text="DNS: when the record was seen.")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    judged_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", condition=Q(outcome="open"), name="one_open_activation")
        ]
        indexes = [
            models.Index("organization", "started_at", name="activation_history"),
            models.Index("started_at", condition=Q(outcome="open"), name="activation_queue"),
        ]


class Membership(Interval):
    """A user, or every user of a group, with a role in an organization."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="memberships", db_index=False
    )
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, null=True, related_name="memberships", db_index=False
    )
    role = models.PositiveSmallIntegerField(choices=OrganizationRole)
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        models.PROTECT,
        null=True,
        related_name="memberships",
        db_index=False,
        help_text="What a membership of another environment's person hangs on: it ends with it.",
    )
    member_since = models.DateTimeField(
        db_default=Now(), help_text="When the unbroken row of memberships began."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    name_key = models.CharField(
        max_length=160, default="", help_text="The folded name, for sorting a long list."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group=None) | Q(user=None, group__isnull=False),
                name="membership_of_a_user_or_a_group",
            ),
            models.UniqueConstraint(
                "organization", "user", condition=Q(ended_at=None), name="one_open_membership"
            ),
            models.UniqueConstraint(
                "organization", "group", condition=Q(ended_at=None), name="one_open_group_membership"
            ),
        ]
        indexes = [
            models.Index("user", "organization", condition=Q(ended_at=None), name="membership_open_of_user"),
            models.Index(
                "group", "organization", condition=Q(ended_at=None), name="membership_open_of_group"
            ),
            models.Index(
                "organization", "name_key", "id", condition=Q(ended_at=None), name="membership_by_name"
            ),
            models.Index(
                "organization",
                "role",
                "name_key",
                "id",
                condition=Q(ended_at=None),
                name="membership_by_role",
            ),
            models.Index(
                *("organization", "member_since", "id"),
                condition=Q(ended_at=None),
                name="membership_open_by_since",
            ),
            # What says that a membership still counts: the members of many are counted without their rows. No id in it:
            # PostgreSQL would look for one among all members of the organization, as that needs no rows either.
            models.Index(
                *("organization", "expires_at", "partnership"),
                condition=Q(ended_at=None),
                name="membership_counted",
            ),
            models.Index(
                "user",
                "organization",
                condition=Q(ended_at__isnull=False),
                name="membership_ended_of_user",
            ),
            models.Index("organization", "id", name="membership_history"),
            models.Index("user", "id", name="membership_history_of_user"),
            models.Index("group", "id", name="membership_history_of_group"),
            # Without the many that hang on nothing, which would make it look worthless.
            models.Index(
                "partnership", "id", condition=Q(partnership__isnull=False), name="membership_hanging"
            ),
            # Of those what began and what ended between two moments.
            models.Index(
                *("partnership", "valid_from", "user", "organization"),
                condition=Q(partnership__isnull=False),
                name="membership_hanging_begun_where",
            ),
            models.Index(
                *("partnership", "ended_at"),
                condition=Q(partnership__isnull=False, ended_at__isnull=False),
                name="membership_hanging_over",
            ),
            models.Index(
                *("partnership", "expires_at"),
                condition=Q(partnership__isnull=False, expires_at__isnull=False),
                name="membership_hanging_ending",
            ),
            models.Index(
                *("organization", "partnership", "user", "role"),
                condition=Q(ended_at=None, partnership__isnull=False),
                name="membership_across",
            ),
            models.Index(
                *("organization", "expires_at"),
                condition=Q(ended_at=None, expires_at__isnull=False),
                name="membership_ending",
            ),
            # What began and what ended between two moments, and the few groups among very many members.
            # The first of these is of an expression that nothing else says: SQLite else goes through everybody by it.
            models.Index(Coalesce("organization", "id"), "valid_from", name="membership_begun"),
            models.Index(
                "organization", "ended_at", condition=Q(ended_at__isnull=False), name="membership_over"
            ),
            models.Index(
                "organization", "group", condition=Q(group__isnull=False), name="membership_of_groups"
            ),
        ]


class MemberImport(models.Model):
    """A pasted or uploaded list of people to add: first looked at, then carried out by the worker, row by row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", db_index=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    rows = models.JSONField(help_text="[{line, address, role, until}, ...] as read (organizations.lists).")
    results = models.JSONField(
        default=list, help_text="[outcome, ...] of the rows carried out so far, in their order."
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("organization", "id", name="import_of_organization")]
