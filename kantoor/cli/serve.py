"""`kantoor web`: granian with the WSGI application."""

import argparse
import gc
import multiprocessing
import os
import sys
import threading
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kantoor.cli import static
from kantoor.kernel import stopping

# Threads of a worker: Python gains nothing from more, and its database pool has 8 connections.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
# Seconds that requests have to end when the end has come.
LAST_REQUESTS = 30
# Middle collections of Python before it goes through all there is, which takes 10 to 60 ms of somebody's page and finds
# little: every 700 requests or so instead of every 80.
SELDOM = 100
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"


def main(arguments: list[str]) -> int:
    """Serve until SIGINT or SIGTERM. Static files are collected first, so that no deploy can forget them."""
    django.setup()
    parser = argparse.ArgumentParser("kantoor web", description="Serve the pages and the API.")
    parser.add_argument("--host", default=settings.HOST)
    parser.add_argument("--port", type=int, default=settings.PORT)
    parser.add_argument("--workers", type=int, default=settings.WORKERS)
    chosen = parser.parse_args(arguments)
    static.collect()
    let_go()
    serve(chosen.host, chosen.port, chosen.workers)
    return 0


def let_go() -> None:
    """Close the database before forking: children can share neither connections nor the threads of a pool."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def serve(host: str, port: int, workers: int) -> None:
    """Returns after SIGINT or SIGTERM; exits with 1 when a worker process died."""
    stopping.end()
    with ExitStack() as stack:
        if settings.METRICS_TOKEN and TOGETHER not in os.environ:
            os.environ[TOGETHER] = stack.enter_context(TemporaryDirectory(prefix="kantoor-metrics-"))
            stack.callback(os.environ.pop, TOGETHER)
        if sys.platform == "linux":
            multiprocessing.set_start_method("fork", force=True)  # they share the sign that the end has come
            get_ready()
        Server(
            "kantoor.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            websockets=False,
            workers_kill_timeout=LAST_REQUESTS,
            log_level=LogLevels.warning,
            log_dictconfig=_logs(),
        ).serve()


def get_ready() -> None:
    """Import every view once, before workers are forked: they answer at once, and have its memory in common."""
    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()  # else the first collection of each worker would write to all of it, and so copy it
    gc.set_threshold(*gc.get_threshold()[:2], SELDOM)


class Server(Granian):  # type: ignore[misc, valid-type]
    """Says that it stops (/readyz) some time before it does, so that a balancer can send people elsewhere first."""

    def signal_handler_interrupt(self, *told: Any, **more: Any) -> None:
        """SIGTERM or Ctrl-C; the second one ends the wait."""
        if stopping.begun() or not settings.KANTOOR_STOP_DELAY:
            super().signal_handler_interrupt(*told, **more)
        else:
            wait = threading.Timer(settings.KANTOOR_STOP_DELAY, super().signal_handler_interrupt)
            wait.daemon = True
            wait.start()
        stopping.begin()


def _logs() -> dict[str, Any]:
    """What granian itself says goes where everything goes."""
    return {
        "handlers": {},
        "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
    }
