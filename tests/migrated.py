"""The migrated SQLite file is kept from one run to the next, as long as nothing has changed that makes it.

Migrations are a quarter of a minute; whoever runs a single test waits for them otherwise. Where CI is set they always run.
"""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.test import utils

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
# What migrations are made of, and what they call.
MADE_OF = (
    "*/migrations/*.py",
    "*/models.py",
    "*/apps.py",
    "kernel/**/*.py",
    "documents/*.py",
    "delivery/*.py",
)


def set_up() -> Any:
    """Django's `setup_databases`; what is to be handed to `teardown_databases`."""
    if connection.vendor != "sqlite" or "CI" in os.environ:
        return utils.setup_databases(verbosity=0, interactive=False)
    kept = KEPT / f"{mark()}.sqlite3"
    if kept.exists():
        shutil.copy(kept, connection.settings_dict["TEST"]["NAME"])
        return utils.setup_databases(verbosity=0, interactive=False, keepdb=True)
    made = utils.setup_databases(verbosity=0, interactive=False)
    connections.close_all()  # which puts all of it into the file
    keep(Path(connection.settings_dict["NAME"]), kept)
    return made


def mark() -> str:
    """Another one for every change."""
    found = hashlib.sha256((ROOT / "requirements-dev.lock").read_bytes())
    for path in sorted({path for pattern in MADE_OF for path in (ROOT / "kantoor").glob(pattern)}):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:20]


def keep(database: Path, kept: Path) -> None:
    """Instead of those of before; other workers may be doing the same."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    beside = kept.with_suffix(f".{os.getpid()}")
    shutil.copy(database, beside)
    beside.replace(kept)
