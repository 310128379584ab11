"""One archive: a tar that any `tar` opens, whose last two members prove all of it.

kantoor-backup    what this is, for whoever finds it
files/…           the bytes of documents, evidence and pictures
database.…        the database
checksums         SHA-256 of every member before it, as `sha256sum --check` takes them
manifest.json     what was backed up, and the SHA-256 of `checksums`
end               SHA-256 of every byte before it: always the last 2048 bytes of the archive
"""

import hashlib
import io
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from kantoor.backups.age import CHANGED, CUT, Output
from kantoor.backups.troubles import Damaged, NotDone

FORMAT = 1
FIRST, CHECKSUMS, MANIFEST, END = "kantoor-backup", "checksums", "manifest.json", "end"
BLOCK, CHUNK = 512, 1024 * 1024
TRAILER = 4 * BLOCK  # head and content of `end`, and the two empty blocks that close a tar
IN_MEMORY = 16 * 1024 * 1024
ABOUT = """A backup of Kantoor, format {format}. `kantoor restore` puts it back.
By hand: `sha256sum --check checksums` proves the members; the manifest says what they are.
"""
Manifest = dict[str, Any]


class Member(NamedTuple):
    """What one member was found to be; `number` is its place."""

    number: int
    name: str
    sha256: str
    size: int


class Ledger:
    """The members there are so far; on disk, for there may be millions."""

    def __init__(self, folder: Path) -> None:
        self.kept = sqlite3.connect(folder / "ledger", isolation_level=None)
        self.kept.execute("PRAGMA synchronous=OFF")
        self.kept.execute("CREATE TABLE member (number INTEGER PRIMARY KEY, name UNIQUE, sha256, size)")
        self.kept.execute("CREATE TABLE wanted (name PRIMARY KEY, storage, stored, sha256)")
        self.kept.execute("BEGIN")

    def want(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """What is to be there: member, storage, name in it, and the SHA-256 that the database knows."""
        self.kept.execute("DELETE FROM wanted")
        self.kept.executemany("INSERT OR REPLACE INTO wanted VALUES (?, ?, ?, ?)", rows)

    def lacking(self) -> list[tuple[str, str, str]]:
        """Wanted and not there: member, storage, name in it."""
        text = "SELECT name, storage, stored FROM wanted WHERE name NOT IN (SELECT name FROM member)"
        return self.kept.execute(text).fetchall()

    def unlike(self) -> list[str]:
        """There, with other bytes than the database knows."""
        text = (
            "SELECT name FROM wanted w JOIN member m USING (name)"
            " WHERE w.sha256 <> '' AND w.sha256 <> m.sha256 ORDER BY name"
        )
        return [name for (name,) in self.kept.execute(text)]

    def unwanted(self, start: str) -> list[str]:
        """There, and no longer wanted."""
        return [member.name for member in self.under(start) if not self._wants(member.name)]

    def _wants(self, name: str) -> bool:
        return self.kept.execute("SELECT 1 FROM wanted WHERE name = ?", (name,)).fetchone() is not None

    def add(self, name: str, sha256: str, size: int) -> Member:
        """`Damaged` for a name that is there already."""
        try:
            added = self.kept.execute("INSERT INTO member VALUES (NULL, ?, ?, ?)", (name, sha256, size))
        except sqlite3.IntegrityError as problem:
            raise Damaged(CHANGED) from problem
        return Member(added.lastrowid or 0, name, sha256, size)

    def find(self, name: str) -> Member | None:
        row = self.kept.execute("SELECT * FROM member WHERE name = ?", (name,)).fetchone()
        return Member(*row) if row else None

    def under(self, start: str = "") -> Iterator[Member]:
        """Those whose names begin so, in order."""
        rows = self.kept.execute("SELECT * FROM member WHERE substr(name, 1, ?) = ?", (len(start), start))
        return (Member(*row) for row in rows)

    def size(self, start: str) -> tuple[int, int]:
        """How many begin so, and their bytes."""
        text = "SELECT count(*), coalesce(sum(size), 0) FROM member WHERE substr(name, 1, ?) = ?"
        found: tuple[int, int] = self.kept.execute(text, (len(start), start)).fetchone()
        return found

    def close(self) -> None:
        self.kept.close()


class Writer:
    """Members one after the other into `out`, which is only ever written on."""

    def __init__(self, out: Output, ledger: Ledger) -> None:
        self.out, self.ledger = _Summed(out), ledger
        self.tar = tarfile.open(fileobj=self.out, mode="w", format=tarfile.GNU_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self.text(FIRST, ABOUT.format(format=FORMAT))

    def file(self, name: str, content: "IO[bytes]", scratch: Path) -> Member:
        """Read to its end before anything is written: a file that cannot be read leaves the archive as it was."""
        with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(scratch)) as whole:
            digest, size = hashlib.sha256(), 0
            while piece := content.read(CHUNK):
                digest.update(piece)
                size += whole.write(piece)
            whole.seek(0)
            self._put(name, whole, size)
        return self.ledger.add(name, digest.hexdigest(), size)

    def path(self, name: str, path: Path) -> Member:
        """A file of our own making, which nobody changes meanwhile."""
        with path.open("rb") as content:
            summed = hashlib.file_digest(content, "sha256").hexdigest()
            content.seek(0)
            self._put(name, content, path.stat().st_size)
        return self.ledger.add(name, summed, path.stat().st_size)

    def text(self, name: str, text: str) -> Member:
        content = text.encode()
        self._put(name, io.BytesIO(content), len(content))
        return self.ledger.add(name, hashlib.sha256(content).hexdigest(), len(content))

    def finish(self, told: Manifest, scratch: Path) -> None:
        """What proves the rest; without it the archive is half of one."""
        with tempfile.TemporaryFile(dir=scratch) as sums:
            for member in self.ledger.under():
                sums.write(f"{member.sha256}  {member.name}\n".encode())
            sums.seek(0)
            listed = self.file(CHECKSUMS, sums, scratch)
        self.text(MANIFEST, json.dumps({"format": FORMAT, **told, CHECKSUMS: listed.sha256}, indent=1))
        self.out.write(trailer(self.out.sum.hexdigest()))

    def _put(self, name: str, content: "IO[bytes]", size: int) -> None:
        info = _info(name, size)
        self.tar.addfile(info, content)
        self.tar.members.clear()  # it would remember every one


class Reader:
    """Every member into a folder under its number, and then the proof that all of it is as it was written."""

    def __init__(self, source: "IO[bytes]", folder: Path, ledger: Ledger) -> None:
        self.source, self.folder, self.ledger = _Held(source), folder, ledger

    def path(self, member: Member) -> Path:
        return self.folder / str(member.number)

    def take(self) -> Manifest:
        """The manifest. `Damaged`: some byte is another, or the end is missing; `NotDone`: another format."""
        try:
            with tarfile.open(fileobj=self.source, mode="r|", bufsize=BLOCK * 20) as tar:  # type: ignore[call-overload]
                for info in tar:
                    tar.members = []
                    if info.name != END:
                        self._take(info.name, tar.extractfile(info))
        except (tarfile.TarError, EOFError, ValueError) as problem:
            self.source.drain()
            raise Damaged(CHANGED if self.source.ended() else CUT) from problem
        self.source.drain()
        if self.source.held != trailer(self.source.sum.hexdigest()):
            raise Damaged(CHANGED if self.source.ended() else CUT)
        return self._proved()

    def _take(self, name: str, content: "IO[bytes] | None") -> None:
        if content is None:
            raise Damaged(CHANGED)
        digest, size = hashlib.sha256(), 0
        member = self.ledger.add(name, "", 0)
        with self.path(member).open("wb") as kept:
            while piece := content.read(CHUNK):
                digest.update(piece)
                size += kept.write(piece)
        self.ledger.kept.execute(
            "UPDATE member SET sha256 = ?, size = ? WHERE number = ?",
            (digest.hexdigest(), size, member.number),
        )

    def _proved(self) -> Manifest:
        """The manifest, after every member was held to the checksums."""
        manifest, sums = self.ledger.find(MANIFEST), self.ledger.find(CHECKSUMS)
        if manifest is None or sums is None:
            raise Damaged(CHANGED)
        told: Manifest = json.loads(self.path(manifest).read_bytes())
        if told["format"] != FORMAT:
            raise NotDone(f"This backup has format {told['format']}; this version of Kantoor reads {FORMAT}.")
        with self.path(sums).open() as lines:
            wrong = sums.sha256 != told[CHECKSUMS] or any(self._unlike(line) for line in lines)
        if wrong:
            raise Damaged(CHANGED)
        return told

    def _unlike(self, line: str) -> bool:
        sha256, _gap, name = line.rstrip("\n").partition("  ")
        member = self.ledger.find(name)
        return member is None or member.sha256 != sha256


def trailer(digest: str) -> bytes:
    """The end of every archive: one small member, and the close of the tar."""
    content = digest.encode()
    head = _info(END, len(content)).tobuf(tarfile.GNU_FORMAT)
    return (head + content).ljust(TRAILER, b"\0")


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Summed:
    """An output, and the sum of what went out."""

    def __init__(self, out: Output) -> None:
        self.out, self.sum, self.at = out, hashlib.sha256(), 0

    def write(self, data: bytes, /) -> int:
        self.sum.update(data)
        self.out.write(data)
        self.at += len(data)
        return len(data)

    def tell(self) -> int:
        return self.at


class _Held:
    """An input, and the sum of what came but for the last bytes, which are to state it."""

    def __init__(self, source: "IO[bytes]") -> None:
        self.source, self.sum, self.held = source, hashlib.sha256(), b""

    def read(self, size: int) -> bytes:
        data = self.source.read(size)
        kept = self.held + data
        self.sum.update(kept[:-TRAILER])
        self.held = kept[-TRAILER:]
        return data

    def drain(self) -> None:
        while self.read(CHUNK):
            pass

    def ended(self) -> bool:
        """Whether it looks like the end of an archive, whatever it states."""
        return self.held[: len(END) + 1] == END.encode() + b"\0"
