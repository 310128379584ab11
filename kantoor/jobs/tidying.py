"""Rows that have served their purpose."""

import datetime as dt
import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kantoor.kernel.expanding import BREATH

SOME = 1_000
DONE, FAILED = dt.timedelta(days=3), dt.timedelta(days=30)


def sessions() -> int:
    """Sessions past their date, and what was kept beside sessions that are gone. How many."""
    over = Session.objects.filter(expire_date__lt=timezone.now()).values("pk")[:SOME]
    gone: int = Session.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()[0]
    orphans = UserSession.objects.exclude(session_key__in=Session.objects.values("pk"))
    beside: int = orphans.delete()[0]
    return gone + beside


def finished_tasks() -> int:
    """Tasks that were done some days ago, or failed a month ago. How many."""
    at = timezone.now()
    done = DBTaskResult.objects.successful().filter(finished_at__lt=at - DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=at - FAILED)
    old = [*done.values_list("pk", flat=True)[:SOME], *failed.values_list("pk", flat=True)[:SOME]]
    gone: int = DBTaskResult.objects.filter(pk__in=old).delete()[0]
    return gone


def cache() -> int:
    """Entries of the cache that no longer count; Django only looks when there are too many. How many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kantoor_cache WHERE expires < %s", [_as_kept(timezone.now())])
        return int(cursor.rowcount)


def _as_kept(at: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))


def statistics() -> int:
    """Tell SQLite's planner how the tables have grown; PostgreSQL sees to that itself. Always 0: once is enough.

    Whole indexes: what is sampled is their beginning, and the first people of a company are in the most organizations. One
    after the other, so that nobody who writes waits for long.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=0")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
                time.sleep(BREATH)
    return 0
