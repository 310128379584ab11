"""The infected ones whose bytes are still there, found at once among millions of looks."""

from django.db import migrations, models

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("uploads", "0005_emptied")]
    operations = [
        AddIndex(
            "scan",
            models.Index(
                "document",
                condition=models.Q(state="infected", emptied_at=None),
                name="scan_infected",
            ),
        )
    ]
