"""When the bytes of an infected document were deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("uploads", "0004_keys_of_transfers")]
    operations = [
        migrations.AddField(
            "scan",
            "emptied_at",
            models.DateTimeField(null=True, help_text="When the infected bytes were deleted."),
        )
    ]
