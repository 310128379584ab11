"""The worker: takes tasks one by one, watches over the other workers and starts the chores."""

import datetime as dt
import logging
import os
import secrets
import signal
import socket
import time

from django.db import DatabaseError, close_old_connections

from kantoor.jobs import chores, presence, queue
from kantoor.kernel import connections

log = logging.getLogger(__name__)
IDLE = 0.5  # seconds between looks at an empty queue
CONSTANTLY = 1.0  # seconds between rounds of what is done all the time


class Worker:
    """One process's work; several may run at once, on one machine or many."""

    def __init__(self, lease: dt.timedelta) -> None:
        self.name = f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(6)}"
        self.lease = lease
        self.stopping = False
        self._next_round = self._next_constant = 0.0

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C: finish the task at hand, then end. A second time: end at once."""

        def stop(number: int, _frame: object) -> None:
            self.stopping = True
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    def run(self) -> None:
        """Work until told to stop; a database that is away for a while is waited for."""
        log.info("worker %s starts", self.name)
        with presence.present(self.name, self.lease):
            chores.know()
            while not self.stopping:
                if not self._turn():
                    time.sleep(IDLE)
        log.info("worker %s ends", self.name)

    def drain(self) -> int:
        """Do what is ready now, then return. How many tasks."""
        done = 0
        with presence.present(self.name, self.lease):
            queue.reclaim()
            while not self.stopping and self._one():
                done += 1
            chores.constant()
        return done

    def _turn(self) -> bool:
        """One task and, every now and then, the rounds. Whether there was something to do."""
        try:
            close_old_connections()
            if time.monotonic() >= self._next_round:
                self._next_round = time.monotonic() + self.lease.total_seconds() / 4
                queue.reclaim(self.name)
                chores.enqueue_due()
            if time.monotonic() >= self._next_constant:
                self._next_constant = time.monotonic() + CONSTANTLY
                chores.constant()
            return self._one()
        except DatabaseError as problem:
            log.warning("worker %s: %s", self.name, problem)
            connections.refresh()
            return False

    def _one(self) -> bool:
        row = queue.take(self.name)
        if row is not None:
            queue.do(row)
        return row is not None
