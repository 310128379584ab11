"""Counting has an index without ids: with them, and tables just vacuumed, PostgreSQL looked for single memberships in it."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex, RemoveIndex

OPEN = Q(ended_at=None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0016_begun_by_whom")]
    operations = [
        AddIndex(
            "membership",
            models.Index(
                "organization", "member_since", "id", condition=OPEN, name="membership_open_by_since"
            ),
        ),
        AddIndex(
            "membership",
            models.Index(
                "organization", "expires_at", "partnership", condition=OPEN, name="membership_counted"
            ),
        ),
        RemoveIndex("membership", "membership_since_counted"),
    ]
