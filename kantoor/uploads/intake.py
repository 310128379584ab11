"""Taking in a file: looked at, read if it is an invoice, kept byte for byte, and made a document (domain 7.2, 7.3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _

from kantoor.access import reading
from kantoor.access.action import action
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.audit import record
from kantoor.documents import documents, files
from kantoor.documents.files import Stored
from kantoor.documents.models import Box, Document, DocumentKind, File, FileRole, Source
from kantoor.kernel.errors import Conflict
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, State
from kantoor.uploads import enclosures, inspection, scanning
from kantoor.uploads.enclosures import Enclosed
from kantoor.uploads.inspection import Look

BOXES = (Box.RECEIVED, Box.MADE)


class Twice(Conflict):
    """The same bytes are in this organization already: as `document`."""

    def __init__(self, document: Document) -> None:
        super().__init__(_("The same file is here already, as %(name)s.") % {"name": document})
        self.document = document


@dataclass
class Brought:
    """A file that was looked at and stored, with what was found in it."""

    name: str
    look: Look
    source: Source
    original: Stored
    kind: DocumentKind = DocumentKind.OTHER
    fields: dict[str, Any] = field(default_factory=dict)
    enclosed: list[tuple[Enclosed, Stored]] = field(default_factory=list)


def take_in(
    actor: Actor,
    organization: Organization | object,
    box: Box,
    name: str,
    content: "IO[bytes]",
    *,
    again: bool = True,
    source: Source = Source.UPLOADED,
    then: Callable[[Document], None] = lambda _document: None,
) -> Document:
    """The document that these bytes become. `Invalid` says what is wrong with them.

    Without `again`, bytes that are here already are `Twice`; `then` belongs to the same transaction.
    """
    place = reading.find(actor, organization, seen.by, Permission.DOCUMENTS_CREATE)
    require_active(place)
    shown = files.shown_name(name)
    with _on_disk(content) as path:
        look = inspection.look(shown, path)
        if not again:
            _refuse_twice(actor, place, content)
        found = enclosures.found_in(path, look, box)
    brought = Brought(shown, look, source, files.store(place.pk, content), found.kind, found.fields)
    try:
        brought.enclosed = [(one, files.store(place.pk, one.content)) for one in found.enclosed]
        return _keep(actor, place, box, brought, then)
    except BaseException:
        for stored in (brought.original, *(stored for _one, stored in brought.enclosed)):
            files.drop(stored)
        raise


@action("documents.upload", Permission.DOCUMENTS_CREATE, of=seen.by)
def _keep(
    actor: Actor, organization: Organization, box: Box, brought: Brought, then: Callable[[Document], None]
) -> Document:
    """Make a document of a file that was brought."""
    require_active(organization)
    document = documents.begin(
        organization,
        box,
        brought.kind,
        brought.source,
        brought.name,
        by=actor.user,
        fields=brought.fields,
        withheld=scanning.is_wanted(),
    )
    look, original = brought.look, brought.original
    files.write_down(document, brought.name, original, look.media_type, pages=look.pages)
    for one, stored in brought.enclosed:
        files.write_down(document, one.name, stored, one.media_type, FileRole.ATTACHMENT)
    told: dict[str, Any] = {"name": brought.name, "size": original.size, "sha256": original.sha256}
    record.entry(actor, "documents.uploaded", document, organization=organization, **told)
    if document.withheld:
        scanning.ask(document)
    then(document)
    return document


def require_active(organization: Organization) -> None:
    """Until active an organization can neither receive nor send (domain 4.2)."""
    if organization.state == State.CLOSED:
        said = _("%(name)s is closed. Nothing can be brought in any more.")
        raise Conflict(said % {"name": organization.name})
    if organization.state != State.ACTIVE:
        said = _("%(name)s is not active. Activate it first; then documents can be brought in.")
        raise Conflict(said % {"name": organization.name})


def same(actor: Actor, organization: Organization, sha256: str) -> Document | None:
    """The document of the organization, out of those that the actor may see, which has these bytes."""
    originals = File.objects.filter(organization=organization, sha256=sha256, role=FileRole.ORIGINAL)
    seen_ones = documents.visible_to(actor).filter(organization=organization)
    return seen_ones.filter(pk__in=originals.values("document_id")).order_by("id").first()


def _refuse_twice(actor: Actor, organization: Organization, content: "IO[bytes]") -> None:
    sha256, _size = files.measure(content)
    first = same(actor, organization, sha256)
    if first is not None:
        raise Twice(first)


@contextmanager
def _on_disk(content: "IO[bytes]") -> Iterator[Path]:
    """Where the bytes can be read by the process that looks at them."""
    if isinstance(content, BufferedReader):  # a file that we opened ourselves
        yield Path(content.name)
        return
    with NamedTemporaryFile() as aside:
        content.seek(0)
        while piece := content.read(files.CHUNK):
            aside.write(piece)
        aside.flush()
        yield Path(aside.name)
