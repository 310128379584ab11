"""A row of a firm that is not there, and a column that goes with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("overview", "0001_initial")]
    operations = [
        migrations.AddField("paper", "note", models.TextField(default="")),
        migrations.RunSQL("INSERT INTO overview_paper (firm_id, note) VALUES (9, '')"),
    ]
