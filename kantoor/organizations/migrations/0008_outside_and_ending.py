"""The members of partners, and what is over one day, are found without going through everybody else."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0007_hanging")]
    operations = [
        AddIndex(
            "membership",
            models.Index(
                *("organization", "user"),
                condition=Q(ended_at=None, partnership__isnull=False),
                name="membership_outside",
            ),
        ),
        AddIndex(
            "membership",
            models.Index(
                *("organization", "expires_at"),
                condition=Q(ended_at=None, expires_at__isnull=False),
                name="membership_ending",
            ),
        ),
    ]
