"""`kantoor run`: everything at once, to try out and to develop: database, demo world, web and worker."""

import argparse
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn

Processes = dict[str, BaseProcess]

# A child forked from here starts with everything imported: half the time to the first page.
PROCESSES: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM (exit code 0); stops with 1 when a part of it dies."""
    parser = argparse.ArgumentParser("bin/run", description="Run Kantoor with its demo world.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", metavar="FOLDER", help="where database and files live (.data)")
    parser.add_argument("--empty", action="store_true", help="no demo world: sign up as the first user")
    parser.add_argument("--workers", type=int, default=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    _check(chosen.port)
    _configure(chosen.port, chosen.data, demo=not chosen.empty)
    _stop_on_signals()
    running: Processes = {}
    try:
        _prepare(demo=not chosen.empty)
        _start(running, chosen.port, chosen.workers)
        _greet(chosen.port, demo=not chosen.empty)
        return _watch(running)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(running)


def _check(port: int) -> None:
    """Granian shares ports with whoever listens there already, and the two would answer in turn."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use. Stop what runs there, or choose another: --port {port + 1}")


def _configure(port: int, data: str | None, *, demo: bool) -> None:
    """Before Django reads its settings."""
    os.environ["KANTOOR_ADDRESS"] = f"http://localhost:{port}"
    os.environ["KANTOOR_DEMO"] = str(demo)
    os.environ.setdefault("KANTOOR_LOG_LEVEL", "WARNING")
    if data:
        os.environ["KANTOOR_DATA"] = os.path.abspath(data)  # noqa: PTH100 - what it means where it was typed


def _prepare(*, demo: bool) -> None:
    import django

    from kantoor.cli import migrate, serve, static

    django.setup()
    migrate.apply(verbosity=0)
    static.collect()
    if demo:
        from kantoor.demo import seed

        try:
            seed.plant()
        except seed.NotEmpty as reason:
            sys.exit(str(reason))
    serve.let_go()


def _start(running: Processes, port: int, workers: int) -> None:
    """The web server first, alone with the processor until it has served a page."""
    from django.urls import get_resolver

    from kantoor.cli import serve, work

    _ = get_resolver().url_patterns  # imports the pages: once here instead of in each process of granian
    running["web server"] = _child(serve.serve, "127.0.0.1", port, workers)
    _await(running, port)
    running["worker"] = _child(work.main, [])


def _child(target: Callable[..., object], *args: object) -> BaseProcess:
    process = PROCESSES.Process(target=_run, args=(target, *args))
    process.start()
    return process


def _run(target: Callable[..., object], *args: object) -> None:
    """In the child: our way of ending is not its way, and Ctrl-C reaches it and its children through us."""
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    try:
        target(*args)
    except KeyboardInterrupt:
        sys.exit(0)


def _await(running: Processes, port: int) -> None:
    """Until a page is served, or something died."""
    while all(process.is_alive() for process in running.values()):
        try:
            http = HTTPConnection("127.0.0.1", port, timeout=10)
            http.request("GET", "/healthz")
            http.getresponse()
            return
        except (OSError, HTTPException):
            time.sleep(0.03)


def _greet(port: int, *, demo: bool) -> None:
    lines = ["", f"  Kantoor is at http://localhost:{port}"]
    if demo:
        from kantoor.demo import cast

        lines.append(f"  Sign in as anna@jansen.example, or one of the others listed there: {cast.PASSWORD}")
    sys.stdout.write("\n".join([*lines, "  Ctrl-C ends it.", "", ""]))
    sys.stdout.flush()


def _watch(running: Processes) -> int:
    """Wait until a part ends by itself, which it should not."""
    while all(process.is_alive() for process in running.values()):
        time.sleep(0.3)
    for name, process in running.items():
        if not process.is_alive():
            sys.stderr.write(f"The {name} ended (exit code {process.exitcode}); stopping everything.\n")
    return 1


def _stop_on_signals() -> None:
    def stop(*_: object) -> NoReturn:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _stop(running: Processes) -> None:
    """End what still runs, with its own children; what does not listen is killed after 15 seconds."""
    for process in running.values():
        _signal(process, signal.SIGTERM)
    for process in running.values():
        process.join(15)
        _signal(process, signal.SIGKILL)


def _signal(process: BaseProcess, number: signal.Signals) -> None:
    if process.pid:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
