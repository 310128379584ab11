"""Kantoor's own commands on a database, as other processes."""

import os
import subprocess
import sys
from pathlib import Path


def kantoor(url: str, data: Path, *arguments: str, within: int = 0) -> str:
    """What it said; ends everything when it ended with more than `within`."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "KANTOOR_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "kantoor.settings",
        "KANTOOR_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "kantoor", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    print(f"kantoor {' '.join(arguments[:2])}: {said or 'done'}", flush=True)
    if done.returncode > within:
        sys.exit(f"ended with {done.returncode}")
    return said
