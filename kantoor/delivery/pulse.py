"""Whether anything about a document has changed since somebody looked: cheap enough to ask every ten seconds."""

import datetime as dt

from django.db.models import Count, Max, Sum

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
_SENT = Prepared(
    lambda document: (
        Delivery.objects.filter(document_id=document)
        .order_by()
        .values("document_id")
        .annotate(n=Count("id"), tried=Sum("tries"), at=Max("settled_at"))
        .values_list("n", "tried", "at")
    )
)
_SEEN = Prepared(
    lambda document: (
        Link.objects.filter(document_id=document)
        .order_by()
        .values("document_id")
        .annotate(n=Count("id"), opened=Sum("openings"), at=Max("revoked_at"))
        .values_list("n", "opened", "at")
    )
)


def _short(part: object) -> str:
    return str(part.timestamp()) if isinstance(part, dt.datetime) else str(part or 0)
