"""The first people there are, for a picker of very many partners."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0006_there_by_name")]
    operations = [
        AddIndex("user", models.Index("folded", "id", condition=Q(removed_at=None), name="user_there"))
    ]
