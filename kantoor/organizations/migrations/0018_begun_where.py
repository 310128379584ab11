"""Where something began by a partnership stands in the index: between two companies it may have begun on either side."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0017_counted_apart")]
    operations = [
        AddIndex(
            "membership",
            models.Index(
                *("partnership", "valid_from", "user", "organization"),
                condition=Q(partnership__isnull=False),
                name="membership_hanging_begun_where",
            ),
        ),
        RemoveIndex("membership", "membership_hanging_begun_of"),
    ]
