"""What began and ended in an organization between two moments, and its groups, without going through everybody."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0009_spread")]
    operations = [
        AddIndex(
            "membership",
            models.Index(Coalesce("organization", "id"), "valid_from", name="membership_begun"),
        ),
        AddIndex(
            "membership",
            models.Index(
                "organization", "ended_at", condition=Q(ended_at__isnull=False), name="membership_over"
            ),
        ),
        AddIndex(
            "membership",
            models.Index(
                "organization", "group", condition=Q(group__isnull=False), name="membership_of_groups"
            ),
        ),
    ]
