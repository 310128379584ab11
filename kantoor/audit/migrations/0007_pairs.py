"""The newest of what two companies did with each other are read in their order, not sorted out of all of it."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Greatest, Least

from kantoor.kernel.expanding import AddIndex

SIDES = "environment_id", "partner_id"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0006_readings")]
    operations = [
        AddIndex(
            "entry",
            models.Index(
                Least(*SIDES),
                Greatest(*SIDES),
                "id",
                condition=Q(partner_id__isnull=False),
                name="entry_of_pair",
            ),
        ),
    ]
