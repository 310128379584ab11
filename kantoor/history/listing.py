"""A list of the past: read in pages, or whole for a file; both from the same rows."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from kantoor.kernel import pages
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid

Row = TypeVar("Row")
CHUNK = 500
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """`page(cursor, size)`; `lines(row)`: the row as lines of a file, with the keys of `columns`."""

    title: str
    columns: Mapping[str, Any]
    page: Callable[[str, int], pages.Page[Row]]
    lines: Callable[[Row], list[dict[str, str]]]
    rest: Callable[[], Iterable[Row]] = list

    def every(self) -> Iterator[Row]:
        """All rows, page by page, so that they take little memory."""
        cursor = ""
        while True:
            page = self.page(cursor, CHUNK)
            yield from page.rows
            cursor = page.next
            if not cursor:
                break
        yield from self.rest()

    def written(self) -> Iterator[dict[str, str]]:
        """All lines of a file."""
        for row in self.every():
            yield from self.lines(row)


def check(at: dt.datetime, here: dt.datetime | None = None) -> None:
    """A moment that can be asked about: not before this century, not to come. `here`: now, if it is known."""
    if at < FIRST:
        raise Invalid(_("Choose a day in this century: nothing here is older."), field="on")
    if at > (here or now()) + dt.timedelta(minutes=1):
        raise Invalid(
            _(
                "That is still to come. Who will have access then, nobody knows yet: choose a moment until now."
            ),
            field="on",
        )


def check_order(since: dt.datetime, until: dt.datetime) -> None:
    """From an earlier moment to a later one."""
    here = now()
    check(since, here)
    check(until, here)
    if since >= until:
        raise Invalid(_("The first moment has to come before the second."), field="since")


def stamp(at: dt.datetime | None) -> str:
    """A moment in a file."""
    return at.isoformat(timespec="seconds") if at else ""
