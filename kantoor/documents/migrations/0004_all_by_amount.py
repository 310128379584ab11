from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_search"),
        ("organizations", "0006_ended_memberships"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                models.F("box"), models.F("amount"), models.F("id"), name="document_of_all_by_amount"
            ),
        ),
    ]
