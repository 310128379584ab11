"""A column is filled; it gets rules and an index, beside who writes to the table."""

from typing import Any

from django.db import migrations
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from kantoor.kernel import expanding


def fill(apps: Any) -> int:
    """A hundred at a time."""
    rows = apps.get_model("organizations", "Membership").objects
    some = rows.filter(way="").values_list("pk", flat=True)[:100]
    return int(rows.filter(pk__in=list(some)).update(way="list"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "before")]
    operations = [
        expanding.InBatches(fill),
        expanding.AddConstraint(
            "membership", CheckConstraint(condition=~Q(way="nowhere"), name="membership_some_way")
        ),
        expanding.AddConstraint("membership", UniqueConstraint(F("id"), F("way"), name="membership_one_way")),
        expanding.AddIndex("membership", Index(F("way"), F("user"), F("id"), name="membership_by_way")),
    ]
