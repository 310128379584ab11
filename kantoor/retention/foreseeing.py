"""What will go, before it goes: by the same definition that purging goes by."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, F, QuerySet
from django.db.models.functions import Coalesce, Greatest, TruncDate

from kantoor.access import documents, reading
from kantoor.access.actor import Actor
from kantoor.access.policy import Permission
from kantoor.documents.models import Document
from kantoor.kernel.prepared import Prepared
from kantoor.organizations import seen
from kantoor.organizations.models import Organization, State
from kantoor.retention import due
from kantoor.retention.due import THERE
from kantoor.retention.models import What
from kantoor.retention.periods import Years

SHOWN = 50
KEPT = 60  # questions of a day


@dataclass(frozen=True)
class Foreseen:
    """Of one class: how many go with the next purging, how many more within a year, how many only a hold keeps."""

    what: What
    years: int | None
    now: int
    soon: int
    held: int


@dataclass(frozen=True)
class Next:
    """One that goes, when and why."""

    document: Document
    what: What
    on: dt.date
    since: dt.date
    years: int


def find(actor: Actor, organization_id: UUID) -> Organization:
    """The organization, for its administrators; once it is closed for its last ones, who alone still reach it."""
    found = reading.find(actor, organization_id, seen.by, Permission.ORGANIZATION_SEE)
    if found.state == State.CLOSED:
        return found
    return reading.find(actor, organization_id, seen.by, Permission.RETENTION_DECIDE)


def counts(organization: Organization, years: Years, day: dt.date) -> list[Foreseen]:
    """Each class under these periods. One query for each that ends."""
    return [_count(organization, what, years[what], day) for what in What]


def _count(organization: Organization, what: What, years: int | None, day: dt.date) -> Foreseen:
    if years is None:
        return Foreseen(what, None, 0, 0, 0)
    (found,) = _counting(what, years, day).rows(organization=organization.pk) or [(0, 0, 0)]
    return Foreseen(what, years, *found)


@lru_cache(maxsize=KEPT)
def _counting(what: What, years: int, day: dt.date) -> Prepared[tuple[int, int, int]]:
    """A row, or none where nothing goes within a year."""
    at_once, held = due.over(what, years, day), due.held()

    def rows(organization: UUID) -> QuerySet[Any, Any]:
        over = due.over(what, years, _a_year_on(day))
        there = Document.objects.filter(THERE, over, organization_id=organization).order_by()
        return (
            there.values("organization_id")
            .annotate(
                now=Count("pk", filter=at_once & ~held),
                soon=Count("pk", filter=~at_once & ~held),
                held=Count("pk", filter=held),
            )
            .values_list("now", "soon", "held")
        )

    return Prepared(rows)


def next_ones(
    actor: Actor, organization: Organization, years: Years, day: dt.date, most: int = SHOWN
) -> list[Next]:
    """The first that go within a year, in their order; what only somebody else sees yet is counted, not named."""
    found = [one for what in What for one in _next_of(actor, organization, what, years[what], day, most)]
    return sorted(found, key=lambda one: (one.on, one.since, one.document.pk))[:most]


def _next_of(
    actor: Actor, organization: Organization, what: What, years: int | None, day: dt.date, most: int
) -> list[Next]:
    if years is None:
        return []
    found = _going(what, years, day, most).rows(organization=organization.pk, user=actor.user_id)
    days = [(one, due.since(one)) for one in found]
    return [Next(one, what, max(day, due.goes_on(what, years, since)), since, years) for one, since in days]


@lru_cache(maxsize=KEPT)
def _going(what: What, years: int, day: dt.date, most: int) -> Prepared[Document]:
    came = TruncDate(Coalesce("sent_at", "made_at"), tzinfo=dt.UTC, output_field=DateField())
    order = F("draft__saved_at") if what is What.DRAFTS else Greatest("dated_on", came)

    def rows(organization: UUID, user: UUID) -> QuerySet[Document]:
        there = Document.objects.filter(THERE, organization_id=organization).select_related("draft")
        over = due.within({what: years}, _a_year_on(day))
        return there.filter(over, ~due.held(), documents.seen_by(user)).order_by(order, "pk")[:most]

    return Prepared(rows)


def released(organization: Organization, years: Years, day: dt.date, document: Document | None) -> int:
    """How many would go at once without the hold on the document or on all; another hold may still keep them."""
    rows = Document.objects.filter(THERE, due.within(years, day), organization=organization)
    return rows.filter(pk=document.pk).count() if document else rows.count()


def _a_year_on(day: dt.date) -> dt.date:
    """The last day that is within a year of this one."""
    return day + dt.timedelta(days=365)
