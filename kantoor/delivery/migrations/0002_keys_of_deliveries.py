"""Deliveries are of their document's organization: held by the database (docs/decisions/0140)."""

from django.db import migrations

from kantoor.documents import keys


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("documents", "0007_keys_filled")]
    operations = [keys.Hold("delivery_delivery")]
