"""The list of requests, drawn in Python (docs/decisions/0003)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from kantoor.inbox.models import Request
from kantoor.web.addresses import to
from kantoor.web.drawn import piece
from kantoor.web.templatetags import kantoor as mark


def draw(requests: Iterable[Request], opened: UUID | None = None) -> SafeString:
    """The requests of a page, which have their `line`; the one that is open beside them is marked."""
    return mark_safe("".join([_letter(row, row.pk == opened) for row in requests]))


def _letter(row: Request, current: bool) -> SafeString:
    line = row.line  # type: ignore[attr-defined]
    words = {
        "url": to("inbox_request", row.pk),
        "face": mark.avatar(line.name, kind=line.avatar, outside=line.outside),
        "name": line.name,
        "when": mark.when(row.asked_at),
        "phrase": line.phrase,
    }
    return piece("letter", words, current=current, standing=row.standing)  # type: ignore[attr-defined]
