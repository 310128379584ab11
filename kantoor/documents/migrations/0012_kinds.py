"""The newest of a kind that few documents have, for people in very many organizations: each of those was looked through."""

from django.db import migrations, models

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0011_drafts_of_user")]
    operations = [AddIndex("document", models.Index("box", "kind", "id", name="document_of_all_of_kind"))]
