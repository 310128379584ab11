"""The organization of what hangs on a document: filled where it was there before, and never empty from then on."""

from django.db import migrations, models

from kantoor.documents import keys
from kantoor.kernel.expanding import InBatches, NeverEmpty


def column() -> "models.ForeignKey[object, object]":
    return models.ForeignKey("organizations.organization", models.PROTECT, related_name="+", db_index=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0006_keys")]
    operations = [
        InBatches(keys.Filling("documents", "statuschange")),
        InBatches(keys.Filling("documents", "text")),
        InBatches(keys.Filling("documents", "note")),
        InBatches(keys.Filling("documents", "tagging")),
        InBatches(keys.Filling("documents", "mark")),
        NeverEmpty("statuschange", "organization", column(), filled_by="documents_statuschange_keyed"),
        NeverEmpty("text", "organization", column(), filled_by="documents_text_keyed"),
        NeverEmpty("note", "organization", column(), filled_by="documents_note_keyed"),
        NeverEmpty("tagging", "organization", column(), filled_by="documents_tagging_keyed"),
        NeverEmpty("mark", "organization", column(), filled_by="documents_mark_keyed"),
    ]
