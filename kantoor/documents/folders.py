"""The storage of documents that is a folder: for its owner only, whatever the umask."""

from collections.abc import Iterator
from typing import IO

from django.core.files.storage import FileSystemStorage

CHUNK = 256 * 1024


class Folder(FileSystemStorage):
    """What `documents.files` needs of a storage: save, open, delete, and these two."""

    def portion(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """So many bytes from there on. Opened at once, so that what is gone is known before an answer begins."""
        file = self.open(name, "rb")
        file.seek(start)
        return _Portion(file, length)

    def link(self, name: str, media_type: str, disposition: str, seconds: int) -> str:
        """None: whoever wants the bytes comes through our own door."""
        return ""


class _Portion:
    """Closed at its end, or by whoever breaks it off, even before its first piece."""

    def __init__(self, file: "IO[bytes]", length: int) -> None:
        self.file, self.left = file, length

    def __iter__(self) -> "_Portion":
        return self

    def __next__(self) -> bytes:
        piece = self.file.read(min(CHUNK, self.left)) if self.left > 0 else b""
        self.left -= len(piece)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        self.file.close()
