"""Workers as processes of their own, on the committed database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests.committed import url_of


@contextmanager
def worker(mail_url: str = "", lease: int = 1) -> Iterator["subprocess.Popen[bytes]"]:
    """`kantoor worker`; killed at the end if it still runs."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kantoor.settings",
        "DATABASE_URL": url_of(str(connection.settings_dict["NAME"])),
        "KANTOOR_DATA": str(settings.DATA),
        "KANTOOR_SECRET_KEY": settings.SECRET_KEY,
        "KANTOOR_WORKER_LEASE": str(lease),
        "KANTOOR_LOG_LEVEL": "ERROR",
        "EMAIL_URL": mail_url,
    }
    command = [sys.executable, "-m", "kantoor", "worker"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait(10)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for it, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
