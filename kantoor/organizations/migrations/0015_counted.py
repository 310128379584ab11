"""The members of fifty organizations are counted by an index alone, without their rows."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0014_hanging_turned")]
    operations = [
        AddIndex(
            "membership",
            models.Index(
                *("organization", "member_since", "id", "expires_at", "partnership"),
                condition=Q(ended_at=None),
                name="membership_since_counted",
            ),
        ),
        RemoveIndex("membership", "membership_by_since"),
    ]
