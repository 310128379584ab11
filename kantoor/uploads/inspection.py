"""The look at what came: what it is, and in plain words why it cannot be taken in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kantoor.kernel import bounded
from kantoor.kernel.errors import Invalid
from kantoor.uploads import contents, kinds

RISKY = frozenset({"program", "html", "svg", "archive", "macros", "exceeded"})
SECONDS = 20.0
MB = 1_000_000
WORDS = {
    "empty": gettext_lazy("This file is empty: there is nothing in it. Save it anew and bring it again."),
    "password": gettext_lazy(
        "This file is locked with a password. Save it without the password and bring it again."
    ),
    "broken": gettext_lazy(
        "This file is damaged: it cannot be opened. Save or scan it anew, or ask the sender for another copy."
    ),
    "exceeded": gettext_lazy(
        "This file took too long or too much memory to look at, as damaged ones do. Save it anew and bring it again."
    ),
    "pixels": gettext_lazy("This picture is too big: it has too many pixels. Scan it at a lower resolution."),
    "program": gettext_lazy("This is a program or script. Those are not taken in."),
    "archive": gettext_lazy(
        "This is an archive with other files in it. Unpack it and bring the files themselves."
    ),
    "html": gettext_lazy("This is a web page. Those are not taken in: print it to a PDF instead."),
    "svg": gettext_lazy("This is an SVG drawing. Those are not taken in: save it as PDF or PNG instead."),
    "macros": gettext_lazy(
        "This office file has macros, which are programs. Save it without macros (as docx or xlsx) and bring it again."
    ),
    "old_office": gettext_lazy(
        "This is an office file of before 2007. Save it as docx, xlsx, odt, ods or PDF and bring it again."
    ),
    "doctype": gettext_lazy(
        "This XML has a DOCTYPE, which invoices never have and which can be misused. It is not taken in."
    ),
}


class TooLarge(Invalid):
    """More bytes than may come."""

    status = 413


@dataclass(frozen=True)
class Look:
    """What a file turned out to be."""

    kind: str
    pages: int | None = None

    @property
    def media_type(self) -> str:
        return kinds.KINDS[self.kind].media_type


def look(name: str, path: Path) -> Look:
    """What the file is by its content; `Invalid` says why it cannot be taken in. Bounded in time and memory."""
    size = path.stat().st_size
    if not size:
        raise Invalid(str(WORDS["empty"]), field="file")
    refuse_large(size)
    most = int(settings.KANTOOR_UPLOAD_PAGES)
    found = _examined(name, path, most)
    if problem := found.get("problem"):
        raise Invalid(_words(problem, most), field="file")
    _refuse_disguised(name, found["kind"])
    return Look(found["kind"], found.get("pages"))


def could_run(name: str, path: Path) -> bool:
    """Whether the file is of a kind that does things by itself, or hides others: for what came inside an invoice."""
    return _examined(name, path, int(settings.KANTOOR_UPLOAD_PAGES)).get("problem") in RISKY


def _examined(name: str, path: Path, most_pages: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = bounded.run(contents.examine, str(path), name, most_pages, seconds=SECONDS)
    except (bounded.Exceeded, bounded.Failed):
        return {"problem": "exceeded"}
    return found


def refuse_large(size: int) -> None:
    """`Invalid` for more bytes than one file may have."""
    most = settings.KANTOOR_UPLOAD_LARGEST
    if size > most * MB:
        said = _("This file is too large: %(size).1f MB, and a file may have %(most)g MB at most.")
        raise TooLarge(said % {"size": size / MB, "most": most}, field="file")


def allowed() -> list[str]:
    """The kinds that may come in, as people call them, each once."""
    return list(dict.fromkeys(kinds.KINDS[kind].spoken for kind in settings.KANTOOR_UPLOAD_KINDS))


def _words(problem: str, most_pages: int) -> str:
    if problem == "pages":
        said = _("This PDF has too many pages: %(most)d at most. Split it and bring the parts.")
        return said % {"most": most_pages}
    return str(WORDS.get(problem) or _other())


def _other() -> str:
    said = _("This kind of file is not taken in. These are: %(kinds)s.")
    return said % {"kinds": ", ".join(allowed())}


def _refuse_disguised(name: str, kind: str) -> None:
    """The name says one thing and the bytes another; or it is a kind that this installation does not want."""
    if kinds.is_disguised(name, kind):
        said = _(
            "The name says %(ending)s, but inside it is %(kind)s. If that is right, rename it and bring it again."
        )
        spoken = {"ending": kinds.ending(name), "kind": kinds.KINDS[kind].spoken}
        raise Invalid(said % spoken, field="file")
    if kind not in settings.KANTOOR_UPLOAD_KINDS:
        raise Invalid(_other(), field="file")
