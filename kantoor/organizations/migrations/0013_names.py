"""The first organizations of many companies by name are found along the names, not by sorting all of theirs."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0012_across")]
    operations = [
        AddIndex(
            "organization",
            models.Index(Coalesce("folded", "folded"), "id", name="organization_of_all_by_name"),
        ),
    ]
