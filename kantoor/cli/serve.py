"""`kantoor web`: granian with the WSGI application."""

import argparse
import os

import django
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kantoor.cli import static

# Threads of a worker: Python gains nothing from more, and its database pool has 8 connections.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


def main(arguments: list[str]) -> int:
    """Serve until SIGINT or SIGTERM. Static files are collected first, so that no deploy can forget them."""
    parser = argparse.ArgumentParser("kantoor web", description="Serve the pages and the API.")
    parser.add_argument("--host", default=os.environ.get("KANTOOR_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=os.environ.get("KANTOOR_PORT", "8000"))
    parser.add_argument("--workers", type=int, default=os.environ.get("KANTOOR_WORKERS", "2"))
    chosen = parser.parse_args(arguments)
    django.setup()
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
    Granian(
        "kantoor.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()
