"""Random worlds: the list, by every way of finding it and page by page in both directions, is what reach says."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from kantoor.access import documents as reached
from kantoor.access import newest, shared, wanted, ways
from kantoor.access.wanted import Asked, Narrow
from kantoor.documents import filters, marks
from kantoor.documents.models import Document
from kantoor.kernel.clock import now
from kantoor.sharing.models import Level, Share
from tests.access.test_reach_property import GROUPS, HOUSES, PEOPLE, Stage, possible, worlds
from tests.once import SEED

DOCUMENTS = 7
ORDERS = (
    ("-id",),
    ("id",),
    ("-dated_on", "-id"),
    ("amount", "id"),
    ("-party_folded", "-id"),
    ("status", "id"),
)
FIRST_DAY = dt.date(2026, 1, 1)

papers = st.lists(
    st.fixed_dictionaries(
        {
            "house": st.integers(0, HOUSES - 1),
            "box": st.sampled_from(["made", "received", "received"]),
            "day": st.integers(0, 2),
            "amount": st.integers(0, 2),
            "kind": st.sampled_from(["invoice", "order"]),
            "withheld_by": st.one_of(st.none(), st.none(), st.integers(0, PEOPLE - 1)),
        }
    ),
    min_size=1,
    max_size=DOCUMENTS,
)
shares = st.lists(
    st.tuples(
        st.integers(0, DOCUMENTS - 1),
        st.sampled_from(["user", "group", "to_organization"]),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda share: share[:3],
)


def furnish(stage: Stage, drawn: list[dict[str, Any]], given_away: list[tuple[int, str, int, bool]]) -> None:
    """The documents and shares of an example."""
    made = [
        Document.objects.create(
            organization=stage.houses[one["house"]],
            box=one["box"],
            kind=one["kind"],
            source="uploaded",
            status="received",
            title="-",
            dated_on=FIRST_DAY + dt.timedelta(days=one["day"]),
            amount=one["amount"],
            party_folded="ab"[one["amount"] % 2],
            withheld=one["withheld_by"] is not None,
            made_by=None if one["withheld_by"] is None else stage.people[one["withheld_by"]],
        )
        for one in drawn
    ]
    receivers: dict[str, list[Any]] = {
        "user": stage.people,
        "group": stage.groups[:GROUPS],
        "to_organization": stage.houses,
    }
    seen = set()
    for number, kind, whom, over in given_away:
        document, receiver = made[number % len(made)], receivers[kind][whom % len(receivers[kind])]
        if (document.pk, receiver.pk) in seen:
            continue
        seen.add((document.pk, receiver.pk))
        outside = kind == "user" and receiver == stage.people[-1]
        Share.objects.create(
            document=document,
            organization_id=document.organization_id,
            level=Level.VIEW,
            partnership=stage.partnership if outside else None,
            expires_at=now() - dt.timedelta(hours=1) if over else None,
            **{kind: receiver},
        )


def walk_through(user: UUID, order: tuple[str, ...], size: int, narrow: Narrow) -> list[UUID]:
    """Every page to the end, and back again."""
    found, cursor, pages = [], "", []
    while True:
        page = newest.page(user, "received", narrow, order, cursor, size)
        found += [row.pk for row in page.rows]
        pages.append(page)
        if not page.next:
            break
        cursor = page.next
    back = [row.pk for row in pages[-1].rows]
    while pages[-1].previous:
        pages.append(newest.page(user, "received", narrow, order, pages[-1].previous, size))
        back = [row.pk for row in pages[-1].rows] + back
    assert back == found
    return found


def narrowed_to(what: set[str], usual: bool) -> Narrow:
    """Of all that is there: that of one kind, that was shared, out of candidates that are named."""
    kind = "order" if "kind" in what else ""
    usually = wanted.usually(filters.Usual(filters.Filters(kind=kind)), fresh=marks.since())
    return replace(
        usually if usual else Narrow(lambda _user: Q(kind=kind) if kind else Q()),
        kind=kind,
        among=list(Document.objects.values_list("pk", flat=True)) if "among" in what else None,
        shared="shared" in what,
    )


@pytest.mark.parametrize(
    ("few", "many", "way", "near"),
    [(64, False, 300, 0), (-1, False, 300, 0), (-1, True, 3, 1), (-1, True, 300, 3)],
)
@seed(SEED)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    world=worlds.filter(possible),
    drawn=papers,
    given_away=shares,
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 3),
    usual=st.booleans(),
    narrowed=st.sets(st.sampled_from(["kind", "among", "shared"])),
)
def test_every_way_gives_what_reach_says(
    db: None,
    few: int,
    many: bool,
    way: int,
    near: int,
    world: dict[str, Any],
    drawn: list[dict[str, Any]],
    given_away: list[tuple[int, str, int, bool]],
    order: tuple[str, ...],
    size: int,
    usual: bool,
    narrowed: set[str],
) -> None:
    """domain 8.1, 7.5, 7.6, 3.6, 6.4; also of one kind, of what was shared and out of some candidates."""
    stage = Stage(world)
    furnish(stage, drawn, given_away)
    narrow = narrowed_to(narrowed, usual)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ways, "FEW", few)
        patch.setattr(Asked, "in_many", many)
        patch.setattr(newest, "A_SHORT_WAY", way)
        patch.setattr(newest, "A_SHORT_WAY_OF_LESS", way)
        patch.setattr(newest, "A_LONG_WAY", 2 * way)
        patch.setattr(newest, "FOR_EACH", way == 300)
        patch.setattr(newest, "A_SHORT_WAY_OF_MANY", way)
        patch.setattr(shared, "SHARES_AT_ONCE", 5_000 if near else 2)
        patch.setattr(shared, "PROVED", (max(1, near), 2))
        patch.setattr(shared, "NEAR", (max(1, near), 2 * near + 1))
        patch.setattr(newest, "TESTED_AT_ONCE", 1 + near)
        patch.setattr(Asked, "in_thousands", bool(near))
        for user in stage.people:
            expected = reached.reached(user.pk).filter(box="received").order_by(*order)
            keys = [row.pk for row in expected]
            lent = set(reached.shared_with(user.pk).values_list("document_id", flat=True))
            assert walk_through(user.pk, order, size, narrow) == [
                row.pk
                for row in expected
                if (row.kind == "order" or "kind" not in narrowed)
                and (row.pk in lent or "shared" not in narrowed)
            ]
            every = Document.objects.filter(newest.tested(user.pk), box="received").order_by(*order)
            assert [row.pk for row in every] == keys
