"""How much waits, since when, and who works on it: for those who watch over an installation (/metrics, `kantoor check`)."""

import datetime as dt
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Count, F, Min, When
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from kantoor.jobs import presence
from kantoor.kernel.clock import now
from kantoor.notifications.models import Mail

DUE = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))


class Figure(NamedTuple):
    """A number, or one for each value of the labels."""

    name: str
    means: str
    labels: tuple[str, ...]
    values: list[tuple[tuple[str, ...], float]]


def all_of_them() -> list[Figure]:
    """Asked of the database now."""
    mails = mails_by_state()
    return [
        Figure(
            "kantoor_tasks", "Tasks by state; those that are done are kept for days.", ("state",), tasks()
        ),
        _one(
            "kantoor_tasks_due", "Tasks that a worker could begin now.", DBTaskResult.objects.ready().count()
        ),
        _one(
            "kantoor_tasks_oldest_seconds", "For how long the oldest of them waits.", oldest().total_seconds()
        ),
        _one("kantoor_workers", "Workers that have said lately that they live.", len(presence.alive())),
        Figure("kantoor_mails", "Mails by state.", ("state",), [((k,), float(n)) for k, n in mails.items()]),
        Figure("kantoor_database_connections", "Connections to the database.", ("state",), _connections()),
    ]


def tasks() -> list[tuple[tuple[str, ...], float]]:
    """How many there are in each state."""
    counted = DBTaskResult.objects.order_by().values_list("status").annotate(many=Count("pk"))
    found: dict[str, int] = dict(counted)
    return [((str(state).lower(),), float(found.get(state, 0))) for state in TaskResultStatus]


def oldest() -> dt.timedelta:
    """For how long the longest waiting task could have been begun; zero when none waits."""
    since = DBTaskResult.objects.ready().order_by().aggregate(since=Min(DUE))["since"]
    return max(now() - since, dt.timedelta(0)) if since else dt.timedelta(0)


def mails_by_state() -> dict[str, int]:
    """How many mails wait, went out, failed."""
    found = dict(Mail.objects.order_by().values_list("state").annotate(many=Count("pk")))
    return {state: found.get(state, 0) for state in Mail.State.values}


def _connections() -> list[tuple[tuple[str, ...], float]]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1"
        )
        found = cursor.fetchall()
        cursor.execute("SELECT current_setting('max_connections')::int")
        return [*(((state,), float(many)) for state, many in found), (("most",), float(cursor.fetchone()[0]))]


def _one(name: str, means: str, value: float) -> Figure:
    return Figure(name, means, (), [((), float(value))])
