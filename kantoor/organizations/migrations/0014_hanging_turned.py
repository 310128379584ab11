"""What turned for the people of a partner is found by the partnership, not by trying everybody there."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex

# What of a membership that hangs on a partnership, and whether only those that have it.
MOMENTS = {"begun": ("valid_from", False), "over": ("ended_at", True), "ending": ("expires_at", True)}


def index(name: str) -> models.Index:
    moment, some = MOMENTS[name]
    known = {f"{moment}__isnull": False} if some else {}
    condition = Q(partnership__isnull=False, **known)
    return models.Index("partnership", moment, condition=condition, name=f"membership_hanging_{name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0013_names")]
    operations = [AddIndex("membership", index(name)) for name in MOMENTS]
