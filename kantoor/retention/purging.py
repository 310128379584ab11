"""What has been kept long enough goes: words, files and all that hangs on it. The trail keeps that it was there.

The row stays, emptied and withheld from everybody (docs/decisions/0151): shares, the trail and the other side of a
delivery name it. What the other side has is theirs, with its own period.
"""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.files.storage import storages
from django_tasks import task

from kantoor.access.action import Unchanged, hold, lock_documents, performing
from kantoor.audit import record
from kantoor.delivery.models import Delivery, Link
from kantoor.documents.models import Document, File, Mark, Note, StatusChange, Tag, Tagging, Text
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.invoicing.models import Draft
from kantoor.kernel.clock import Now
from kantoor.organizations.models import Organization
from kantoor.retention import due, periods
from kantoor.retention.periods import Years
from kantoor.sharing.models import Share
from kantoor.uploads.models import Scan

log = logging.getLogger(__name__)
SOME = 100  # documents of one transaction
ROUND = 5.0  # seconds
WHY = "purged"
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("title", "number", "currency", "party", "party_folded", "party_number"), ""),
    **dict.fromkeys(("due_on", "party_organization_id", "corrects", "duplicate_of", "invoice"), None),
    **dict.fromkeys(("made_by", "sent_by"), None),
    "amount": 0,
    "withheld": True,
    "purged_at": Now(),
}


def purge_due() -> int:
    """The chore: a few seconds of it, in every organization where something is due. How many went.

    As long as some went it is called again the same night. Where it fails it leaves that one to the end, and says so there.
    """
    end, done = time.monotonic() + ROUND, 0
    seen: set[UUID] = set()
    problems: list[Exception] = []
    while places := due.organizations(due.today(), SOME, seen):
        for place in places:
            seen.add(place)
            try:
                while went := purge(place):
                    done += went
                    if time.monotonic() > end:
                        return done
            except Exception as problem:
                log.exception("purging of organization %s failed", place)
                problems.append(problem)
    if problems and not done:
        raise problems[0]
    return done


def purge(organization_id: UUID) -> int:
    """One batch of one organization; whoever comes second finds it gone. How many went."""
    place = Organization.objects.get(pk=organization_id)
    with suppress(Unchanged), performing():
        return _purge(place)
    return 0


def _purge(place: Organization) -> int:
    day = due.today()
    seen = list(due.of(place, day).order_by("pk")[:SOME])
    lock_documents(seen)
    hold(place)
    rows = due.of(place, day).filter(pk__in=[one.pk for one in seen])
    going = list(rows.select_related("draft").prefetch_related("files").order_by("pk"))
    if not going:
        raise Unchanged
    years = periods.of(place)
    for document in going:
        _tell(place, document, years)
    _empty(place, going)
    return len(going)


def _tell(place: Organization, document: Document, years: Years) -> None:
    """What it was and why it went; nothing of what it said."""
    what = due.class_of(document)
    record.entry(
        None,
        "documents.purged",
        document,
        organization=place,
        kind=document.kind,
        number=document.number,
        dated_on=document.dated_on.isoformat(),
        sha256=[file.sha256 for file in document.files.all()],
        rule={"what": what.value, "years": years[what], "since": due.since(document).isoformat()},
    )


def _empty(place: Organization, going: Sequence[Document]) -> None:
    keys = [one.pk for one in going]
    _end_access(keys)
    forget_bytes(keys)
    tagged = list(Tagging.objects.filter(document__in=keys).values_list("tag_id", flat=True))
    for kind in (Draft, Scan, Note, Tagging, Mark, StatusChange):
        kind._default_manager.filter(document__in=keys).delete()
    Tag.objects.filter(organization=place, pk__in=tagged, taggings=None).delete()
    Delivery.objects.filter(document__in=keys).update(to_name="", to_address="", error="")
    Text.objects.filter(document__in=keys).update(fields="", files="", files_read_at=Now())
    Document.objects.filter(pk__in=keys).update(**EMPTY)


def _end_access(keys: Sequence[UUID]) -> None:
    """Shares, questions for access and private links that were still open."""
    Share.objects.filter(document__in=keys).end(None, WHY)
    requests.settle_all(Request.objects.filter(document__in=keys), RequestState.ENDED, None)
    Link.objects.filter(document__in=keys, revoked_at=None).update(revoked_at=Now())


def forget_bytes(keys: Sequence[UUID]) -> None:
    """The rows now; the bytes by the worker once this is through, again and again while their place is away."""
    files = File.objects.filter(document__in=keys)
    names = list(files.values_list("stored", flat=True))
    files.delete()
    if names:
        delete_bytes.enqueue(names)


@task()
def delete_bytes(names: list[str]) -> None:
    """Delete what no file names any more: the other side of a delivery may have the same."""
    named = set(File.objects.filter(stored__in=names).values_list("stored", flat=True))
    for name in names:
        if name not in named:
            storages["documents"].delete(name)
