"""The bytes of documents: kept as they came, under names that say nothing, in the storage called "documents"."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.base import File as Bytes
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from kantoor.documents.models import Document, File, FileRole
from kantoor.kernel.errors import Conflict
from kantoor.kernel.ids import uuid7
from kantoor.kernel.prepared import Prepared

log = logging.getLogger(__name__)
CHUNK = 256 * 1024
Content = bytes | IO[bytes] | Bytes[Any]


class Stored(NamedTuple):
    """Bytes in the storage, which no row names yet."""

    key: UUID
    name: str
    size: int
    sha256: str


def keep(
    document: Document,
    name: str,
    content: "Content",
    media_type: str,
    role: FileRole = FileRole.ORIGINAL,
    pages: int | None = None,
) -> File:
    """Store the bytes and write them down, as part of a running action."""
    return write_down(document, name, store(document.organization_id, content), media_type, role, pages)


def store(organization_id: UUID, content: "Content") -> Stored:
    """Put the bytes into the storage, before the action that writes them down: it may take long. `Conflict`: it is away."""
    source: Any = ContentFile(content) if isinstance(content, bytes) else Bytes(content)
    sha256, size = measure(source)
    key = uuid7()
    with _reachable():
        return Stored(key, storages["documents"].save(f"{organization_id}/{key}", source), size, sha256)


def measure(content: "Content") -> tuple[str, int]:
    """SHA-256 and size; it is wound back afterwards."""
    source: Any = ContentFile(content) if isinstance(content, bytes) else Bytes(content)
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    for chunk in source.chunks(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    source.seek(0)
    return digest.hexdigest(), size


def write_down(
    document: Document,
    name: str,
    stored: Stored,
    media_type: str,
    role: FileRole = FileRole.ORIGINAL,
    pages: int | None = None,
) -> File:
    """The row of what `store` has put away, as part of a running action."""
    return File.objects.create(
        id=stored.key,
        organization_id=document.organization_id,
        document=document,
        role=role,
        name=shown_name(name),
        stored=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        media_type=media_type,
        pages=pages,
    )


def drop(stored: Stored) -> None:
    """Take back what was stored for an action that did not come about."""
    with suppress(OSError):
        storages["documents"].delete(stored.name)


def copy(file: File, to: Document) -> File:
    """The same bytes for the document at the other side of a delivery."""
    return File.objects.create(
        organization_id=to.organization_id,
        document=to,
        role=file.role,
        name=file.name,
        stored=file.stored,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        pages=file.pages,
    )


def opened(file: File) -> "Bytes[Any]":
    """The bytes, for reading; the caller has seen to it that the asker may (documents.visible_to)."""
    with _reachable():
        return storages["documents"].open(file.stored, "rb")


def whole(file: File) -> bytes:
    """All of the bytes, in memory; the same condition."""
    with opened(file) as source, _reachable():
        return bytes(source.read())


def seek(file: File) -> None:
    """See that the bytes are there: `Conflict`, with the reason, if not."""
    with _reachable():
        if not storages["documents"].exists(file.stored):
            raise FileNotFoundError(file.stored)


def portion(file: File, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` on, in pieces, as they come from the storage; the same condition as `opened`."""
    left = file.size - start if length is None else length
    with _reachable():
        found: Iterator[bytes] = storages["documents"].portion(file.stored, start, left)  # type: ignore[attr-defined]
    return found


def link(file: File, disposition: str, seconds: int) -> str:
    """An address that hands out the bytes to whoever has it, for so long; empty if this storage gives none."""
    made: str = storages["documents"].link(file.stored, file.media_type, disposition, seconds)  # type: ignore[attr-defined]
    return made


@contextmanager
def _reachable() -> Iterator[None]:
    """A storage that is away, full or has lost the bytes is told in words, and to the log in its own."""
    try:
        yield
    except FileNotFoundError as problem:
        log.exception("bytes are gone from the storage")
        raise Conflict(_("The bytes of this file are no longer kept.")) from problem
    except OSError as problem:
        log.exception("the storage of documents is away")
        said = _(
            "The place where files are kept does not answer now. Nothing is lost: try again in a few minutes."
        )
        raise Conflict(said) from problem


def shown_name(name: str) -> str:
    """The name that the person gave it, without folders and control characters."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in bare if letter.isprintable())[-200:] or "file"


def of(document: Document) -> list[File]:
    """The files of a document, in the order in which they came."""
    found = _of_now.rows(document=document.pk)
    for file in found:
        file.document = document
    return found


_of_now = Prepared(lambda document: File.objects.filter(document_id=document).order_by("id"))


def one(document: Document, file_id: UUID) -> File | None:
    """The file of this document with this id."""
    return document.files.filter(pk=file_id).first()
