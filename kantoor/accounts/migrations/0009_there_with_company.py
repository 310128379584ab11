"""PostgreSQL: who is there, by name and with their companies, without looking at a row (docs/decisions/0183)."""

from django.db import migrations

from kantoor.kernel.expanding import PostgresIndex

WITH_COMPANY = "(folded, id) INCLUDE (environment_id) WHERE removed_at IS NULL"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0008_gone")]
    operations = [PostgresIndex("accounts_user", "user_there_with_company", WITH_COMPANY)]
