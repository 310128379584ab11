"""Whether anything about a document has changed since somebody looked: cheap enough to ask every ten seconds."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum

from kantoor.delivery.models import Delivery, Link
from kantoor.documents.models import Document, StatusChange
from kantoor.kernel.prepared import Prepared

NONE = (0, None, None)


def of(document: Document) -> str:
    """Differs as soon as a status, a delivery or an opening is added. Three queries by index."""
    parts: list[object] = [step.hex[-12:] for step in _STEP.rows(document=document.pk)]
    for each in (_SENT, _SEEN):
        parts += (each.rows(document=document.pk) or [NONE])[0]
    return "-".join(_short(part) for part in parts)


_STEP = Prepared(
    lambda document: (
        StatusChange.objects.filter(document_id=document).order_by("-id").values_list("id", flat=True)[:1]
    )
)


def _told(kind: Any, tally: str, moment: str) -> Prepared[tuple[int, Any, Any]]:
    """Of the rows of a kind on a document: how many, the sum of their tallies, the last moment."""

    def rows(document: UUID) -> QuerySet[Any, tuple[int, Any, Any]]:
        found = kind.objects.filter(document_id=document).order_by().values("document_id")
        found = found.annotate(n=Count("id"), sum=Sum(tally), last=Max(moment))
        told: QuerySet[Any, tuple[int, Any, Any]] = found.values_list("n", "sum", "last")
        return told

    return Prepared(rows, ("document",))


_SENT = _told(Delivery, "tries", "settled_at")
_SEEN = _told(Link, "openings", "revoked_at")


def _short(part: object) -> str:
    return str(part.timestamp()) if isinstance(part, dt.datetime) else str(part or 0)
