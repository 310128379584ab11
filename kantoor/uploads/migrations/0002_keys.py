"""The organization of what hangs on a document: the column, filled by the database for who does not know it."""

from django.db import migrations, models

from kantoor.documents import keys


def column() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "organizations.organization", models.PROTECT, null=True, related_name="+", db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("uploads", "0001_initial"),
        ("organizations", "0007_hanging"),
        ("documents", "0006_keys"),
    ]
    operations = [
        *(migrations.AddField(name, "organization", column()) for name in ("scan",)),
        keys.Hold("uploads_scan"),
    ]
