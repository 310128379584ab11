"""The picker reads names in their order out of an index alone."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0005_parts_of_names")]
    operations = [
        AddIndex(
            "user",
            models.Index(
                "environment", "folded", "id", condition=Q(removed_at=None), name="user_there_by_name"
            ),
        )
    ]
