from django.db import migrations, models

from kantoor.kernel.expanding import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0008_purged")]

    operations = [AddIndex("file", models.Index(models.F("stored"), name="file_by_stored"))]
