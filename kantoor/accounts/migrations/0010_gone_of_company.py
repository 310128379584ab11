"""Who went when from a company, for what changed for a partner."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0009_there_with_company")]
    operations = [
        AddIndex(
            "user",
            models.Index(
                "environment",
                "removed_at",
                condition=Q(removed_at__isnull=False),
                name="user_gone_of_company",
            ),
        )
    ]
