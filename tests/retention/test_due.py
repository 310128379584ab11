"""When a document has been kept long enough (domain 4.5; retention/due.py)."""

import datetime as dt

import pytest

from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document, DocumentKind
from kantoor.invoicing import drafts
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.organizations import closing
from kantoor.organizations.models import OrganizationRole
from kantoor.retention import due, periods
from kantoor.retention.models import What
from tests.retention.made import draft, old

day = dt.date


def goes(document: Document, on: dt.date) -> bool:
    """By the organization's own definition, and by that for all of them, which must agree."""
    place = document.organization
    here = due.of(place, on).filter(pk=document.pk).exists()
    rows = Document.objects.filter(due.THERE, due._everywhere(on), ~due.held())
    assert rows.filter(pk=document.pk).exists() == here
    return here


@pytest.mark.parametrize(
    ("dated", "came", "first"),
    [
        (day(2018, 12, 31), None, day(2026, 1, 1)),
        (day(2019, 1, 1), None, day(2027, 1, 1)),
        (day(2020, 2, 29), None, day(2028, 1, 1)),
        (day(2009, 5, 5), day(2024, 3, 1), day(2032, 1, 1)),  # old, and uploaded later
        (day(2024, 1, 1), day(2023, 12, 30), day(2032, 1, 1)),  # dated after it came
    ],
)
def test_a_document_goes_after_seven_full_years(
    cast: Cast, dated: dt.date, came: dt.date | None, first: dt.date
) -> None:
    """Of the later of its date and the day it came; the day before it stays."""
    for box, kind in ((Box.RECEIVED, DocumentKind.INVOICE), (Box.SENT, DocumentKind.ORDER)):
        paper = old(cast.bouw, dated, came, box=box, kind=kind)
        assert (goes(paper, first - dt.timedelta(days=1)), goes(paper, first)) == (False, True)
        what = due.class_of(paper)
        assert due.goes_on(what, 7, due.since(paper)) == first


def test_what_was_sent_later_counts_from_then(cast: Cast) -> None:
    paper = old(cast.bouw, day(2015, 1, 1), box=Box.MADE, kind=DocumentKind.OTHER)
    assert goes(paper, day(2023, 1, 1))
    Document.objects.filter(pk=paper.pk).update(
        box=Box.SENT, sent_at=dt.datetime(2018, 12, 31, 23, 59, tzinfo=dt.UTC)
    )
    paper.refresh_from_db()
    assert (goes(paper, day(2025, 12, 31)), goes(paper, day(2026, 1, 1))) == (False, True)


@pytest.mark.parametrize(
    ("saved", "years", "first"),
    [
        (day(2024, 3, 10), 2, day(2026, 3, 10)),
        (day(2024, 2, 29), 2, day(2026, 3, 1)),
        (day(2024, 2, 29), 4, day(2028, 2, 29)),
        (day(2024, 2, 28), 2, day(2026, 2, 28)),
        (day(2022, 2, 28), 2, day(2024, 2, 28)),
        (day(2022, 3, 1), 2, day(2024, 3, 1)),
        (day(2024, 12, 31), 1, day(2025, 12, 31)),
    ],
)
def test_a_draft_goes_so_long_after_it_was_last_saved(
    cast: Cast, saved: dt.date, years: int, first: dt.date
) -> None:
    anna = cast.actor(cast.anna)
    begun = draft(anna, cast.bouw, saved)
    if years != periods.USUAL[What.DRAFTS]:
        periods.change(anna, cast.bouw, {What.DRAFTS: years})
    assert (goes(begun, first - dt.timedelta(days=1)), goes(begun, first)) == (False, True)
    assert due.goes_on(What.DRAFTS, years, due.since(begun)) == first


def test_own_periods_and_never(cast: Cast) -> None:
    """Each class its own; another organization keeps the usual ones."""
    anna, first = cast.actor(cast.anna), day(2026, 1, 1)
    bill, order = (old(cast.bouw, day(2018, 6, 1), kind=DocumentKind(k)) for k in ("invoice", "order"))
    other = old(cast.vastgoed, day(2018, 6, 1))
    assert all(goes(one, first) for one in (bill, order, other))
    periods.change(anna, cast.bouw, {What.INVOICES: 10, What.OTHERS: None})
    assert [goes(one, first) for one in (bill, order, other)] == [False, False, True]
    assert (goes(bill, day(2028, 12, 31)), goes(bill, day(2029, 1, 1))) == (False, True)
    assert not goes(order, day(2999, 1, 1))
    told = Entry.objects.get(action="retention.changed").details
    assert told["before"] == {"invoices": 7, "others": 7}
    assert told["after"] == {"invoices": 10, "others": None}
    periods.change(anna, cast.bouw, {What.INVOICES: 10})  # the same again is nothing
    assert Entry.objects.filter(action="retention.changed").count() == 1


def test_who_decides_and_between_what(cast: Cast) -> None:
    """domain 2: administrators of the organization; not of the company alone, and nobody once it is closed."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    with pytest.raises(Refused, match="how long its documents are kept"):
        periods.change(cast.actor(cast.sara), cast.bouw, {What.DRAFTS: 1})
    with pytest.raises(NotFound):
        periods.change(cast.actor(cast.luc), cast.bouw, {What.DRAFTS: 1})
    for years in (0, 31, -1):
        with pytest.raises(Invalid, match="1 to 30"):
            periods.change(cast.actor(cast.anna), cast.bouw, {What.INVOICES: years})
    closing.close(cast.actor(cast.anna), cast.bouw)
    with pytest.raises(Refused):
        periods.change(cast.actor(cast.anna), cast.bouw, {What.DRAFTS: 1})


def test_what_is_gone_or_only_a_shell_is_not_due(cast: Cast) -> None:
    """A discarded draft has nothing left to go; one that waits for the scanner is a document like others."""
    anna = cast.actor(cast.anna)
    given_up = draft(anna, cast.bouw, day(2020, 1, 1))
    drafts.discard(anna, given_up)
    given_up.refresh_from_db()
    assert not goes(given_up, day(2090, 1, 1))
    assert goes(old(cast.bouw, day(2015, 1, 1), withheld=True), day(2026, 1, 1))
