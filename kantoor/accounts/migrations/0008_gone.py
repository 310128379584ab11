"""Who was removed, by name: the past is read along the names of those who are there and of those who are gone."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0007_there")]
    operations = [
        AddIndex(
            "user",
            models.Index("folded", "id", condition=Q(removed_at__isnull=False), name="user_gone"),
        ),
    ]
