"""Whether somebody read a document lately is found by the document, not among all that they did lately."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0005_renamings")]
    operations = [
        AddIndex(
            "entry",
            models.Index(
                *("target_id", "actor_id", "id"),
                condition=Q(action="documents.read"),
                name="entry_of_reading",
            ),
        ),
    ]
