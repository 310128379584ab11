"""PostgreSQL: an index on parts of names and addresses, as migration 0004 gives SQLite (docs/decisions/0030)."""

from django.db import migrations

from kantoor.kernel.expanding import AddTrigrams


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0004_rare_words")]
    operations = [AddTrigrams("accounts_user", "folded", "user_by_parts")]
