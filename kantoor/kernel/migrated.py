"""Whether the database is as this version wants it."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_known: set[str] = set()


def missing() -> list[str]:
    """Migrations that have not been applied, as `app.name`. Once none is missing that is not asked again."""
    if connection.alias in _known:
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        _known.add(connection.alias)
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
