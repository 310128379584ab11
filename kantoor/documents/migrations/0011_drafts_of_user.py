"""The drafts that somebody began, for who leaves: they were looked for among all documents of the company."""

from django.db import migrations, models
from django.db.models import Q

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0010_keys_of_files")]
    operations = [
        AddIndex(
            "document",
            models.Index(
                "made_by", "organization", condition=Q(status="draft"), name="document_drafts_of_user"
            ),
        ),
    ]
