"""The database: there, new enough, migrated, with the same clock, and with room for all connections."""

import datetime as dt
import sqlite3
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection

from kantoor.cli.checks.finding import Finding, error, fine, note, short, warning
from kantoor.kernel import clock, migrated

OLDEST_POSTGRESQL, OLDEST_SQLITE = 150_000, (3, 35, 0)
APART = dt.timedelta(seconds=5)
POOL = 8  # connections of a web process
OTHERS = 10  # of workers, backups, people
SHOWN = 5


def reached() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        yield error(
            f"The database does not answer: {short(problem)}",
            "Start it, and look at DATABASE_URL: name, password, host and port.",
        )
    else:
        yield from _version()
        yield from _migrated()
        yield from _clock()
        yield from _account() if connection.vendor == "postgresql" else _one_machine()


def _version() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            yield error(f"SQLite {sqlite3.sqlite_version} is too old.", "Take Debian 12 or newer.")
        yield fine(f"The database answers: SQLite {sqlite3.sqlite_version}.")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        )
        number, encoding = cursor.fetchone()
    if number < OLDEST_POSTGRESQL:
        yield error(f"PostgreSQL {number // 10_000} is too old.", "Take PostgreSQL 15 or newer.")
    if encoding != "UTF8":
        yield error(
            f"The database has the encoding {encoding}.", "Make it anew: createdb --encoding UTF8 kantoor."
        )
    yield fine(f"The database answers: PostgreSQL {number // 10_000}.{number % 10_000}.")


def _migrated() -> Iterator[Finding]:
    missing = migrated.missing()
    if missing:
        some = ", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else "")
        yield error(f"Migrations that are missing: {len(missing)} ({some}).", "Run `kantoor migrate`.")
    elif settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        yield error("The table of the cache is missing.", "Run `kantoor migrate`.")
    else:
        yield fine("All migrations are applied.")


def _clock() -> Iterator[Finding]:
    apart = abs(clock.now() - dt.datetime.now(dt.UTC))
    if apart > APART:
        yield error(
            f"This machine's clock and the database's are {apart.total_seconds():.0f} seconds apart.",
            "Let both keep time (systemd-timesyncd, chrony): what ends at a moment ends by the database's clock.",
        )
    else:
        yield fine("The clocks of this machine and of the database agree.")


def _account() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('is_superuser'), current_setting('max_connections')::int"
        )
        who, superuser, most = cursor.fetchone()
    if superuser == "on":
        yield warning(
            f"The database account {who} is a superuser, who can switch off what protects the audit trail.",
            f"ALTER ROLE {who} NOSUPERUSER, and make another the owner of the cluster.",
        )
    needed = settings.WORKERS * POOL + OTHERS
    if needed > most:
        yield warning(
            f"{settings.WORKERS} web processes may need {needed} connections; the database allows {most}.",
            "Raise max_connections, or lower KANTOOR_WORKERS.",
        )


def _one_machine() -> Iterator[Finding]:
    yield note(
        "SQLite serves one machine.", "For more, or for several nodes, take PostgreSQL (docs/running.md)."
    )
