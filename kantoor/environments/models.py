"""Environments: the tenants, the roles of their people, their domains and invitations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.kernel.intervals import Interval


class EnvironmentRole(models.IntegerChoices):
    BASIC = 1, _("Basic")
    ADVANCED = 2, _("Advanced")
    ADMINISTRATOR = 3, _("Administrator")


class Joining(models.TextChoices):
    """What happens when somebody signs up with an address of a claimed domain (domain 3.3)."""

    AT_ONCE = "at_once", _("They join at once, without any organization")
    ASK = "ask", _("Administrators are asked")
    INVITATION = "invitation", _("By invitation only")


class Environment(models.Model):
    """The tenant: one company or firm. Nothing crosses its wall except through a partnership."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=250, default="", db_index=True)
    joining = models.CharField(max_length=12, choices=Joining, default=Joining.INVITATION)
    listed = models.BooleanField(
        default=True, help_text="Found by name; else by an exact registration number only."
    )
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Appointment(Interval):
    """The environment role of a user; exactly one open row each."""

    environment = models.ForeignKey(Environment, models.PROTECT, related_name="appointments", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", db_index=False
    )
    role = models.PositiveSmallIntegerField(choices=EnvironmentRole)
    relationship_manager = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", condition=Q(ended_at=None), name="one_open_appointment"),
            models.CheckConstraint(
                condition=Q(relationship_manager=False) | Q(role__gte=EnvironmentRole.ADVANCED),
                name="basic_users_are_no_relationship_managers",
            ),
        ]
        indexes = [
            models.Index("environment", "role", condition=Q(ended_at=None), name="appointment_open_by_role"),
            models.Index("user", "id", name="appointment_history"),
        ]


class DomainClaim(Interval):
    """A mail domain that the environment says is its own; counts from `proven_at` on (domain 3.4)."""

    environment = models.ForeignKey(Environment, models.PROTECT, related_name="domain_claims")
    domain = models.CharField(max_length=253)
    token = models.CharField(max_length=64, help_text="What the TXT record must say.")
    proven_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "domain",
                condition=Q(ended_at=None, proven_at__isnull=False),
                name="one_environment_per_proven_domain",
            ),
            models.UniqueConstraint(
                "environment", "domain", condition=Q(ended_at=None), name="one_open_claim"
            ),
        ]


class AllowedDomain(Interval):
    """A further domain in which people of the environment may have additional addresses (domain 3.7)."""

    environment = models.ForeignKey(Environment, models.PROTECT, related_name="allowed_domains")
    domain = models.CharField(max_length=253)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "environment", "domain", condition=Q(ended_at=None), name="one_open_allowance"
            )
        ]


class Invitation(models.Model):
    """Somebody asked by address to join; the token is random, single use and stored hashed (domain 3.5)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    environment = models.ForeignKey(Environment, models.PROTECT, related_name="invitations", db_index=False)
    address = models.EmailField(max_length=254)
    role = models.PositiveSmallIntegerField(choices=EnvironmentRole, default=EnvironmentRole.BASIC)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    invited_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "environment",
                "address",
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation",
            )
        ]
        indexes = [models.Index("environment", "id", name="invitation_of_environment")]


class InvitedTo(models.Model):
    """An organization that the invited person becomes a member of on accepting."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="organizations")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", db_index=False
    )
    role = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("invitation", "organization", name="invited_to_once")]


class ReplacedLink(models.Model):
    """A link that a newer one has replaced; kept so that whoever opens it is told so."""

    token_hash = models.CharField(max_length=64, unique=True)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="replaced_links")
