"""Every route × every person has an answer that somebody wrote down (issue 2, guards; style, habit 8)."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from kantoor.demo import cast
from kantoor.web.open import OPEN_NAMES
from tests.guards import heads, world

TABLE = Path(__file__).with_name("routes.txt")
# One more page for nobody in particular wants a reason in the message of the commit that changes this.
OPEN = 34
FOUND = 302


def table() -> dict[str, tuple[list[int], list[int]]]:
    """Route → the codes for GET and for POST, in the order of `world.PEOPLE`."""
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    rows = {}
    for line in lines:
        name, _, rest = line.partition(" ")
        get, _, post = rest.partition("|")
        rows[name] = ([int(code) for code in get.split()], [int(code) for code in post.split()])
    return rows


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[world.World]:
    """Once for all tests here, which take back what they do."""
    with django_db_blocker.unblock(), world.Undone():
        yield world.build(cast.build())


@pytest.fixture
def known(built: world.World) -> Iterator[world.World]:
    with world.Undone():
        yield built


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert {route.name for route in world.routes()} == set(table())


def test_the_open_pages_are_counted() -> None:
    assert len(OPEN_NAMES) == OPEN


def test_there_are_answers_of_every_kind() -> None:
    """So that their headers are looked at."""
    assert {200, 302, 400, 403, 404, 405} <= {
        code for row in table().values() for codes in row for code in codes
    }


def test_nobody_gets_past_the_sign_in_but_on_open_pages() -> None:
    closed = {name: row for name, row in table().items() if name not in OPEN_NAMES}
    assert {name for name, (get, post) in closed.items() if get[0] != FOUND or post[0] != FOUND} == set()


@pytest.mark.parametrize("who", world.PEOPLE)
@pytest.mark.parametrize("method", ["get", pytest.param("post", marks=pytest.mark.once)])
def test_each_person_gets_the_answer_of_the_table(known: world.World, who: str, method: str) -> None:
    """And each answer has its headers."""
    column, expected, wrong = world.PEOPLE.index(who), table(), []
    signed_in = world.client_of(known.people[who]).cookies
    for route in world.routes():
        if (route.name, method) == ("domain_check", "post"):
            continue  # asks a name server; tests/environments has it
        client = world.client_of(None)
        client.cookies.update(signed_in)
        with world.Undone():
            answer = getattr(client, method)(reverse(route.name, kwargs=known.fill(route)))
        lacking = heads.faults(answer, route.name in heads.INLINE)
        if lacking:
            wrong.append(f"{route.name}: {answer.status_code} lacks {lacking}")
        told = expected[route.name][method == "post"][column]
        if answer.status_code != told:
            wrong.append(f"{route.name}: {answer.status_code}, not {told}")
        if who == "nobody" and route.name not in OPEN_NAMES:
            assert "/sign-in/" in answer["Location"], route.name
    assert wrong == []


def test_not_yours_and_not_there_are_one_answer(known: world.World) -> None:
    """Domain 7.7: Luc, of another company, cannot tell an id that exists from one that does not."""
    told, client = [], world.client_of(known.people["stranger"])
    for route in world.routes():
        if not route.has_id or route.name in OPEN_NAMES:
            continue
        real = known.fill(route)
        for method in ("get", "post"):
            answers = []
            for filled in (real, world.elsewhere(real)):
                with world.Undone(), world.counted() as queries:
                    answer = getattr(client, method)(reverse(route.name, kwargs=filled))
                answers.append((world.plain(answer, filled), len(queries)))
            if answers[0] != answers[1]:
                told.append(f"{method} {route.name}")
    assert told == []


def seconds(client: Any, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return time.perf_counter() - start


def test_not_yours_takes_as_long_as_not_there(known: world.World) -> None:
    """Domain 7.7: asked in turn, what exists is the slower one about every second time, over all routes together.

    A count of who is slower in each pair, not a sum of times: a busy machine slows one as often as the other.
    """
    client, slower = world.client_of(known.people["stranger"]), []
    routes = [route for route in world.routes() if route.has_id and route.name not in OPEN_NAMES]
    for turn in range(5):
        for route in routes:
            real = known.fill(route)
            paths = [reverse(route.name, kwargs=filled) for filled in (real, world.elsewhere(real))]
            order = (0, 1) if turn % 2 else (1, 0)
            taken = {which: seconds(client, paths[which]) for which in order}
            slower += [taken[0] > taken[1]] if turn else []  # the first round warms up
    assert len(slower) > 300
    assert 0.35 < sum(slower) / len(slower) < 0.65
