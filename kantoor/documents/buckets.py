"""The storage of documents that is a bucket of S3 or what speaks like it (the extra `s3`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CHUNK = 256 * 1024
MISSING = ("404", "NoSuchKey")


class Bucket(S3Storage):
    """Like `folders.Folder`; what goes wrong over there is an OSError here, as with a folder."""

    def _save(self, name: str, content: Any) -> str:
        with _told():
            saved: str = super()._save(name, content)
            return saved

    def exists(self, name: str) -> bool:
        with _told():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _told():
            super().delete(name)

    def portion(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """So many bytes from there on, and no others, from over there."""
        if not length:
            return iter(())
        with _told():
            got = self.bucket.Object(name).get(Range=f"bytes={start}-{start + length - 1}")
        pieces: Iterator[bytes] = got["Body"].iter_chunks(CHUNK)
        return pieces

    def link(self, name: str, media_type: str, disposition: str, seconds: int) -> str:
        """A signed address that hands them out for so long, with the headers that we would give."""
        headers = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
        headers["ResponseCacheControl"] = "private, no-store"
        with _told():
            made: str = self.url(name, parameters=headers, expire=seconds)
            return made


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") in MISSING:
            raise FileNotFoundError(str(problem)) from problem
        raise OSError(str(problem)) from problem
    except BotoCoreError as problem:
        raise OSError(str(problem)) from problem
