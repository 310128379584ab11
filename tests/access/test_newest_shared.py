"""Shares of somebody in thousands of organizations, page by page: the way along the foremost shares leaves nothing out."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from kantoor.access import newest, shared, wanted, ways
from kantoor.access.wanted import Asked, Narrow
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import filters, marks
from kantoor.documents.models import Document
from kantoor.kernel.clock import now
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.documents import made


@pytest.mark.parametrize("order", [("-id",), ("id",), ("amount", "id")])
@pytest.mark.parametrize("part", [1, 2, 3, 50])
def test_whatever_is_beyond_what_is_looked_at_first_is_found_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...], part: int
) -> None:
    """domain 7.5, 8.1: with own organizations and with people; between them others', and first one's that is past."""
    monkeypatch.setattr(shared, "PROVED", (part, 2))
    monkeypatch.setattr(Asked, "in_thousands", True)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    past = demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    type(past).objects.filter(pk=past.pk).update(expires_at=now() - dt.timedelta(hours=1))
    receivers: list[dict[str, Any]] = [
        *([{"to_organization": cast.bouw}] * 5),
        {"to_organization": cast.vastgoed},
        {"user": cast.sara},
        {"to_organization": cast.zonen},
        {"to_organization": cast.vastgoed},
        {"user": cast.piet},
        {"user": cast.sara},
        {"to_organization": cast.vastgoed},
    ]
    papers = [made.received(cast.beheer, f"N-{number:02}", by=cast.anna) for number in range(len(receivers))]
    for paper, receiver in zip(papers, receivers, strict=True):
        Share.objects.create(document=paper, organization=cast.beheer, level=Level.VIEW, **receiver)
    theirs = [f"N-{number:02}" for number in (5, 6, 8, 10, 11)]
    for size in (1, 2, 10):
        found, cursor = [], ""
        while True:
            page = newest.page(cast.sara.pk, "received", Narrow(shared=True), order, cursor, size)
            found += [row.number for row in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert found == (theirs[::-1] if order == ("-id",) else theirs)


@pytest.mark.parametrize("kinds", ["soosssoxsosxo", "ooxxxxxxsoxxo"])
@pytest.mark.parametrize(("thousands", "way"), [(False, 300), (True, 300), (True, 2)])
@pytest.mark.parametrize("order", [("-id",), ("id",), ("amount", "id"), ("-amount", "-id")])
def test_what_is_shared_stands_between_ones_own_however_the_pages_fall(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...], kinds: str, thousands: bool, way: int
) -> None:
    """domain 7.5, 8.1: shares beyond the end of a page are not looked at for it, and come on a later one; nor is a way
    along all documents that was too short taken for the whole."""
    monkeypatch.setattr(newest, "A_SHORT_WAY", way)
    monkeypatch.setattr(newest, "A_LONG_WAY", 2 * way)
    monkeypatch.setattr(newest, "FOR_EACH", 0)
    monkeypatch.setattr(newest, "A_SHORT_WAY_OF_MANY", way)
    monkeypatch.setattr(shared, "PROVED", (2, 3))
    monkeypatch.setattr(shared, "NEAR", (1, 2))
    monkeypatch.setattr(Asked, "in_thousands", thousands)
    if thousands:
        monkeypatch.setattr(Asked, "in_many", True)
        monkeypatch.setattr(ways, "FEW", -1)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    theirs = []
    for number, kind in enumerate(kinds):
        paper = made.received(cast.vastgoed if kind == "o" else cast.bouw, f"N-{number:02}", by=cast.anna)
        if kind == "s":
            Share.objects.create(document=paper, organization=cast.bouw, level=Level.VIEW, user=cast.sara)
        if kind != "x":
            theirs.append(paper.number)
    for size in (1, 2, 3, 20):
        found, cursor = [], ""
        while True:
            page = newest.page(cast.sara.pk, "received", Narrow(), order, cursor, size)
            found += [row.number for row in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert found == (theirs[::-1] if order[0].startswith("-") else theirs)


def test_what_was_shared_is_found_by_a_word_and_nothing_else(cast: Cast) -> None:
    """domain 7.5, 8.1: out of what has the word; newest first by SQL that is made once, and by amount."""
    mine = made.received(cast.vastgoed, "N-1", by=cast.anna)
    lent = made.received(cast.bouw, "N-2", by=cast.anna)
    others = made.received(cast.bouw, "N-3", by=cast.anna)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    Share.objects.create(document=lent, organization=cast.bouw, level=Level.VIEW, user=cast.sara)
    usual = wanted.usually(filters.Usual(filters.Filters()), fresh=marks.since())
    narrow = replace(usual, among=[mine.pk, lent.pk, others.pk])
    for order in (("-id",), ("amount", "id")):
        page = newest.page(cast.sara.pk, "received", narrow, order)
        assert {row.number for row in page.rows} == {"N-1", "N-2"}
        page = newest.page(cast.sara.pk, "received", replace(narrow, shared=True), order)
        assert [row.number for row in page.rows] == ["N-2"]


@pytest.mark.parametrize("order", [("-id",), ("amount", "id")])
def test_a_share_with_an_organization_gives_nothing_to_who_was_once_in_it(
    cast: Cast, order: tuple[str, ...]
) -> None:
    """domain 7.5, 8.1"""
    row = demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    paper = made.received(cast.bouw, "N-1", by=cast.anna)
    Share.objects.create(
        document=paper, organization=cast.bouw, to_organization=cast.vastgoed, level=Level.VIEW
    )

    def listed() -> list[bool]:
        page = newest.page(cast.sara.pk, "received", Narrow(shared=True), order)
        return [
            paper in page.rows,
            Document.objects.filter(newest.tested(cast.sara.pk), pk=paper.pk).exists(),
        ]

    assert listed() == [True, True]
    # By date, so that only asking whether it holds tells: the row itself is not ended yet.
    type(row).objects.filter(pk=row.pk).update(expires_at=now() - dt.timedelta(hours=1))
    assert listed() == [False, False]
