"""Documents of other years."""

import datetime as dt
import itertools
from typing import Any

from django_tasks_db.models import DBTaskResult

from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.audit import record
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.invoicing import drafts
from kantoor.invoicing.models import Draft
from kantoor.organizations.models import Organization
from kantoor.retention import purging

_numbers = itertools.count(1)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def old(
    place: Organization,
    dated: dt.date,
    came: dt.date | None = None,
    *,
    box: Box = Box.RECEIVED,
    kind: DocumentKind = DocumentKind.INVOICE,
    content: bytes = b"",
    number: str = "",
    party: str = "Van Damme NV",
    **more: Any,
) -> Document:
    """Dated so and come then (the same day unless said), with a text file if there is content."""
    number = number or f"R-{next(_numbers)}"
    fields = documents.facts(number=number, party=party, dated_on=dated)
    more |= {"sent_at": noon(came or dated)} if box == Box.SENT else {}
    with performing():
        made = documents.begin(
            place,
            box,
            kind,
            Source.UPLOADED,
            f"Invoice {number}",
            by=None,
            fields=fields,
            made_at=noon(came or dated),
            **more,
        )
        if content:
            files.keep(made, f"{number}.txt", content, "text/plain")
        record.entry(None, "documents.uploaded", made, organization=place)
    return made


def draft(actor: Actor, place: Organization, saved: dt.date) -> Document:
    """Last saved on that day."""
    begun = drafts.begin(actor, place)
    Draft.objects.filter(document=begun).update(saved_at=noon(saved))
    return Document.objects.get(pk=begun.pk)


def delete_bytes() -> None:
    """What the worker does next."""
    for row in DBTaskResult.objects.filter(task_path__endswith="purging.delete_bytes"):
        purging.delete_bytes.func(*row.task_result.args)
