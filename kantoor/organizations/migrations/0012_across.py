"""The people of one partner in an organization are found without going through those of the others."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0011_closed")]
    operations = [
        AddIndex(
            "membership",
            models.Index(
                *("organization", "partnership", "user", "role"),
                condition=Q(ended_at=None, partnership__isnull=False),
                name="membership_across",
            ),
        ),
        migrations.RemoveIndex("membership", "membership_outside"),
    ]
