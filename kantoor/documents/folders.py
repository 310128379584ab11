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
        return _pieces(file, length)

    def link(self, name: str, media_type: str, disposition: str, seconds: int) -> str:
        """None: whoever wants the bytes comes through our own door."""
        return ""


def _pieces(file: "IO[bytes]", left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
