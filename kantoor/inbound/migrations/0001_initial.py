import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kantoor.kernel.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0005_group_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="mailbox",
                        serialize=False,
                        to="organizations.organization",
                    ),
                ),
                ("token", models.CharField(max_length=40, unique=True)),
                ("made_at", models.DateTimeField(db_default=kantoor.kernel.clock.Now())),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
