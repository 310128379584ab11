"""A column of another table that takes more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "before")]
    operations = [migrations.AlterField("organization", "name", models.CharField(max_length=300))]
