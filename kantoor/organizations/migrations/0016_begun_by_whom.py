"""For whom something began by a partnership stands in the index: each membership's row was read for its user alone."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0015_counted")]
    operations = [
        AddIndex(
            "membership",
            models.Index(
                *("partnership", "valid_from", "user"),
                condition=Q(partnership__isnull=False),
                name="membership_hanging_begun_of",
            ),
        ),
        RemoveIndex("membership", "membership_hanging_begun"),
    ]
