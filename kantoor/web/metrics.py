"""Numbers for Prometheus: requests by this process and its siblings, the rest asked of the database when they are fetched.

`/metrics` is there only with KANTOOR_METRICS_TOKEN, which whoever asks has to show (decision 0126).
"""

import os
import secrets
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from kantoor.jobs import figures

MANY_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def show(request: HttpRequest) -> HttpResponse:
    """The numbers of all web processes of this machine and of the database, as text."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415

    of_all: Any = import_module("prometheus_client.multiprocess")  # untyped
    counted = _counted().registry
    if os.environ.get(MANY_PROCESSES):
        counted = CollectorRegistry()
        of_all.MultiProcessCollector(counted)
    asked = CollectorRegistry(auto_describe=False)
    asked.register(_Asked())
    return HttpResponse(generate_latest(counted) + generate_latest(asked), content_type=CONTENT_TYPE_LATEST)


def allowed(request: HttpRequest) -> bool:
    """Whether the token was shown; compared in a time that tells nothing."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    wanted: str = settings.METRICS_TOKEN
    return bool(wanted) and secrets.compare_digest(shown, wanted.encode())


def begin() -> None:
    """Before the first request: two threads that made the counters at once would lose what one of them counts."""
    if settings.METRICS_TOKEN:
        _counted()


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """A request was answered."""
    if settings.METRICS_TOKEN:
        _counted().requests.labels(route, method, str(status)).inc()
        _counted().durations.labels(route).observe(seconds)


class Counted(NamedTuple):
    registry: Any
    requests: Any
    durations: Any


@cache
def _counted() -> Counted:
    """Made in each process: the library decides at its import whether several processes count together."""
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415

    kept = CollectorRegistry()
    labels = ("route", "method", "status")
    requests = Counter("kantoor_requests", "Requests answered.", labels, registry=kept)
    durations = Histogram(
        "kantoor_request_seconds", "How long they took.", ("route",), registry=kept, buckets=SECONDS
    )
    return Counted(kept, requests, durations)


class _Asked:
    """What the database knows: the queue, the workers, the mails, its connections."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        try:
            found = figures.all_of_them()
        except DatabaseError:
            found = []
        yield GaugeMetricFamily("kantoor_database_up", "Whether the database answers.", float(bool(found)))
        for figure in found:
            family = GaugeMetricFamily(figure.name, figure.means, labels=figure.labels)
            for labels, value in figure.values:
                family.add_metric(list(labels), value)
            yield family
        version = GaugeMetricFamily("kantoor_info", "The version that runs.", labels=("version",))
        version.add_metric([settings.VERSION], 1)
        yield version
