"""A look into office files, which are ZIP archives, in the bounded process."""

import zipfile
from pathlib import Path
from typing import Any

from kantoor.uploads.kinds import ODF

MOST_PARTS, MOST_BYTES = 10_000, 1024**3
ENCRYPTED = 1  # a bit of the flags of a part
SCAN = 1024 * 1024


def office(path: str) -> dict[str, Any]:
    """docx, xlsx, odt or ods; any other archive is one."""
    try:
        with zipfile.ZipFile(path) as package:
            return _office(package)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        return {"problem": "broken"}


def _office(package: zipfile.ZipFile) -> dict[str, Any]:
    parts = package.infolist()
    names = {part.filename for part in parts}
    kind = _kind(package, names)
    if not kind:
        return {"problem": "archive"}
    if any(part.flag_bits & ENCRYPTED for part in parts) or _is_locked(package, names):
        return {"problem": "password"}
    if any(name.endswith("vbaProject.bin") for name in names):
        return {"problem": "macros"}
    too_much = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES
    return {"problem": "broken"} if too_much or package.testzip() else {"kind": kind}


def _kind(package: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""
    if "mimetype" in names:
        with package.open("mimetype") as part:
            said = part.read(100).decode("ascii", "replace").strip()
        return {ODF + "text": "odt", ODF + "spreadsheet": "ods"}.get(said, "")
    return ""


def _is_locked(package: zipfile.ZipFile, names: set[str]) -> bool:
    """OpenDocument says in its list of parts that they are encrypted."""
    listed = "META-INF/manifest.xml"
    if listed not in names:
        return False
    with package.open(listed) as part:
        return b"encryption-data" in part.read(SCAN)


def old_office(path: str) -> dict[str, Any]:
    """The container of Word and Excel before 2007, in which newer ones are put when they have a password."""
    with Path(path).open("rb") as file:
        seen = b""
        while more := file.read(SCAN):
            if "EncryptedPackage".encode("utf-16-le") in seen + more:
                return {"problem": "password"}
            seen = more[-64:]
    return {"problem": "old_office"}
