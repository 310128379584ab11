"""Kantoor's own commands on a database, as other processes."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def kantoor(url: str, data: Path, *arguments: str, within: int = 0, aloud: bool = True) -> str:
    """What it said; ends everything when it ended with more than `within`. Tells how long it took, and its memory."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "KANTOOR_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "kantoor.settings",
        "KANTOOR_LOG_LEVEL": "ERROR",
    }
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        command = [sys.executable, "-m", "kantoor", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().strip()
    cost = f"{time.monotonic() - begun:.0f} s, {used.ru_maxrss / 1024:.0f} MB of memory"
    failed = process.returncode > within
    print(f"kantoor {' '.join(arguments[:2])} ({cost}): {said if aloud or failed else ''}", flush=True)
    if failed:
        sys.exit(f"ended with {process.returncode}")
    return said
