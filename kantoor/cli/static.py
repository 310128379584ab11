"""Static files, collected when they changed: that takes longer than everything else at a start."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from kantoor import env


def collect() -> None:
    """What `collectstatic` does, unless the files are those of the last time; nodes that share the folder take turns."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    stamp, fingerprint = root / "collected", _fingerprint()
    with (root / "collecting").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)


def _fingerprint() -> str:
    """Names, sizes and times of all files, and of the code that works on them."""
    files = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list(None)]
    files.append(env.ROOT / "kantoor/web/storage.py")
    found = sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return hashlib.sha256(repr(found).encode()).hexdigest()
