"""The audit trail. Rows are only ever added; the database refuses the rest (migrations 0002 and 0004)."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Greatest, Least

from kantoor.kernel.clock import Now
from kantoor.kernel.ids import uuid7

# The chain of what belongs to no environment.
INSTALLATION = UUID(int=0)
READ = "documents.read"
# Two companies, whichever of them it was done in.
LOW, HIGH = Least("environment_id", "partner_id"), Greatest("environment_id", "partner_id")
# The acts that give a thing another name; the entry tells the one before, and its target is the thing.
RENAMINGS = ("environment.changed", "groups.renamed", "organizations.edited", "profile.renamed")


class Entry(models.Model):
    """One thing done, or refused. Ids without foreign keys and names as they were then: it outlives what it tells of.

    Only what is personal can be blanked afterwards: the names, the origin, `private` (audit.erasure).
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
    private = models.JSONField(default=dict, help_text="Those of the details that are personal.")

    class Meta:
        indexes = [
            models.Index("environment_id", "id", name="entry_of_environment"),
            models.Index("partner_id", "id", name="entry_of_partner"),
            models.Index("organization_id", "id", name="entry_of_organization"),
            models.Index("subject_id", "id", name="entry_of_subject"),
            models.Index("actor_id", "id", name="entry_of_actor"),
            models.Index(
                "target_id", "id", condition=models.Q(action__in=RENAMINGS), name="entry_of_renaming"
            ),
            models.Index(
                *("target_id", "actor_id", "id"), condition=models.Q(action=READ), name="entry_of_reading"
            ),
            models.Index(
                *(LOW, HIGH, "id"), condition=models.Q(partner_id__isnull=False), name="entry_of_pair"
            ),
        ]


class Waiting(models.Model):
    """An entry that is not linked yet. A trigger writes it with the entry; it goes when the link is there."""

    entry_id = models.UUIDField(primary_key=True)
    chain_id = models.UUIDField()

    class Meta:
        indexes = [models.Index("chain_id", "entry_id", name="waiting_of_chain")]


class Chain(models.Model):
    """The end of an environment's chain, and the lock under which it grows. The id is the environment's."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(default=0, help_text="Of its last link.")
    hash = models.BinaryField(default=bytes)
    anchored = models.BigIntegerField(default=0, help_text="The number that the last anchor named.")


class Link(models.Model):
    """The place of an entry in its chain. `hash` is over the one before, the place, the entry and the two seals.

    A seal is the hash of a salt and what is personal about the actor or the subject. Without the salt nothing can be
    guessed from it, so that names can be blanked and the chain still holds.
    """

    chain_id = models.UUIDField()
    number = models.BigIntegerField()
    entry_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    swept = models.BooleanField(help_text="Nothing else was waiting when it was made.")
    actor_salt = models.BinaryField()
    actor_seal = models.BinaryField()
    subject_salt = models.BinaryField()
    subject_seal = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("chain_id", "number", name="one_link_per_place")]


class Anchor(models.Model):
    """A signed statement of how far every chain had come; a copy is kept outside the database."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    line = models.TextField(help_text="As it stands in the file of anchors (audit.anchors).")


class Delivery(models.Model):
    """How many anchors an address has taken."""

    place = models.CharField(primary_key=True, max_length=500)
    number = models.BigIntegerField(default=0)
