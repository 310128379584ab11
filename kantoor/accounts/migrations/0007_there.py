"""The picker: names of a company out of an index alone, which SQLite did not see of the one before; and the first of all."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0006_there_by_name")]
    operations = [
        AddIndex("user", models.Index("folded", "id", condition=Q(removed_at=None), name="user_there")),
        AddIndex(
            "user",
            models.Index(
                *("environment", "folded", "id", "removed_at"),
                condition=Q(removed_at=None),
                name="user_there_of_company",
            ),
        ),
        migrations.RemoveIndex("user", "user_there_by_name"),
    ]
