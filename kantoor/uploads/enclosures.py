"""What is inside a file: the fields of an invoice, and the files that came within it (domain 7.3)."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from kantoor.documents.models import Box, DocumentKind
from kantoor.einvoices import reading
from kantoor.einvoices.facts import kind_of
from kantoor.kernel.errors import Invalid
from kantoor.uploads import inspection
from kantoor.uploads.inspection import Look

log = logging.getLogger(__name__)
MOST = 50
READ = ("xml", "pdf")


@dataclass(frozen=True)
class Enclosed:
    """A file out of another one."""

    name: str
    media_type: str
    content: bytes


@dataclass
class Found:
    kind: DocumentKind = DocumentKind.OTHER
    fields: dict[str, Any] = field(default_factory=dict)
    enclosed: list[Enclosed] = field(default_factory=list)


def found_in(path: Path, look: Look, box: Box) -> Found:
    """An invoice is read into its fields; in every other file nothing is looked for."""
    if look.kind not in READ:
        return Found()
    read = reading.read(path.read_bytes(), look.media_type)
    if read.invoice is None:
        return Found()
    inside = [("invoice.xml", read.xml)] if read.xml and look.kind == "pdf" else []
    inside += [(name, content) for name, _media_type, content in read.attachments]
    enclosed = [one for name, content in inside[:MOST] if (one := _kept(name, content))]
    return Found(kind_of(read.invoice), reading.facts_of(read.invoice, box), enclosed)


def _kept(name: str, content: bytes) -> Enclosed | None:
    """What could have come in by itself; the rest stays where it is, inside the original."""
    with NamedTemporaryFile() as aside:
        aside.write(content)
        aside.flush()
        try:
            return Enclosed(name, inspection.look(name, Path(aside.name)).media_type, content)
        except Invalid as problem:
            log.info("an attachment is left inside its invoice: %s", problem)
            return None
