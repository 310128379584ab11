"""PostgreSQL is told that people are in some ten organizations each, whatever a sample makes it believe."""

from django.db import migrations

from kantoor.kernel.expanding import Spread


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0008_outside_and_ending")]
    operations = [Spread("organizations_membership", "user_id", 10)]
