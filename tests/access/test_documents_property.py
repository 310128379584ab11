"""Random worlds of roles, groups and shares: the check, the list, the audience and the paths agree with each other and
with a plain model of the rules, at every moment (domain 8.1, 7.5, 7.6)."""

import datetime as dt
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from kantoor.access import alphabet, paths, readers
from kantoor.access import documents as reached
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.sharing.models import Share
from tests.access import test_reach_property as plain
from tests.access.test_reach_property import (
    HOURS,
    PEOPLE,
    Span,
    Stage,
    groups,
    houses,
    people,
    spans,
)
from tests.once import SEED

PAPERS = 3
papers, levels = st.integers(0, PAPERS - 1), st.integers(1, 3)
World = dict[str, Any]
receivers = st.one_of(
    st.tuples(st.just("user"), people),
    st.tuples(st.just("group"), groups),
    st.tuples(st.just("house"), houses),
)
worlds = st.builds(
    lambda world, more: world | more,
    plain.worlds.filter(plain.possible),
    st.fixed_dictionaries(
        {
            "papers": st.lists(st.tuples(houses, st.booleans(), people), min_size=PAPERS, max_size=PAPERS),
            "shares": st.lists(st.tuples(papers, receivers, levels, spans), max_size=8),
        }
    ),
)
WORTH = {1: 1, 2: 3, 3: 3}


def possible(world: World) -> bool:
    rows = [(paper, to) for paper, to, _level, span in world["shares"] if span.end is None or span.by_date]
    return len(rows) == len(set(rows))


def role(world: World, person: int, house: int, hour: float) -> int | None:
    return plain.expected(world, person, house, hour)


def expected(world: World, person: int, paper: int, hour: float) -> int | None:
    """The rules once more, in plain Python."""
    house, withheld, maker = world["papers"][paper]
    if withheld and maker != person:
        return None
    if any(who == person and span.covers(hour) for who, span in world["blocks"]):
        return None
    own = role(world, person, house, hour)
    found = [WORTH[own]] if own else []
    if house in world["closed"] and world["closed"][house] <= hour:
        return max(found, default=None)
    for given_of, (kind, key), level, span in world["shares"]:
        if given_of != paper or not span.covers(hour):
            continue
        if kind == "user" and key == person and rests(world, person, hour):
            found.append(level)
        if kind == "group" and in_group(world, person, key, hour):
            found.append(level)
        there = role(world, person, key, hour) if kind == "house" else None
        if there:
            found.append(min(level, WORTH[there]))
    return max(found, default=None)


def rests(world: World, person: int, hour: float) -> bool:
    """What the last person has hangs on the partnership."""
    return person != PEOPLE - 1 or world["partnership"].covers(hour)


def in_group(world: World, person: int, group: int, hour: float) -> bool:
    places = world["places"]
    there = any((who, which) == (person, group) and span.covers(hour) for who, which, span in places)
    return there and rests(world, person, hour)


LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class Archive(Stage):
    """The same world with documents and shares."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.papers = [
            documents.begin(
                self.houses[house],
                Box.RECEIVED,
                DocumentKind.OTHER,
                Source.UPLOADED,
                f"D{number}",
                by=self.people[maker],
                withheld=withheld,
                fields={"made_at": LONG_AGO},
            )
            for number, (house, withheld, maker) in enumerate(world["papers"])
        ]
        for paper, (kind, key), level, span in world["shares"]:
            self.share(self.papers[paper], kind, key, level, span)

    def share(self, paper: Document, kind: str, key: int, level: int, span: Span) -> None:
        columns: dict[str, tuple[str, list[Any]]] = {
            "user": ("user", self.people),
            "group": ("group", self.groups),
            "house": ("to_organization", self.houses),
        }
        column, rows = columns[kind]
        hangs: dict[str, Any] = (
            {"partnership": self.partnership} if kind == "user" and key == PEOPLE - 1 else {}
        )
        Share.objects.create(
            document=paper,
            organization=paper.organization,
            level=level,
            **{column: rows[key]},
            **hangs,
            **self.times(span),
        )


def highest(rows: Any) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for row in rows:
        found[row.person] = max(row.level, found.get(row.person, 0))
    return found


@seed(SEED)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    world=worlds.filter(possible), hour=st.one_of(st.none(), st.integers(0, HOURS + 4).map(lambda n: n - 0.5))
)
def test_check_list_audience_and_paths_agree_with_the_rules(
    db: None, world: World, hour: float | None
) -> None:
    """domain 8.1, 7.5, 7.6, 3.6, 6.4"""
    stage = Archive(world)
    at: dt.datetime | None = None if hour is None else stage.at(hour)
    then = 48.0 if hour is None else hour
    audience = [highest(reached.audience(paper, at)) for paper in stage.papers]
    ways = [highest(paths.ways(paper, None, at)) for paper in stage.papers]
    reading = [set(readers.people(paper, at).values_list("pk", flat=True)) for paper in stage.papers]
    with mock.patch.object(alphabet, "FEW", 0):
        quick = [{user.pk for user in readers.page(paper).rows} for paper in stage.papers]
    assert at is not None or quick == reading
    for person, user in enumerate(stage.people):
        listed = set(reached.reached(user.pk, at).values_list("pk", flat=True))
        shared_on = set(reached.sharable(user.pk).values_list("pk", flat=True))
        assert at is not None or listed == set(reached.reached_each(user.pk).values_list("pk", flat=True))
        for number, paper in enumerate(stage.papers):
            right = expected(world, person, number, then)
            assert reached.level_on(user.pk, paper.pk, at) == right
            assert (paper.pk in listed) == (right is not None)
            assert audience[number].get(user.pk) == right
            assert ways[number].get(user.pk) == right
            assert highest(paths.ways(paper, [user.pk], at)).get(user.pk) == right
            assert (user.pk in reading[number]) == (right is not None)
            if at is None:
                assert (paper.pk in shared_on) == (right == 3)
