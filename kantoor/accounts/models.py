"""Users and what suspends or ends them. Addresses are django-allauth's `EmailAddress` rows."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7
from kantoor.kernel.intervals import Interval


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with one account, in exactly one environment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    environment = models.ForeignKey(
        "environments.Environment", models.PROTECT, related_name="users", db_index=False
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(
        max_length=254, unique=True, help_text="The primary address; every address is in allauth's table."
    )
    folded = models.CharField(
        max_length=600, default="", help_text="Name and addresses, for finding (kernel.text.fold)."
    )
    picture = models.FileField(upload_to="pictures", blank=True)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    USERNAME_FIELD = "email"
    objects: Any = Users()

    class Meta:
        indexes = [
            models.Index("environment", "folded", "id", name="user_by_name"),
            # Whoever can be chosen, found without looking at a row (decision 30). With the column of its condition:
            # without it SQLite does not know that the index is enough.
            models.Index(
                *("environment", "folded", "id", "removed_at"),
                condition=Q(removed_at=None),
                name="user_there_of_company",
            ),
            models.Index("folded", "id", condition=Q(removed_at=None), name="user_there"),
            models.Index("folded", "id", condition=Q(removed_at__isnull=False), name="user_gone"),
            models.Index(
                "environment",
                "removed_at",
                condition=Q(removed_at__isnull=False),
                name="user_gone_of_company",
            ),
            models.Index("environment", "last_seen_at", "id", name="user_by_last_seen"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """What Django asks at sign-in; blocks are asked of the database (accounts.backend)."""
        return self.removed_at is None


class Block(Interval):
    """A user kept out; every grant they have is suspended for as long as it is live (domain 3.6)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="blocks")
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint("user", condition=Q(ended_at=None), name="one_open_block")]


class Operatorship(Interval):
    """A user who runs the installation and reviews activations."""

    user = models.ForeignKey(User, models.PROTECT, related_name="operatorships")

    class Meta:
        constraints = [
            models.UniqueConstraint("user", condition=Q(ended_at=None), name="one_open_operatorship")
        ]


class SignUp(models.Model):
    """A mailed link with which somebody may make an account; works once, for 24 hours (domain 3.1)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    handed_over = models.BooleanField(
        default=False, help_text="Given out by the machine itself, not by mail: see accounts.operators."
    )
