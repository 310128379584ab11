"""What is inside a file: the fields of an invoice, and the files that came within it (domain 7.3)."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from kantoor.documents.models import Box, DocumentKind
from kantoor.einvoices import facts, reading
from kantoor.einvoices.invoice import Invoice
from kantoor.uploads import inspection
from kantoor.uploads.inspection import Look

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
    enclosed = _numbered(read.invoice, [Enclosed(*one) for one in read.attachments[:MOST]])
    if read.xml and look.kind == "pdf":
        enclosed.append(Enclosed("invoice.xml", "application/xml", read.xml))
    return Found(facts.kind_of(read.invoice), facts.facts_of(read.invoice, box), enclosed)


def _numbered(invoice: Invoice, inside: list[Enclosed]) -> list[Enclosed]:
    """Those that cannot run; the invoice names each by its place among them. The rest stays inside the original."""
    kept = [place for place, one in enumerate(inside) if not _could_run(one)]
    places = {old: new for new, old in enumerate(kept)}
    for each in invoice.attachments:
        each.index = places.get(each.index) if each.index is not None else None
    return [inside[place] for place in kept]


def _could_run(one: Enclosed) -> bool:
    with NamedTemporaryFile() as aside:
        aside.write(one.content)
        aside.flush()
        return inspection.could_run(one.name, Path(aside.name))
