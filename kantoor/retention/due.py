"""Which documents have been kept long enough: one definition for the preview and for what is purged.

A document that was sent or received, or made elsewhere and kept here, goes N full calendar years after the year of the
later of two days: its own date, and the day it came or was sent. So what is old when it is uploaded does not vanish the
next day, and all of a book year goes together, on 1 January (AWR art. 52: seven years). A draft goes N years after it
was last saved; of 29 February that is 1 March where there is none. Days are UTC's, as everywhere.
"""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kantoor.documents.models import Box, Document, DocumentKind
from kantoor.kernel.clock import now
from kantoor.organizations.models import Organization
from kantoor.retention import periods
from kantoor.retention.models import Hold, Period, What
from kantoor.retention.periods import USUAL, Years

BILLS = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
OF_CLASS = {
    What.INVOICES: Q(draft=None, kind__in=BILLS),
    What.OTHERS: Q(draft=None) & ~Q(kind__in=BILLS),
    What.DRAFTS: Q(draft__isnull=False),
}
# Neither purged nor a draft that was given up, of which nothing is left either.
THERE = Q(purged_at=None) & ~Q(withheld=True, made_by=None, title="")


def today() -> dt.date:
    """By the database's clock, in UTC."""
    return now().date()


def over(what: What, years: int | None, day: dt.date) -> Q:
    """Those of the class that have been kept for so many years on this day."""
    if years is None or day.year - years <= 1:
        return Q(pk__in=[])
    if what is What.DRAFTS:
        return OF_CLASS[what] & Q(draft__saved_at__lt=_start(_back(day, years) + dt.timedelta(days=1)))
    first = dt.date(day.year - years, 1, 1)
    sent_before = Q(sent_at=None) | Q(sent_at__lt=_start(first))
    # Of every box: said so that the index of dates leads, and of what is not old nothing is read.
    old = Q(box__in=Box.values, dated_on__lt=first, made_at__lt=_start(first))
    return OF_CLASS[what] & old & sent_before


def goes_on(what: What, years: int, since: dt.date) -> dt.date:
    """The first day on which `over` says so of a document that counts from `since`."""
    if what is What.DRAFTS:
        return since.replace(year=since.year + years) if _is_in(since, years) else _march(since, years)
    return dt.date(min(since.year + years + 1, dt.MAXYEAR), 1, 1)


def class_of(document: Document) -> What:
    """The class that the document is in; asked with its draft."""
    if getattr(document, "draft", None) is not None:
        return What.DRAFTS
    return What.INVOICES if document.kind in BILLS else What.OTHERS


def since(document: Document) -> dt.date:
    """The day from which its years are counted."""
    if class_of(document) is What.DRAFTS:
        saved: dt.datetime = document.draft.saved_at
        return saved.astimezone(dt.UTC).date()
    came = document.sent_at or document.made_at
    return max(document.dated_on, came.astimezone(dt.UTC).date())


def within(wanted: Years, day: dt.date) -> Q:
    """Everything that is over under these periods, held or not."""
    found = Q(pk__in=[])
    for what, years in wanted.items():
        found |= over(what, years, day)
    return found


def of(organization: Organization, day: dt.date, wanted: Years | None = None) -> QuerySet[Document]:
    """What goes on this day: over, and not held."""
    rows = Document.objects.filter(THERE, organization=organization)
    return rows.filter(within(wanted or periods.of(organization), day), ~held())


def held() -> Q:
    """On hold, by itself or with the whole organization."""
    itself = Hold.objects.live().filter(document_id=OuterRef("pk"))
    all_of_it = Hold.objects.live().filter(document=None, organization_id=OuterRef("organization_id"))
    return Q(Exists(itself)) | Q(Exists(all_of_it))


def organizations(day: dt.date, most: int, but: Collection[UUID] = ()) -> list[UUID]:
    """Those of which something goes on this day, without these."""
    rows = Document.objects.filter(THERE, _everywhere(day), ~held()).order_by()
    rows = rows.exclude(organization_id__in=but) if but else rows
    return list(rows.values_list("organization_id", flat=True).distinct()[:most])


def _everywhere(day: dt.date) -> Q:
    """Over in whatever organization, each by its own periods."""
    found = Q(pk__in=[])
    for what in What:
        own = Period.objects.filter(what=what)
        usual = ~Q(organization_id__in=own.values("organization_id"))
        found |= usual & over(what, USUAL[what], day)
        for years in set(own.values_list("years", flat=True)) - {None}:
            mine = own.filter(years=years).values("organization_id")
            found |= Q(organization_id__in=mine) & over(what, years, day)
    return found


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _is_in(day: dt.date, years: int) -> bool:
    """Whether the day is in the calendar so many years later too."""
    year = day.year + years
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (day.month, day.day) != (2, 29) or leap


def _march(day: dt.date, years: int) -> dt.date:
    return dt.date(day.year + years, 3, 1)


def _back(day: dt.date, years: int) -> dt.date:
    """The last day of which this one is at least so many years later."""
    there = _is_in(day, -years)
    return day.replace(year=day.year - years) if there else dt.date(day.year - years, 2, 28)
