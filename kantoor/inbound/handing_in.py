"""Where messages come from: a pipe of the mail server, or a Maildir that it writes into."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

from kantoor.inbound import receiving
from kantoor.inbound.receiving import MB, Outcome

log = logging.getLogger(__name__)

CHUNK = 256 * 1024


def from_pipe(source: "IO[bytes]", recipient: str = "", sender: str | None = None) -> Outcome:
    """Read it to its end, and keep no more than tells that it is too large."""
    with _kept(source) as path:
        return receiving.receive(path, recipient, sender)


@contextmanager
def _kept(source: "IO[bytes]") -> Iterator[Path]:
    left = int(settings.KANTOOR_MAIL_IN_LARGEST * MB) + 1
    with NamedTemporaryFile() as aside:
        while piece := source.read(CHUNK):
            aside.write(piece[:left])
            left -= min(left, len(piece))
        aside.flush()
        yield Path(aside.name)


def from_folder(folder: Path) -> list[Outcome | None]:
    """Everything that is new in the Maildir, oldest first; what was taken care of moves from `new` to `cur`.

    None: it could not be taken in now and stays for the next time; it keeps back none of those behind it.
    """
    return [_settled(folder, path) for path in sorted((folder / "new").iterdir()) if path.is_file()]


def _settled(folder: Path, path: Path) -> Outcome | None:
    try:
        with path.open("rb") as source:
            outcome = from_pipe(source)
    except Exception:
        log.exception("a message could not be taken in now: %s", path.name)
        return None
    (folder / "cur").mkdir(exist_ok=True)
    shutil.move(path, folder / "cur" / f"{path.name}:2,S")
    return outcome
