"""The organization of what hangs on a document: the column, filled by the database for who does not know it."""

from django.db import migrations, models

from kantoor.documents import keys


def column() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "organizations.organization", models.PROTECT, null=True, related_name="+", db_index=False
    )


class Migration(migrations.Migration):
    because = "five tables at once, before there was a rule against it; rehearsed under load: 19 s with eight others"
    dependencies = [
        ("documents", "0005_note_told"),
        ("organizations", "0007_hanging"),
    ]
    operations = [
        *(
            migrations.AddField(name, "organization", column())
            for name in (
                "statuschange",
                "text",
                "note",
                "tagging",
                "mark",
            )
        ),
        keys.Hold("documents_document"),
        keys.Hold("documents_statuschange"),
        keys.Hold("documents_text"),
        keys.Hold("documents_note"),
        keys.Hold("documents_tagging"),
        keys.Hold("documents_mark"),
    ]
