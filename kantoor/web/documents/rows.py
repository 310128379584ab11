"""The rows of a list of documents, drawn in Python (docs/decisions/0003)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.utils import formats
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kantoor.documents.models import Box, Document, Status, Tag
from kantoor.web import moments
from kantoor.web.addresses import EVERY_ROW, to
from kantoor.web.documents.chosen import List
from kantoor.web.drawn import filled
from kantoor.web.rings import RINGS

# Without the ends that HTML lets one leave out: a page has fifty of them.
ROW = (
    '<tr><td class="tick"><input type="checkbox" name="document" value="{id}" aria-label="{pick}">'
    '<th scope="row"><a class="rowlink" href="{url}">{name}</a>{unread}{sub}'
    '<td class="fold{unnumbered}">{number}{tags}'
    "<td>{date}"
    "<td{late}>{due}"
    '<td class="side end{unpriced}">{amount}'
    '<td class="fold">{status}'
    '<td class="spare" title="{at}">{came}</tr>\n'
)
STATUS = '<span class="status{}"><svg><use href="#ring-{}"/></svg>{}</span>'
# Within .status and .ring, so that the colours of the states reach it.
SYMBOL = '<g class="status {}"><symbol class="ring" id="ring-{}" viewBox="0 0 16 16">{}</symbol></g>'
SUB, NUMBER = '<span class="sub">{words}</span>', '<span class="number">{number}</span>'
LATE = mark_safe(' class="late"')
UNREAD = '<i class="unread">{}</i>'
SETTLED = (Status.PAID, Status.REJECTED, Status.DUPLICATE)


def draw(shown: List, rows: Sequence[Document], unread: set[UUID], tags: dict[UUID, list[Tag]]) -> SafeString:
    """The rows of a page."""
    page = _Rows(shown, unread, tags, only_euros(rows))
    return mark_safe("".join(map(page.row, rows)))


def only_euros(rows: Sequence[Document]) -> bool:
    """Whether the currency can stand in the head of the column."""
    return all(row.currency in ("", "EUR") for row in rows)


class _Rows:
    """Of one page: what all rows have in common is made once."""

    def __init__(self, shown: List, unread: set[UUID], tags: dict[UUID, list[Tag]], euros: bool) -> None:
        self.shown, self.unread, self.tags, self.euros = shown, unread, tags, euros
        self.before, self.after = to("document", EVERY_ROW).split(str(EVERY_ROW))
        self.today, self.said = dt.datetime.now(dt.UTC).date(), moments.Said.now_here()
        self.mark, self.pick = format_html(UNREAD, _("Not opened yet.")), _("Pick %(number)s")

    def row(self, row: Document) -> str:
        number = row.number or (row.title if row.party else "")
        late = row.due_on is not None and row.due_on < self.today and row.status not in SETTLED
        key, tags = str(row.pk), self.tags.get(row.pk, [])
        return filled(
            ROW,
            id=SafeString(key),
            pick=self.pick % {"number": row.number or row.title},
            url=SafeString(f"{self.before}{key}{self.after}"),
            name=row.party or row.title,
            unread=self.mark if row.pk in self.unread else "",
            sub=self._beneath(row),
            number=filled(NUMBER, number=number) if number else "—",
            unnumbered="" if number or tags else " fold-away",
            tags=_tags(tags) if tags else "",
            date=self.said.day(row.dated_on),
            due="—" if row.due_on is None else _short(row.due_on, self.said.language),
            late=LATE if late and row.box != Box.MADE else "",
            amount=self._amount(row) if row.currency else "—",
            unpriced="" if row.currency else " fold-away",
            status=_state(row.status, self.said.language),
            at=self.said.exact(row.made_at),
            came=self.said.since(row.made_at),
        )

    def _beneath(self, row: Document) -> SafeString | str:
        """Whose it is, in a list over all organizations; what it is, if no invoice."""
        words = [] if self.shown.organization else [row.organization.name]
        words += [str(row.get_kind_display())] if row.kind not in ("invoice", "other") else []
        words += [_("Held back until it is scanned")] if row.withheld else []
        return filled(SUB, words=" · ".join(words)) if words else ""

    def _amount(self, row: Document) -> str:
        spelled = money(row.amount, self.said.language)
        return spelled if self.euros else f"{row.currency} {spelled}"


def _tags(tags: list[Tag]) -> SafeString:
    return format_html_join("", ' <span class="tag">{}</span>', ((tag.name,) for tag in tags[:3]))


@lru_cache(maxsize=4096)
def _short(day: dt.date, _language: str | None) -> SafeString:
    """Day and month; the year stands with the date before it."""
    return escape(moments.calendar_day(day).rpartition(" ")[0])


@lru_cache(maxsize=4096)
def money(value: Decimal, _language: str | None) -> SafeString:
    """1,234.50, as the person's language writes it."""
    return escape(formats.number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True))


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
