"""The organization of what hangs on a document: filled where it was there before, and never empty from then on."""

from django.db import migrations, models

from kantoor.documents import keys
from kantoor.kernel.expanding import InBatches, NeverEmpty


def column() -> "models.ForeignKey[object, object]":
    return models.ForeignKey("organizations.organization", models.PROTECT, related_name="+", db_index=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("invoicing", "0002_keys")]
    operations = [
        InBatches(keys.Filling("invoicing", "draft")),
        NeverEmpty("draft", "organization", column(), filled_by="invoicing_draft_keyed"),
    ]
