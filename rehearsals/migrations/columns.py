"""Columns and a table more; one column that is no longer looked at."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, ForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("membership", "way", models.CharField(max_length=9, db_default="")),
        migrations.AddField("membership", "remark", models.TextField(null=True)),
        migrations.CreateModel(
            "Remark",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("membership", ForeignKey("organizations.Membership", CASCADE)),
                ("user", ForeignKey(settings.AUTH_USER_MODEL, CASCADE, related_name="+")),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("membership", "remark")]
        ),
    ]
