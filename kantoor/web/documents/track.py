"""Track & Trace: how far a sent document has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kantoor.access.standing import Standing
from kantoor.documents import documents, duplicates, statuses
from kantoor.documents.models import Box, Document, Status
from kantoor.web.request import Asked

S = Status
ORDER = (S.SENT, S.DELIVERED, S.OPENED, S.UNDER_REVIEW, S.APPROVED, S.APPROVED_FOR_PAYMENT, S.PAID)
ALWAYS = frozenset({S.SENT, S.DELIVERED, S.OPENED, S.UNDER_REVIEW, S.PAID})


@dataclass(frozen=True)
class Stage:
    """One station; `at` is None where it was passed without a stop, or lies ahead."""

    status: Status
    at: datetime | None
    is_current: bool = False
    is_ahead: bool = False


def context(request: Asked, at: Standing) -> dict[str, Any]:
    """For documents/parts/track.html; steps are those of the history."""
    document = at.document
    if document.box != Box.SENT:
        return {"track": [], "original": duplicates.original_for(request.actor, document)}
    other = statuses.counterpart(document)
    there = str(other.get_status_display()) if other and Status(other.status) is S.DUPLICATE else ""
    seen = statuses.AT_THE_SENDER.get(Status(other.status), Status(other.status)) if other else None
    if seen is not None and not there and seen != document.status:
        there = str(seen.label)
    return {"track": stages(document), "there": there}


def stages(document: Document) -> list[Stage]:
    """The stations in their order, with the moment at which each was reached first."""
    now = Status(document.status)
    reached = _moments((Status(step.status), step.at) for step in reversed(documents.steps(document)))
    if now not in ORDER:  # rejected, or not delivered: the row ends there
        passed = [one for one in ORDER if one in reached and one is not S.PAID]
        stop = [
            Stage(one, reached[one]) for one in passed if reached[one] <= reached.get(now, document.status_at)
        ]
        return [*stop, Stage(now, reached.get(now), is_current=True)]
    here = ORDER.index(now)
    shown = [
        one for one in ORDER if one in ALWAYS or one is now or (one in reached and ORDER.index(one) < here)
    ]
    return [_stage(one, here, reached) for one in shown]


def _stage(status: Status, here: int, reached: dict[Status, datetime]) -> Stage:
    place = ORDER.index(status)
    ahead = place > here
    return Stage(status, None if ahead else reached.get(status), place == here, ahead)


def _moments(steps: Iterable[tuple[Status, datetime]]) -> dict[Status, datetime]:
    """The last time for where it stopped, the first for the way there."""
    found: dict[Status, datetime] = {}
    for status, at in steps:
        if status in (S.REJECTED, S.DELIVERY_FAILED):
            found[status] = at
        else:
            found.setdefault(status, at)
    return found
