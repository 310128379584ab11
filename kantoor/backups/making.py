"""Making a backup while people work on (docs/backup.md).

Bytes are never changed once they are stored, so the order makes it consistent: first whatever is there, which may take
hours; then the database, at one moment; then the bytes that this moment names and that were not there before. What the
database of the backup names is thus in it, unless it was removed for good in the seconds between.
"""

import errno
import hashlib
import hmac
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from kantoor import __version__
from kantoor.backups import databases, places
from kantoor.backups.age import Key, Output
from kantoor.backups.age import Writer as Sealing
from kantoor.backups.archive import Ledger, Manifest, Writer
from kantoor.backups.snapshot import Snapshot, named
from kantoor.kernel import signing

# One file that a disk has lost must not keep all others from being kept.
GONE = (errno.ENOENT, errno.EIO)
KEYS = {"keys/secret-key": "SECRET_KEY", "keys/signing-key": "SIGNING_KEY"}


@dataclass(frozen=True)
class Made:
    """What is in the backup; `lost` and `unlike` are members whose bytes are gone, or others than the database says."""

    rows: int
    files: int
    size: int
    lost: list[str]
    unlike: list[str]


def into(target: Path, locks: Sequence[Key], *, keys: bool) -> Made:
    """A backup that has its name only when it is whole. `NotDone`, and nothing is left of it."""
    with places.written(target) as out:
        return write(out, locks, keys=keys)


def write(out: Output, locks: Sequence[Key], *, keys: bool) -> Made:
    """Encrypted if there are `locks`; with the installation's own keys if `keys`."""
    with places.scratch() as folder, closing(Ledger(folder)) as ledger:
        sealing = Sealing(out, locks) if locks else None
        packing = _Packing(Writer(sealing or out, ledger), ledger, folder)
        made = packing.pack(keys=keys)
        if sealing:
            sealing.close()
        return made


class _Packing:
    """One backup on its way into the archive."""

    def __init__(self, writer: Writer, ledger: Ledger, folder: Path) -> None:
        self.writer, self.ledger, self.folder = writer, ledger, folder
        self.database = databases.own()

    def pack(self, *, keys: bool) -> Made:
        with self.database.asking() as execute:
            self._want(named(execute))
        self._bytes()
        with self.database.snapshot(self.folder) as snapshot:
            self._want(snapshot.bytes())
            manifest = self._manifest(snapshot)
        lost = self._still_named(self._bytes())
        self.writer.path(snapshot.member, self.database.pack(snapshot.path))
        for member, setting in KEYS.items() if keys else ():
            self.writer.text(member, getattr(settings, setting))
        made = self._made(manifest, lost)
        told = {"files": made.files, "bytes": made.size, "lost": lost, "unlike": made.unlike, "keys": keys}
        told["unnamed"] = self.ledger.unwanted("files/")
        self.writer.finish({**manifest, **told}, self.folder)
        return made

    def _want(self, found: Any) -> None:
        self.ledger.want((one.member, one.storage, one.name, one.sha256) for one in found)

    def _bytes(self) -> list[str]:
        """Pack what is wanted and not packed yet; the members that could not be read."""
        unread = []
        for member, storage, name in self.ledger.lacking():
            try:
                with storages[storage].open(name, "rb") as content:
                    self.writer.file(member, content, self.folder)
            except OSError as problem:
                if problem.errno not in GONE and not isinstance(problem, FileNotFoundError):
                    raise
                unread.append(member)
        return unread

    def _still_named(self, unread: list[str]) -> list[str]:
        """Not those whose rows were removed as well since the database was copied."""
        if not unread:
            return []
        with self.database.asking() as execute:
            now = {one.member for one in named(execute)}
        return sorted(now.intersection(unread))

    def _manifest(self, snapshot: Snapshot) -> Manifest:
        return {
            "kantoor": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": snapshot.kind,
            "member": snapshot.member,
            "tables": self.database.tables(snapshot.execute),
            "migrations": snapshot.migrations(),
            "chains": snapshot.chains(),
            "signing_key": signing.public(),
            "secret_key": key_mark(),
        }

    def _made(self, manifest: Manifest, lost: list[str]) -> Made:
        files, size = self.ledger.size("files/")
        rows = sum(count for count, _sum in manifest["tables"].values())
        return Made(rows, files, size, lost, self.ledger.unlike())


def key_mark() -> str:
    """By which the secret key is known again, and cannot be found out."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"kantoor.backups", hashlib.sha256).hex()
