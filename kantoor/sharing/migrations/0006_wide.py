"""What is shared with groups and organizations, and until when, for what changed for a partner."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sharing", "0005_keys")]
    operations = [
        AddIndex(
            "share",
            models.Index(
                "organization",
                "group",
                "to_organization",
                "document",
                "partnership",
                "valid_from",
                "ended_at",
                "expires_at",
                condition=Q(group__isnull=False) | Q(to_organization__isnull=False),
                name="share_wide",
            ),
        )
    ]
