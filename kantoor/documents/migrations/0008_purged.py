from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_keys_filled")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="purged_at",
            field=models.DateTimeField(
                help_text="Kept long enough: nothing is left of it but this row.", null=True
            ),
        ),
    ]
