"""The rows of a list of documents, drawn in Python (docs/decisions/0003)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kantoor.documents.models import Box, Document, Status, Tag
from kantoor.web import moments
from kantoor.web.documents.chosen import List
from kantoor.web.rings import RINGS

# Without the ends that HTML lets one leave out: a page has fifty of them.
ROW = (
    '<tr><td class="tick"><input type="checkbox" name="document" value="{id}" aria-label="{pick}">'
    '<th scope="row"><a class="rowlink" href="{url}">{name}</a>{unread}{sub}'
    '<td class="fold{unnumbered}">{number}{tags}'
    '<td class="fold-away">{date}'
    '<td class="fold-away{late}">{due}'
    '<td class="side end{unpriced}">{amount}'
    '<td class="fold">{status}'
    '<td class="spare" title="{at}">{came}</tr>\n'
)
STATUS = '<span class="status{}"><svg class="ring"><use href="#ring-{}"/></svg>{}</span>'
# Within .status and .ring, so that the colours of the states reach it.
SYMBOL = '<g class="status {}"><symbol class="ring" id="ring-{}" viewBox="0 0 16 16">{}</symbol></g>'
UNREAD = '<i class="unread">{}</i>'
SETTLED = (Status.PAID, Status.REJECTED, Status.DUPLICATE)
NOWHERE = UUID(int=0)


def draw(shown: List, rows: Sequence[Document], unread: set[UUID], tags: dict[UUID, list[Tag]]) -> SafeString:
    """The rows of a page."""
    address, today = reverse("document", args=[NOWHERE]), dt.datetime.now(dt.UTC).date()
    euros = only_euros(rows)
    drawn = [
        _row(shown, row, address.replace(str(NOWHERE), str(row.pk)), today, euros, row.pk in unread, tags)
        for row in rows
    ]
    return format_html_join("", "{}", ((one,) for one in drawn))


def only_euros(rows: Sequence[Document]) -> bool:
    """Whether the currency can stand in the head of the column."""
    return all(row.currency in ("", "EUR") for row in rows)


def _row(
    shown: List,
    row: Document,
    url: str,
    today: dt.date,
    euros: bool,
    unread: bool,
    tags: dict[UUID, list[Tag]],
) -> SafeString:
    number = row.number or (row.title if row.party else "")
    late = row.due_on is not None and row.due_on < today and row.status not in SETTLED
    return format_html(
        ROW,
        id=str(row.pk),
        pick=_("Pick %(number)s") % {"number": row.number or row.title},
        url=url,
        name=row.party or row.title,
        unread=format_html(UNREAD, _("Not opened yet.")) if unread else "",
        sub=_beneath(shown, row),
        number=format_html('<span class="number">{}</span>', number) if number else "—",
        unnumbered="" if number or tags.get(row.pk) else " fold-away",
        tags=_tags(tags.get(row.pk, [])),
        date=moments.calendar_day(row.dated_on),
        due=_due(row.due_on),
        late=" late" if late and row.box != Box.MADE else "",
        amount=_amount(row, euros),
        unpriced="" if row.currency else " fold-away",
        status=state(row.status),
        at=moments.exact(row.made_at),
        came=moments.relative(row.made_at),
    )


def _beneath(shown: List, row: Document) -> SafeString | str:
    """Whose it is, in a list over all organizations; what it is, if no invoice."""
    words = [] if shown.organization else [row.organization.name]
    words += [str(row.get_kind_display())] if row.kind not in ("invoice", "other") else []
    words += [_("Held back until it is scanned")] if row.withheld else []
    return format_html('<span class="sub">{}</span>', " · ".join(words)) if words else ""


def _tags(tags: list[Tag]) -> SafeString:
    return format_html_join("", ' <span class="tag">{}</span>', ((tag.name,) for tag in tags[:3]))


def _due(day: dt.date | None) -> str:
    """Day and month; the year stands with the date before it."""
    return "—" if day is None else _short(day, get_language())


@lru_cache(maxsize=4096)
def _short(day: dt.date, _language: str | None) -> str:
    return moments.calendar_day(day).rpartition(" ")[0]


def _amount(row: Document, euros: bool) -> str:
    if not row.currency:
        return "—"
    spelled = money(row.amount, get_language())
    return spelled if euros else f"{row.currency} {spelled}"


@lru_cache(maxsize=4096)
def money(value: Decimal, _language: str | None) -> str:
    """1,234.50, as the person's language writes it."""
    return formats.number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


def state(name: str) -> SafeString:
    """The ring, drawn once on the page (`rings`), and the word."""
    return _state(name, get_language())


@lru_cache(maxsize=64)
def _state(name: str, _language: str | None) -> SafeString:
    ring = RINGS[name.replace("_", " ")]
    look = f" {ring.look}" if ring.look else ""
    return format_html(STATUS, look, name, ring.label)


def rings(rows: Sequence[Document]) -> SafeString:
    """The drawings that the states of these rows point at."""
    known = [(name, RINGS[name.replace("_", " ")]) for name in sorted({row.status for row in rows})]
    drawn = ((ring.look, name, mark_safe(ring.drawing)) for name, ring in known)
    return format_html('<svg class="sprite" aria-hidden="true">{}</svg>', format_html_join("", SYMBOL, drawn))
