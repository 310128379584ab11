"""The kinds of files that can be brought in, each with its media type and the endings of its names."""

from mimetypes import MimeTypes
from pathlib import PurePosixPath
from typing import NamedTuple

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


class Kind(NamedTuple):
    media_type: str
    endings: tuple[str, ...]
    spoken: str


KINDS = {
    "pdf": Kind("application/pdf", (".pdf",), "PDF"),
    "xml": Kind("application/xml", (".xml", ".ubl"), "XML"),
    "png": Kind("image/png", (".png",), "PNG"),
    "jpeg": Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "JPEG"),
    "tiff": Kind("image/tiff", (".tif", ".tiff"), "TIFF"),
    "webp": Kind("image/webp", (".webp",), "WebP"),
    "heic": Kind("image/heic", (".heic", ".heif"), "HEIC"),
    "docx": Kind(OOXML + "wordprocessingml.document", (".docx",), "Word (docx)"),
    "xlsx": Kind(OOXML + "spreadsheetml.sheet", (".xlsx",), "Excel (xlsx)"),
    "odt": Kind(ODF + "text", (".odt",), "OpenDocument (odt)"),
    "ods": Kind(ODF + "spreadsheet", (".ods",), "OpenDocument (ods)"),
    "csv": Kind("text/csv", (".csv",), "CSV"),
    "txt": Kind("text/plain", (".txt", ".text"), "TXT"),
    "eml": Kind("message/rfc822", (".eml",), "EML"),
}
# What a browser may show by itself, in a page of its own; everything else is only ever saved.
SHOWN = frozenset(KINDS[kind].media_type for kind in ("pdf", "png", "jpeg", "webp"))

# Python's own table, not the machine's: the same everywhere.
_KNOWN = MimeTypes(filenames=())
_OWN = {ending for kind in KINDS.values() for ending in kind.endings}
_RISKY = {
    ".com",
    ".scr",
    ".msi",
    ".cmd",
    ".ps1",
    ".vbs",
    ".lnk",
    ".hta",
    ".jar",
    ".docm",
    ".xlsm",
    ".php",
    ".rar",
}
_RISKY |= {".7z", ".gz", ".iso", ".apk", ".md", ".log", ".ini", ".json", ".yml"}


def ending(name: str) -> str:
    """The ending of a name (`.pdf`), in small letters; empty when what follows its last dot means nothing."""
    found = PurePosixPath(name).suffix.lower()
    known = found in _OWN or found in _RISKY or _KNOWN.guess_type("a" + found)[0] is not None
    return found if known else ""


def is_disguised(name: str, kind: str) -> bool:
    """Whether the name says another kind than the bytes."""
    return ending(name) not in ("", *KINDS[kind].endings)
