"""Whether anything about a document has changed since somebody looked: cheap enough to ask every ten seconds."""

import datetime as dt

from django.db.models import Count, Max, Sum

from kantoor.documents.models import Document


def of(document: Document) -> str:
    """Differs as soon as a status, a delivery or an opening is added. Three queries by index."""
    step = document.status_changes.order_by("-id").values_list("id", flat=True).first()
    sent = document.deliveries.aggregate(n=Count("id"), tries=Sum("tries"), at=Max("settled_at"))
    seen = document.links.aggregate(n=Count("id"), opened=Sum("openings"), at=Max("revoked_at"))
    parts = [step.hex[-12:] if step else "", *sent.values(), *seen.values()]
    return "-".join(_short(part) for part in parts)


def _short(part: object) -> str:
    return str(part.timestamp()) if isinstance(part, dt.datetime) else str(part or 0)
