"""The storage of documents that is a bucket of S3 or what speaks like it (the extra `s3`)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CHUNK = 256 * 1024
MISSING = ("404", "NoSuchKey")


class Bucket(S3Storage):
    """Like `folders.Folder`; what goes wrong over there is an OSError here, as with a folder.

    Each thread has a connection of its own, as boto3 wants it. The session they are made of, which reads megabytes of
    descriptions, is one, and used by one thread at a time.
    """

    _session: Any = None
    _making = Lock()

    @property
    def connection(self) -> Any:
        with self._making:
            return super().connection

    def _create_session(self) -> Any:
        self._session = self._session or super()._create_session()
        return self._session

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
            return (piece for piece in list[bytes]())  # can be closed, as the other
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

    def open_to_all(self, name: str) -> bool:
        """Whether somebody without a key can read it, or see what else is there."""
        with _told():
            stranger = boto3.client(
                "s3",
                endpoint_url=self.endpoint_url,
                region_name=self.region_name,
                config=Config(signature_version=UNSIGNED, s3={"addressing_style": "path"}),
            )
            return any(
                _given(ask, Bucket=self.bucket_name, **more)
                for ask, more in ((stranger.get_object, {"Key": name}), (stranger.list_objects_v2, {}))
            )


def _given(ask: Callable[..., Any], **what: str) -> bool:
    try:
        ask(**what)
    except ClientError:
        return False
    return True


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
