"""An organization's invoices in figures: per month, by status, overdue, and with whom (the dashboard)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from kantoor.documents.models import Box, Document, DocumentKind, Status
from kantoor.organizations.models import Organization

MONTHS = 12
TOP = 5
MONEY = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
# What counts for nothing: not sent yet, or not to be paid.
VOID = (Status.DRAFT, Status.REJECTED, Status.DUPLICATE, Status.DELIVERY_FAILED)


@dataclass(frozen=True)
class Month:
    """Sums of a month, by the dates of the invoices; credit notes are taken off."""

    start: dt.date
    incoming: Decimal
    outgoing: Decimal


@dataclass(frozen=True)
class Share:
    """A part of the whole: a status or another party, how many and how much."""

    name: str
    box: str
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Figures:
    """All of one currency, the one most used; `others` are left out."""

    currency: str
    others: list[str]
    months: list[Month]
    statuses: list[Share]
    overdue: list[Share]
    suppliers: list[Share]
    customers: list[Share]


def of(organization: Organization, today: dt.date) -> Figures | None:
    """The figures of the twelve months up to `today`'s; None where there are none. Six queries.

    The caller has seen to it that the asker may see the organization and so all its documents.
    """
    first = _month(today, MONTHS - 1)
    every = Document.objects.filter(organization=organization, withheld=False, kind__in=MONEY)
    recent = every.filter(
        box__in=(Box.RECEIVED, Box.SENT), dated_on__gte=first, dated_on__lt=_month(today, -1)
    )
    used = list(recent.exclude(currency="").order_by().values_list("currency").annotate(n=Count("pk")))
    if not used:
        return None
    currency, *others = [code for code, _n in sorted(used, key=lambda row: (-row[1], row[0]))]
    here = recent.filter(currency=currency)
    open_ones = every.filter(currency=currency).exclude(status__in=(*VOID, Status.PAID))
    return Figures(
        currency,
        others,
        _months(here.exclude(status__in=VOID), first),
        _shares(here, "status"),
        _shares(open_ones.filter(box__in=(Box.RECEIVED, Box.SENT), due_on__lt=today), "box"),
        _parties(here, Box.RECEIVED),
        _parties(here, Box.SENT),
    )


def _signed() -> Sum:
    return Sum(Case(When(kind=DocumentKind.CREDIT_NOTE, then=-F("amount")), default=F("amount")))


def _months(rows: QuerySet[Document], first: dt.date) -> list[Month]:
    grouped = rows.order_by().annotate(month=TruncMonth("dated_on")).values("box", "month")
    sums = {(row["box"], row["month"]): row["sum"] for row in grouped.annotate(sum=_signed())}
    starts = [_month(first, -ahead) for ahead in range(MONTHS)]
    zero = Decimal(0)
    return [Month(m, sums.get((Box.RECEIVED, m), zero), sums.get((Box.SENT, m), zero)) for m in starts]


def _shares(rows: QuerySet[Document], name: str) -> list[Share]:
    grouped = rows.order_by().values("box").annotate(name=F(name), count=Count("pk"), amount=_signed())
    found = [Share(row["name"], row["box"], row["count"], row["amount"]) for row in grouped]
    return sorted(found, key=lambda share: (share.box, -share.count, share.name))


def _parties(rows: QuerySet[Document], box: Box) -> list[Share]:
    """With whom most was done; a party goes by its folded name, and is called as it last was."""
    valid: QuerySet[Any, Any] = rows.filter(~Q(party_folded=""), box=box).exclude(status__in=VOID).order_by()
    grouped = valid.values("party_folded").annotate(name=Max("party"), count=Count("pk"), amount=_signed())
    top = grouped.order_by("-amount", "party_folded")[:TOP]
    return [Share(row["name"], box, row["count"], row["amount"]) for row in top]


def _month(day: dt.date, back: int) -> dt.date:
    """The first of the month so many months before the day's."""
    months = day.year * 12 + day.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1)
