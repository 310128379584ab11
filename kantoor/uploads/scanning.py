"""Looking for viruses: by the worker, after the file came; until then only who brought it sees the document."""

import datetime as dt
import logging
from collections.abc import Iterable
from contextlib import closing, suppress
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks import task

from kantoor.access.action import Unchanged, lock_documents, performing
from kantoor.audit import record
from kantoor.documents import files
from kantoor.documents.models import Document
from kantoor.kernel.clock import Now, now
from kantoor.kernel.errors import Conflict, Invalid
from kantoor.uploads import clamd
from kantoor.uploads.clamd import Answer, Word
from kantoor.uploads.models import Scan, ScanState

log = logging.getLogger(__name__)
# From the best to the worst.
OUTCOMES = {
    Word.CLEAN: (ScanState.CLEAN, "documents.scanned"),
    Word.TOO_LARGE: (ScanState.TOO_LARGE, "documents.not_scanned"),
    Word.INFECTED: (ScanState.INFECTED, "documents.infected"),
}
AGAIN = dt.timedelta(seconds=50)  # less than the chore's minute
SOME = 50
PATIENCE = 20.0  # seconds, while somebody waits


def is_wanted() -> bool:
    """Whether this installation scans."""
    return bool(settings.KANTOOR_CLAMD)


def ask(document: Document) -> None:
    """Put a withheld document before the scanner, as part of a running action."""
    Scan.objects.create(organization_id=document.organization_id, document=document)
    scan.enqueue(str(document.pk))


def of(document: Document) -> Scan | None:
    """How the look stands; None: nobody asked for one."""
    return Scan.objects.filter(document=document).first()


@task()
def scan(document_id: str) -> None:
    """One look. A scanner that is away is asked again by the chore, for as long as it takes."""
    rows = Scan.objects.filter(pk=UUID(document_id), state=ScanState.WAITING)
    for found in rows.select_related("document__organization"):
        _look(found)


def scan_waiting() -> int:
    """The chore: those that wait, each once. How many were settled."""
    if not is_wanted():
        return 0
    before = now() - AGAIN
    due = Scan.objects.filter(Q(tried_at=None) | Q(tried_at__lt=before), state=ScanState.WAITING)
    rows = list(
        due.select_related("document__organization").order_by(F("tried_at").asc(nulls_first=True))[:SOME]
    )
    return sum(_look(row) for row in rows)


def _look(found: Scan) -> bool:
    """Whether the scanner gave an answer."""
    try:
        answer = _ask(found.document)
    except (clamd.Away, Conflict) as problem:
        log.warning("no virus scan of document %s: %s", found.pk, problem)
        Scan.objects.filter(pk=found.pk).update(tried_at=Now(), trouble=str(problem)[:200])
        return False
    _settle(found, answer)
    return True


def _ask(document: Document) -> Answer:
    """The worst that the scanner says of any of its files."""
    answers = [_hear(files.portion(file)) for file in files.of(document)]
    return max(answers, key=lambda one: list(OUTCOMES).index(one.word), default=Answer(Word.CLEAN))


def _hear(pieces: Any) -> Answer:
    """It may have heard enough before the end."""
    with closing(pieces):
        return clamd.ask(settings.KANTOOR_CLAMD, pieces)


def _settle(found: Scan, answer: Answer) -> None:
    """Let the document go, or keep it back; once, whoever asked the scanner besides."""
    document = found.document
    state, act = OUTCOMES[answer.word]
    with suppress(Unchanged), performing():
        lock_documents([document])  # before the scan, as purging does
        waiting = Scan.objects.filter(pk=found.pk, state=ScanState.WAITING)
        if not waiting.update(state=state, found=answer.found, trouble="", tried_at=Now(), settled_at=Now()):
            raise Unchanged
        if state == ScanState.CLEAN:
            Document.objects.filter(pk=document.pk).update(withheld=False)
        record.entry(
            None,
            act,
            document,
            subject=document.made_by,
            organization=document.organization,
            name=str(document),
            found=answer.found,
        )


def is_infected(document: Document) -> bool:
    """Whether a virus was found in one of its files."""
    return document.withheld and Scan.objects.filter(document=document, state=ScanState.INFECTED).exists()


def why_held(document: Document) -> str:
    """Why a virus keeps a document from being approved, sent or shared; empty without one, or when its file is gone."""
    infected = Scan.objects.filter(document=document, state=ScanState.INFECTED, emptied_at=None)
    if not document.withheld or not infected.exists():
        return ""
    return _(
        "A virus was found in its file. Until that file is deleted, the document cannot be approved, paid, sent or shared."
    )


def refuse_infected(document: Document) -> None:
    """`Conflict` for bytes that hold a virus: nobody gets them."""
    if is_infected(document):
        raise Conflict(_("A virus was found in this file. It is not handed out to anybody."))


def require_clean(content: bytes) -> None:
    """For what others read at once, as the attachments of a draft: looked at before it is kept. `Invalid` says why not."""
    if not is_wanted():
        return
    try:
        answer = clamd.ask(settings.KANTOOR_CLAMD, [content], PATIENCE)
    except clamd.Away as problem:
        log.warning("no virus scan of an attachment: %s", problem)
        said = _(
            "The virus scanner does not answer now, so this file cannot go along. Try again in a few minutes."
        )
        raise Invalid(said, field="attachment") from problem
    if answer.word is not Word.CLEAN:
        said = _("A virus was found in this file, or it could not be scanned. It cannot go along.")
        raise Invalid(said, field="attachment")


def all_of(documents: Iterable[Document]) -> dict[UUID, Scan]:
    """The looks at several documents, by document."""
    return {row.pk: row for row in Scan.objects.filter(document__in=list(documents))}
