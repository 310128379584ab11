"""Putting a backup back: all of it is proved before anything is put in place, and what is in place is proved again."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import connection

from kantoor.audit import anchoring, anchors, verifying
from kantoor.backups import age, databases, making, places
from kantoor.backups.archive import Ledger, Manifest, Member, Reader
from kantoor.backups.snapshot import known_migrations
from kantoor.backups.troubles import Damaged, NotDone, told
from kantoor.documents.files import measure
from kantoor.kernel import signing

NOT_EMPTY = (
    "There is work in the database already. Nothing was changed. With --replace the backup takes its place, and what"
    " is there now is kept aside."
)


@dataclass
class Restored:
    """What is in place now; `notes` are things to know, `wrong` what does not hold."""

    manifest: Manifest
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def restore(source: Path, keys: Sequence[age.Key], *, replace: bool) -> Restored:
    """`NotDone`: nothing was changed."""
    if not places.is_backup(source):
        raise NotDone(f"{source} is no backup of Kantoor.")
    _require_free(replace)
    with places.scratch() as folder, closing(Ledger(folder)) as ledger, source.open("rb") as file:
        reader = Reader(_clear(file, keys), folder, ledger)
        restoring = _Restoring(reader, reader.take())
        return restoring.put()


def looked_at(source: Path, keys: Sequence[age.Key]) -> Manifest:
    """Prove a backup without putting it anywhere."""
    if not places.is_backup(source):
        raise NotDone(f"{source} is no backup of Kantoor.")
    with places.scratch() as folder, closing(Ledger(folder)) as ledger, source.open("rb") as file:
        reader = Reader(_clear(file, keys), folder, ledger)
        manifest = reader.take()
        _unpacked(reader, manifest)
        return manifest


def _clear(file: "IO[bytes]", keys: Sequence[age.Key]) -> "IO[bytes]":
    start = file.read(len(age.START))
    file.seek(0)
    return age.Reader(file, keys) if start == age.START else file  # type: ignore[return-value]


def _require_free(replace: bool) -> None:
    database = databases.own()
    if database.has_rows() and not replace:
        raise NotDone(NOT_EMPTY)
    database.require_quiet()


def _unpacked(reader: Reader, manifest: Manifest) -> Path:
    """The database of the backup, found whole."""
    member = reader.ledger.find(manifest["member"])
    database = databases.KINDS.get(manifest["database"])
    if member is None or database is None:
        raise Damaged(age.CHANGED)
    found: Path = database.unpack(reader.path(member))
    database.require_whole(found)
    return found


class _Restoring:
    """A backup that was found whole, on its way into place."""

    def __init__(self, reader: Reader, manifest: Manifest) -> None:
        self.reader, self.ledger, self.manifest = reader, reader.ledger, manifest
        self.database, self.done = databases.own(), Restored(manifest)
        self._require_kind()
        self.older = self._require_known()

    def put(self) -> Restored:
        """Bytes first and the database last, so that at no moment it names what is not there."""
        copy = _unpacked(self.reader, self.manifest)
        with self._bytes_in_place():
            self._note(self.database.put(copy))
        try:
            self._keys()
            self._anchors()
            self._prove()
        except Exception as problem:  # it is in place all the same, and must not be told otherwise
            self.done.wrong.append(f"The proof came to no end: {problem}")
        return self.done

    def _require_kind(self) -> None:
        kind = self.manifest["database"]
        if kind != connection.vendor:
            raise NotDone(
                f"This is a backup of {databases.CALLED.get(kind, kind)}, and DATABASE_URL names"
                f" {databases.CALLED[connection.vendor]}. Restore it to what it was made of; `kantoor move` goes"
                " from SQLite to PostgreSQL. Nothing was changed."
            )

    def _require_known(self) -> int:
        """How many migrations are newer than the backup; `NotDone` if it is newer than this version."""
        had = {(app, name) for app, name in self.manifest["migrations"]}
        known = known_migrations()
        if had - known:
            raise NotDone(
                f"This backup was made by another version of Kantoor ({self.manifest['kantoor']}), which has changes"
                " to the database that this one does not know. Install that version first. Nothing was changed."
            )
        return len(known - had)

    def _note(self, text: str) -> None:
        if text:
            self.done.notes.append(text)

    def _members(self) -> Iterator[tuple[Member, Any, str]]:
        """The bytes to be put in place: member, storage, name in it."""
        unnamed = set(self.manifest["unnamed"])
        for member in self.ledger.under("files/"):
            _files, alias, name = member.name.split("/", 2)
            if member.name not in unnamed:
                yield member, storages[alias], name

    @contextmanager
    def _bytes_in_place(self) -> Iterator[None]:
        """Taken back when what follows fails. What is there already with the same bytes stays."""
        brought: list[tuple[Any, str]] = []
        try:
            for member, storage, name in self._members():
                if storage.exists(name):
                    if _sum(storage, name) == member.sha256:
                        continue
                    storage.delete(name)  # not what was stored under this name: the backup's are
                brought.append((storage, name))
                with told(name), _Staged(self.reader.path(member)) as content:
                    if storage.save(name, content) != name:
                        raise NotDone(f"{name} could not be put in its place.")
            yield
        except BaseException as problem:
            for storage, name in brought:
                storage.delete(name)
            if isinstance(problem, SuspiciousFileOperation):
                raise Damaged(age.CHANGED) from problem
            raise

    def _keys(self) -> None:
        """Into the data folder, where the settings find them unless the environment says others."""
        for member, setting in making.KEYS.items():
            found = self.ledger.find(member)
            name = member.rpartition("/")[2]
            if found:
                self._key(name, setting, self.reader.path(found).read_text())
        if not self.manifest["keys"]:
            self._note_strange_keys()

    def _key(self, name: str, setting: str, value: str) -> None:
        if value == getattr(settings, setting):
            return
        place = Path(settings.DATA) / name
        if place.exists():
            place.replace(place.with_name(f"{name}.before-{time.strftime('%Y%m%d-%H%M%S')}"))
        place.touch(0o600)
        place.write_text(value)
        given = f"KANTOOR_{setting}"
        self._note(
            f"The {name} of the backup is in {place}. If {given} is set, give it that value or take it away."
        )

    def _note_strange_keys(self) -> None:
        if self.manifest["secret_key"] != making.key_mark():
            self._note(
                "The backup is without keys, and the secret key here is another than it was: mail that waits cannot"
                " be read, and links that were sent are void. Put the old one into KANTOOR_SECRET_KEY."
            )
        if self.manifest["signing_key"] not in signing.trusted():
            self._note(
                "The signing key here is another than it was. Put the old one into KANTOOR_SIGNING_KEY, or its public"
                f" part into KANTOOR_SIGNING_KEYS_BEFORE: {self.manifest['signing_key']}"
            )

    def _anchors(self) -> None:
        """A file that knows more anchors than the database would get no new ones."""
        for place in map(Path, filter(lambda place: not anchoring.is_address(place), settings.AUDIT_ANCHORS)):
            if place.is_file() and self._knows_more(place):
                aside = place.with_name(f"{place.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
                place.replace(aside)
                self._note(
                    f"{aside} has anchors from after the backup: keep it, it proves that there was more."
                )

    def _knows_more(self, place: Path) -> bool:
        with self.database.asking() as execute:
            (held,) = next(iter(execute("SELECT coalesce(max(number), 0) FROM audit_anchor")))
        with suppress(anchors.Broken):  # which `kantoor audit verify` tells
            return anchoring.last_in(place) > held
        return False

    def _prove(self) -> None:
        """Row counts and hashes, every file, and the chains of the trail."""
        with self.database.asking() as execute:
            if self.database.tables(execute) != self.manifest["tables"]:
                self.done.wrong.append("The tables are not those of the backup.")
        for member, storage, name in self._members():
            if _sum(storage, name) != member.sha256:
                self.done.wrong.append(f"{name} is not as it was in the backup.")
        if self.older:
            self._note(
                f"This version has {self.older} newer migrations: run `kantoor migrate`, then `kantoor audit verify`."
            )
        else:
            trust = {*signing.trusted(), self.manifest["signing_key"]}
            self.done.wrong += map(str, verifying.verify(trust=trust).breaks)


class _Staged(File[Any]):
    """Bytes on our own disk, which a folder takes over instead of copying them."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"))
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


def _sum(storage: Any, name: str) -> str:
    with storage.open(name, "rb") as content:
        return measure(content)[0]
