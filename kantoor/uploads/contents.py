"""What a file is by its bytes, whatever its name says. Runs in a bounded process of its own, so it knows no Django.

Gives a dict: `kind` (a key of `kinds.KINDS`), or `problem` (a key of `inspection.WORDS`), and `pages`, where it has them.
"""

import re
from pathlib import Path
from typing import Any

import filetype

from kantoor.uploads import kinds, packages, papers

HEAD = 8192
PICTURES = {
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/tiff": "tiff",
    "image/webp": "webp",
    "image/heic": "heic",
}
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
)
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
MARKUP = re.compile(
    r"\s*+(?:(?><!--.*?-->)\s*+)*+<(!doctype|html|head|body|script|iframe|svg|style|meta|title|a|p|div)\b",
    re.I | re.S,
)
MAIL = re.compile(r"^(from|received|return-path|date|message-id|subject|mime-version):", re.I | re.M)


def examine(path: str, name: str, most_pages: int) -> dict[str, Any]:
    """The kind and the pages of the file at `path`, or what is wrong with it."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return papers.pdf(path, most_pages)
    if head.startswith(ZIP):
        return packages.office(path)
    if head.startswith(OLE):
        return packages.old_office(path)
    if head.startswith(PROGRAMS):
        return {"problem": "program"}
    return _known(path, head) or _text(path, name)


def _known(path: str, head: bytes) -> dict[str, Any]:
    """By the library's signatures; empty when it knows none."""
    guessed = filetype.guess(bytearray(head))
    if guessed is None:
        return {}
    picture = PICTURES.get(guessed.mime)
    if picture:
        return papers.picture(path, picture)
    is_archive = guessed in filetype.archive_matchers and guessed.mime != "application/pdf"
    return {"problem": "archive" if is_archive else "other"}


def _text(path: str, name: str) -> dict[str, Any]:
    """Text of some kind: XML by its first letter, the rest by the ending of its name."""
    with Path(path).open("rb") as file:
        text = decoded(file.read(HEAD))
        while text is not None and (more := file.read(1024 * 1024)):
            if b"\0" in more and not text.startswith("\ufeff"):
                text = None
    if text is None:
        return {"problem": "other"}
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") or (start.startswith("<") and not MARKUP.match(start)):
        return papers.xml(path)
    if MARKUP.match(start):
        return {"problem": "svg" if start[:4].lower() == "<svg" else "html"}
    ending = kinds.ending(name)
    if ending == ".eml" and not MAIL.search(start):
        return {"problem": "broken"}
    return {"kind": {".eml": "eml", ".csv": "csv"}.get(ending, "txt")}


def decoded(head: bytes) -> str | None:
    """The start of a text; None if these bytes are none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = "\ufeff" + head[: len(head) // 2 * 2].decode("utf-16", "replace")
    else:
        text = head.decode("cp1252", "replace")  # the first letters, whatever bytes beyond ASCII mean
    return None if CONTROLS.search(text) else text
