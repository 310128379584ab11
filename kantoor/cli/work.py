"""`kantoor worker`: does what was put on the queue, until it is told to stop."""

import argparse
import datetime as dt

import django


def main(arguments: list[str]) -> int:
    """0 when it ended as told."""
    parser = argparse.ArgumentParser("kantoor worker", description=__doc__)
    parser.add_argument("--drain", action="store_true", help="do what is ready now, then end")
    chosen = parser.parse_args(arguments)
    django.setup()
    from django.conf import settings

    from kantoor.jobs.worker import Worker
    from kantoor.kernel import spans

    spans.begin("worker")
    worker = Worker(dt.timedelta(seconds=settings.KANTOOR_WORKER_LEASE))
    worker.stop_on_signals()
    if chosen.drain:
        worker.drain()
    else:
        worker.run()
    return 0
