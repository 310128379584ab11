"""The rules that allowed one hold at a time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("retention", "0003_several_holds")]
    operations = [
        migrations.RemoveConstraint("hold", "one_open_hold"),
        migrations.RemoveConstraint("hold", "one_open_hold_on_all"),
    ]
