"""The few organizations that were closed, by when: found without going through all of them for every share that may have turned."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0010_turned")]
    operations = [
        AddIndex(
            "organization",
            models.Index(
                Coalesce("closed_at", "closed_at"),
                condition=Q(closed_at__isnull=False),
                name="organization_shut",
            ),
        ),
    ]
