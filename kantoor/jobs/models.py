"""Who works, and what is done from time to time. The tasks themselves are rows of django-tasks-db."""

from django.db import models

from kantoor.kernel.clock import Now


class Presence(models.Model):
    """A running worker says again and again that it is there; what a silent one had begun is begun anew."""

    worker = models.CharField(primary_key=True, max_length=64)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(help_text="Taken for dead after this, by the database's clock.")

    def __str__(self) -> str:
        return self.worker


class Turn(models.Model):
    """When a chore is due next; who moves the date on may do it, so that it is done once per interval."""

    chore = models.CharField(primary_key=True, max_length=120)
    due_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.chore
