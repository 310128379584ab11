"""Narrowing a list: what can be asked of it, read from the address, and what that means in the tables."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kantoor.documents import marks
from kantoor.documents.models import Box, DocumentKind, Status, Tagging
from kantoor.kernel import ids
from kantoor.kernel.text import fold

PERIODS = ("week", "month", "last_month", "quarter", "year", "last_year", "overdue")
OF_BOX = {
    Box.RECEIVED: (
        Status.RECEIVED,
        Status.OPENED,
        Status.UNDER_REVIEW,
        Status.APPROVED,
        Status.APPROVED_FOR_PAYMENT,
        Status.PAID,
        Status.REJECTED,
        Status.DUPLICATE,
    ),
    Box.SENT: (
        Status.SENT,
        Status.DELIVERED,
        Status.OPENED,
        Status.DELIVERY_FAILED,
        Status.UNDER_REVIEW,
        Status.PAID,
        Status.REJECTED,
    ),
    Box.MADE: (Status.DRAFT, Status.RECEIVED),
}
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Filters:
    """Empty ones narrow nothing. `first` and `last` are days, `least` and `most` amounts."""

    text: str = ""
    kind: str = ""
    status: str = ""
    period: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    party: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    unread: bool = False
    shared: bool = False
    tag: UUID | None = None
    organization: UUID | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) not in ("", None, False) for field in fields(self))

    @property
    def by_date(self) -> bool:
        return (
            bool(self.period and self.period != "overdue") or self.first is not None or self.last is not None
        )


def read(given: Mapping[str, str], box: str) -> Filters:
    """The filters in an address; what cannot be read narrows nothing."""
    status, kind, period = given.get("status", ""), given.get("kind", ""), given.get("period", "")
    return Filters(
        text=given.get("q", "").replace("\0", "")[:200].strip(),
        kind=kind if kind in DocumentKind.values else "",
        status=status if status in OF_BOX[Box(box)] else "",
        period=period if period in PERIODS else "",
        first=_day(given.get("from", "")),
        last=_day(given.get("to", "")),
        party=given.get("party", "").replace("\0", "")[:200].strip(),
        least=_amount(given.get("least", "")),
        most=_amount(given.get("most", "")),
        unread=given.get("unread") == "1" and box == Box.RECEIVED,
        shared=given.get("shared") == "1",
        tag=ids.parse(given.get("tag", "")),
        organization=ids.parse(given.get("organization", "")),
    )


@dataclass(frozen=True)
class Usual:
    """What `meaning` says of filters with few values, for any user."""

    filters: Filters

    def __call__(self, user: UUID, fresh: UUID) -> Q:
        return meaning(user, self.filters, fresh)


def usual(chosen: Filters) -> Usual | None:
    """None: they have dates, amounts, names or ids in them, which are seldom twice the same. The text is `search`'s."""
    few = Filters(kind=chosen.kind, status=chosen.status, unread=chosen.unread)
    return Usual(few) if replace(chosen, shared=False, text="") == few else None


def meaning(user: UUID, chosen: Filters, fresh: UUID) -> Q:
    """The rows that fit; the text is `search`'s affair, and who reaches which row is `newest`'s.

    `fresh`: what came after this id is unread unless it was opened (`marks.since`).
    """
    found = Q(**{name: getattr(chosen, name) for name in ("kind", "status") if getattr(chosen, name)})
    if chosen.period == "overdue":
        found &= Q(due_on__lt=timezone.localdate()) & ~Q(status__in=(Status.PAID, Status.REJECTED))
    found &= dates(chosen)
    if chosen.party:
        found &= Q(party_folded__contains=fold(chosen.party))
    if chosen.least is not None:
        found &= Q(amount__gte=chosen.least) & ~Q(currency="")
    if chosen.most is not None:
        found &= Q(amount__lte=chosen.most) & ~Q(currency="")
    if chosen.unread:
        found &= marks.unread(user, fresh)
    if chosen.tag:
        found &= Q(Exists(Tagging.objects.filter(tag_id=chosen.tag, document_id=OuterRef("pk"))))
    return found & Q(organization_id=chosen.organization) if chosen.organization else found


def dates(chosen: Filters) -> Q:
    """Of when the rows are dated."""
    found = Q()
    first, last = span(chosen.period)
    for day, comparison in ((first, "gte"), (chosen.first, "gte"), (last, "lte"), (chosen.last, "lte")):
        if day is not None:
            found &= Q(**{f"dated_on__{comparison}": day})
    return found


def span(period: str) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of a named period."""
    today = timezone.localdate()
    month = today.replace(day=1)
    before = month - dt.timedelta(days=1)
    return {
        "week": (today - dt.timedelta(days=7), None),
        "month": (month, None),
        "last_month": (before.replace(day=1), before),
        "quarter": (today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), None),
        "year": (today.replace(month=1, day=1), None),
        "last_year": (dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31)),
    }.get(period, (None, None))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    """1234.56, 1.234,56 and 1234,56 are one amount."""
    plain = text.strip()
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        found = Decimal(plain.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None
