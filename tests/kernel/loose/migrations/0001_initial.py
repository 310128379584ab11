"""Two tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Firm", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel(
            "Paper",
            [
                ("id", models.AutoField(primary_key=True)),
                ("firm", models.ForeignKey("overview.Firm", models.CASCADE)),
            ],
        ),
    ]
