from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_all_by_amount")]

    operations = [
        migrations.AddField(
            model_name="note",
            name="told",
            field=models.JSONField(default=list, help_text="The ids of whom it mentions."),
        ),
    ]
