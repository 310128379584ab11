from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_history_by_id"),
        ("organizations", "0005_group_history"),
        ("partnerships", "0002_receipts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                models.F("user"),
                models.F("organization"),
                condition=models.Q(("ended_at__isnull", False)),
                name="membership_ended_of_user",
            ),
        ),
    ]
