"""Transfers are of their document's organization: held by the database (docs/decisions/0140)."""

from django.db import migrations

from kantoor.documents import keys


class Migration(migrations.Migration):
    dependencies = [("uploads", "0003_keys_filled"), ("documents", "0007_keys_filled")]
    operations = [keys.Hold("uploads_transfer")]
