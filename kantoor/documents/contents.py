"""What the files of a document say, as plain text for searching."""

import importlib
import logging
from collections.abc import Callable
from typing import Any

from kantoor.documents import files
from kantoor.documents.models import Document, File, FileRole

log = logging.getLogger(__name__)
MOST = 100_000  # letters kept of one document
LARGEST = 64 * 1024 * 1024


def of(document: Document) -> str:
    """The text of its files, one after the other; what cannot be read says nothing."""
    kept = [file for file in files.of(document) if file.role != FileRole.RENDERING]
    return " ".join([document.title, *(file.name for file in kept), *map(_text, kept)])[: MOST * 2]


def _text(file: File) -> str:
    read = READERS.get(file.media_type)
    if read is None or file.size > LARGEST:
        return ""
    try:
        with files.opened(file) as stream:
            return read(stream.read())
    except Exception as problem:  # a broken file is found by its fields; it must not stop the worker
        log.warning("the text of file %s: %s", file.pk, problem)
        return ""


def _pdf(content: bytes) -> str:
    pdf: Any = importlib.import_module("kantoor.einvoices.pdf")
    return str(pdf.text(content))


def _plain(content: bytes) -> str:
    return content[: MOST * 4].decode(errors="replace")


READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf,
    "text/plain": _plain,
    "text/csv": _plain,
}
