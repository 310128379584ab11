"""The archive proves every byte of itself, and any `tar` opens it."""

import hashlib
import io
import os
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from kantoor.backups.archive import Ledger, Manifest, Reader, Writer
from kantoor.backups.troubles import Damaged, NotDone


def packed(folder: Path) -> bytes:
    out = io.BytesIO()
    folder.mkdir()
    with closing(Ledger(folder)) as ledger:
        writer = Writer(out, ledger)
        for number in range(4):
            writer.file(f"files/{'x' * 90 * number}{number}", io.BytesIO(os.urandom(400 * number)), folder)
        writer.finish({"hello": "Anna"}, folder)
    return out.getvalue()


def read(content: bytes, folder: Path) -> Manifest:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    with closing(Ledger(folder)) as ledger:
        return Reader(io.BytesIO(content), folder, ledger).take()


def test_any_tar_opens_it_and_the_checksums_are_those_of_the_members(tmp_path: Path) -> None:
    content = packed(tmp_path / "made")
    assert read(content, tmp_path / "read")["hello"] == "Anna"
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        found = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    assert list(found)[-3:] == ["checksums", "manifest.json", "end"]
    for line in found["checksums"].decode().splitlines():
        digest, _gap, name = line.partition("  ")
        assert hashlib.sha256(found[name]).hexdigest() == digest


def test_a_flipped_bit_anywhere_is_found(tmp_path: Path) -> None:
    """In content, in names, in the padding, in what proves the rest."""
    content = packed(tmp_path / "made")
    for place in range(0, len(content), 41):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        with pytest.raises(Damaged, match="damaged, or somebody changed it"):
            read(bytes(changed), tmp_path / "read")


def test_half_an_archive_is_told_from_a_changed_one(tmp_path: Path) -> None:
    content = packed(tmp_path / "made")
    for length in (*range(0, len(content), 331), len(content) - 512, len(content) - 1):
        with pytest.raises(Damaged, match="ends too early"):
            read(content[:length], tmp_path / "read")
    with pytest.raises(NotDone):
        read(content + b"more", tmp_path / "read")
