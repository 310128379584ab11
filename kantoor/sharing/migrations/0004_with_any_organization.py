"""The newest shares with any organization, for who is in thousands of them."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sharing", "0003_hanging")]
    operations = [
        AddIndex(
            "share",
            models.Index(
                "document",
                "to_organization",
                condition=Q(ended_at=None, to_organization__isnull=False),
                name="share_open_with_any",
            ),
        )
    ]
