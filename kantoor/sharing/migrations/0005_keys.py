"""Shares are of their document's organization: held by the database (docs/decisions/0140)."""

from django.db import migrations

from kantoor.documents import keys


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_with_any_organization"), ("documents", "0007_keys_filled")]
    operations = [keys.Hold("sharing_share")]
