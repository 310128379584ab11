"""The end of files in which a virus was found: kept apart for some days, then their bytes go.

The document's row and what the scanner called it stay, so that who brought it can still read what became of it.
"""

import datetime as dt
from contextlib import suppress

from django.conf import settings
from django.db.models import QuerySet

from kantoor.access.action import Unchanged, hold, lock_documents, performing
from kantoor.audit import record
from kantoor.documents.models import Document
from kantoor.kernel.clock import Now, now
from kantoor.retention import due
from kantoor.retention.purging import forget_bytes
from kantoor.uploads.models import Scan, ScanState

SOME = 100


def kept() -> dt.timedelta:
    """For how long after the virus was found."""
    return dt.timedelta(days=settings.KANTOOR_INFECTED_DAYS)


def goes_at(scan: Scan | None) -> dt.datetime | None:
    """When its bytes go, unless a hold keeps them; None: they stay, or are gone already."""
    if scan is None or scan.state != ScanState.INFECTED or scan.emptied_at or scan.settled_at is None:
        return None
    return scan.settled_at + kept()


def delete_due() -> int:
    """The chore. How many went; what a legal hold keeps stays until it is lifted."""
    rows = _due().select_related("organization").order_by("pk")[:SOME]
    return sum(_delete(one) for one in rows)


def count(late: bool = False) -> int:
    """How many documents have infected bytes; those alone that should have gone a day ago, if asked."""
    return (_due(dt.timedelta(days=1)) if late else _apart()).count()


def _due(since: dt.timedelta = dt.timedelta(0)) -> QuerySet[Document]:
    """Those whose bytes should have gone so long ago."""
    return _apart().filter(~due.held(), scan__settled_at__lte=now() - kept() - since)


def _apart() -> QuerySet[Document]:
    return Document.objects.filter(scan__state=ScanState.INFECTED, scan__emptied_at=None)


def _delete(document: Document) -> bool:
    """Of one document; whoever comes second finds it done."""
    with suppress(Unchanged), performing():
        lock_documents([document])
        hold(document.organization)
        waiting = Scan.objects.filter(pk=document.pk, state=ScanState.INFECTED, emptied_at=None)
        if Document.objects.filter(due.held(), pk=document.pk).exists() or not waiting.update(
            emptied_at=Now()
        ):
            raise Unchanged
        record.entry(
            None,
            "documents.infected_deleted",
            document,
            organization=document.organization,
            found=Scan.objects.get(pk=document.pk).found,
            sha256=[file.sha256 for file in document.files.all()],
        )
        forget_bytes([document.pk])
        return True
    return False
