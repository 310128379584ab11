"""Several holds at once, for different reasons: what there may be once is a reason."""

from django.db import migrations, models

from kantoor.kernel.expanding import AddConstraint


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("retention", "0002_keys")]
    operations = [
        AddConstraint(
            "hold",
            models.UniqueConstraint(
                "document",
                "reason",
                condition=models.Q(ended_at=None, document__isnull=False),
                name="one_open_hold_of_a_reason",
            ),
        ),
        AddConstraint(
            "hold",
            models.UniqueConstraint(
                "organization",
                "reason",
                condition=models.Q(ended_at=None, document=None),
                name="one_open_hold_on_all_of_a_reason",
            ),
        ),
    ]
