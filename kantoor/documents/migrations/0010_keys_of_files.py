"""Files are of their document's organization: held by the database (docs/decisions/0140)."""

from django.db import migrations

from kantoor.documents import keys


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_file_by_stored")]
    operations = [keys.Hold("documents_file")]
