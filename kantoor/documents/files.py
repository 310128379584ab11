"""The bytes of documents: kept as they came, under names that say nothing, in the storage called "documents"."""

import hashlib
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.base import File as Bytes
from django.core.files.storage import storages

from kantoor.documents.models import Document, File, FileRole
from kantoor.kernel.ids import uuid7

CHUNK = 256 * 1024


def keep(
    document: Document,
    name: str,
    content: "bytes | IO[bytes] | Bytes[Any]",
    media_type: str,
    role: FileRole = FileRole.ORIGINAL,
    pages: int | None = None,
) -> File:
    """Store the bytes and write them down, as part of a running action."""
    source: Any = ContentFile(content) if isinstance(content, bytes) else Bytes(content)
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    for chunk in source.chunks(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    source.seek(0)
    key = uuid7()
    stored = storages["documents"].save(f"{document.organization_id}/{key}", source)
    return File.objects.create(
        id=key,
        organization_id=document.organization_id,
        document=document,
        role=role,
        name=shown_name(name),
        stored=stored,
        size=size,
        sha256=digest.hexdigest(),
        media_type=media_type,
        pages=pages,
    )


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
    return storages["documents"].open(file.stored, "rb")


def shown_name(name: str) -> str:
    """The name that the person gave it, without folders and control characters."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in bare if letter.isprintable())[-200:] or "file"


def of(document: Document) -> list[File]:
    """The files of a document, in the order in which they came."""
    return list(document.files.order_by("id"))
