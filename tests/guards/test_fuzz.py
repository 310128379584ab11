"""Junk in every form and every parameter of every route: no error page of ours, and nothing stored by half.

The routes come from the resolver, the parameters from watching what the code reads, the sensible values from the forms
on the pages: a new page is fuzzed without a line here.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from kantoor.accounts import signups
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.environments import invitations
from kantoor.web.open import OPEN_NAMES
from tests.guards import junk, world
from tests.guards.forms import TOKEN, Read, Values, forms_on, reading
from tests.guards.test_routes import table
from tests.guards.world import Route
from tests.once import ON_POSTGRES

KINDS = len(junk.TEXTS)
IN_PLACE_OF_IDS = ("0", "-1", "9" * 40, str(2**63), "x", "\0")
# How many kinds of junk each parameter gets, other ones on every page and on the other database; KANTOOR_TEST_FUZZ=48
# gives each all (minutes).
DEPTH = int(os.environ.get("KANTOOR_TEST_FUZZ", "1"))
TURN = KINDS // 2 if ON_POSTGRES else 0
PARTS = range(6)  # for several workers
# The answers that get furthest into a page first.
BEST = (200, 400, 302, 409, 410)
# What a refused request may leave behind: its own line in the trail, the visit, the count of a rate limit.
MAY_STAY = re.compile(
    r"django_session|audit_entry|kantoor_cache|usersessions_|last_seen_at|django_tasks_db|accounts_refusedsignin"
)
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s", re.I)
SAVEPOINT = re.compile(r'^(ROLLBACK TO )?SAVEPOINT "?([^"\s]+)"?')


class Stage:
    """The world, and for each route the person who gets furthest in it."""

    settings: Any  # of the test that is on it

    def __init__(self, cast: Cast) -> None:
        self.known = world.build(cast)
        link = invitations.invite(cast.actor(cast.anna), cast.jansen.pk, "zoe@jansen.example").link
        token = {"token": _last(link)}
        fresh = {"token": _last(signups.hand_over("noor@bloem.example"))}
        self.known.special |= {"invitation": token, "invitation_switch": token, "signup_link": fresh}
        self.known.special |= {"signup_request": fresh}
        self.cookies = {
            who: _signed_in(person).cookies for who, person in self.known.people.items() if person is not None
        }
        self.table = table()

    @cached_property
    def forms(self) -> dict[str, Values]:
        return forms(self)

    def who(self, route: Route, method: str) -> str:
        codes = self.table[route.name][method == "post"]
        if route.name in OPEN_NAMES:
            return "nobody"
        rank = [BEST.index(code) if code in BEST else len(BEST) for code in codes]
        people = world.PEOPLE
        return min(people[1:], key=lambda who: (rank[people.index(who)], who != "env_admin"))

    def client(self, who: str, **more: Any) -> Client:
        client = Client(**more)
        client.cookies.update(self.cookies.get(who, {}))
        return client

    def path(self, route: Route, **places: str) -> str:
        """Its address; some pages are there in the demo only."""
        demo = route.name.startswith(("demo", "design"))
        if demo != self.settings.DEMO:  # each setting lies on the one before: a thousand of them are too deep
            self.settings.DEMO = demo
        return reverse(route.name, kwargs=self.known.fill(route) | places)


def _last(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def _signed_in(person: Any) -> Client:
    """Just now, so that nobody is asked for the password again."""
    client = world.client_of(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Once for all tests here, which take back what they do."""
    with django_db_blocker.unblock(), world.Undone():
        yield Stage(demo.build())


@pytest.fixture
def stage(built: Stage, settings: Any) -> Iterator[Stage]:
    logging.disable()  # thousands of refusals
    built.settings = settings
    yield built
    logging.disable(logging.NOTSET)


def routes(part: int) -> list[tuple[int, Route]]:
    """Neighbours, each with its place among all."""
    every = list(enumerate(world.routes()))
    return every[len(every) * part // len(PARTS) : len(every) * (part + 1) // len(PARTS)]


@contextmanager
def told() -> Iterator[list[str]]:
    """The statements, as they are sent: Django's own log asks SQLite once more how each would be written."""
    statements: list[str] = []

    def take(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        statements.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(take):
        yield statements


def try_it(call: Callable[[], Any], what: str, wrong: list[str]) -> HttpResponse | None:
    """The answer, taken back; what is wrong with it is noted."""
    try:
        with world.Undone(), told() as statements:
            answer: HttpResponse = call()
            body = b"".join(answer) if answer.streaming else answer.content
    except Exception as error:
        wrong.append(f"{what}: {type(error).__name__}: {str(error)[:200]}")
        return None
    if answer.status_code >= 500:
        wrong.append(f"{what}: {answer.status_code}")
    text = body.decode(errors="replace")
    wrong += [f"{what}: {alive} stands in the page" for alive in junk.ALIVE if alive in text]
    if "evil.example" in answer.get("Location", "").partition("?")[0]:
        wrong.append(f"{what}: leads to {answer['Location']}")
    if answer.status_code >= 400 and not getattr(answer, "redirect_chain", []):
        wrong += [f"{what}: refused, but wrote {sql}" for sql in survived(statements)]
    return answer


def survived(statements: list[str]) -> list[str]:
    """The writes that were not taken back and should have been."""
    written: list[str] = []
    marks: dict[str, int] = {}
    for sql in statements:
        if mark := SAVEPOINT.match(sql):
            if mark[1]:
                del written[marks[mark[2]] :]
            else:
                marks[mark[2]] = len(written)
        elif WRITES.match(sql) and not MAY_STAY.search(sql):
            written.append(sql[:120])
    return written


def test_a_write_that_stays_is_told_from_one_taken_back() -> None:
    insert = 'INSERT INTO "a" VALUES (1)'
    assert survived(['SAVEPOINT "x"', insert, 'ROLLBACK TO SAVEPOINT "x"']) == []
    assert survived([insert, 'SAVEPOINT "x"', insert, 'RELEASE SAVEPOINT "x"']) == [insert, insert]


def opens(answer: Any) -> bool:
    """Whether somebody gets in there at all."""
    return answer is not None and answer.status_code not in (403, 404, 405)


def encoded(values: Values) -> bytes:
    return b"&".join(
        quote(name).encode() + b"=" + junk.sent(one) for name, many in values.items() for one in many
    )


def some(place: int) -> list[int]:
    """Which kinds of junk are for the page or parameter at this place: in a few dozen all kinds have had their turn."""
    return [(place + TURN + KINDS * turn // DEPTH) % KINDS for turn in range(min(KINDS, DEPTH))]


def mixed(names: list[str], number: int) -> Values:
    """Junk in every parameter, another kind in each; every third time twice."""
    return {
        name: [junk.TEXTS[(number + 7 * place) % KINDS]] * (2 if number % 3 == 0 else 1)
        for place, name in enumerate(names)
    }


@pytest.mark.parametrize("part", PARTS)
def test_junk_in_every_query_parameter(stage: Stage, part: int) -> None:
    """No 500, nothing as HTML, nothing written."""
    wrong: list[str] = []
    for place, route in routes(part):
        client, path, read = stage.client(stage.who(route, "get")), stage.path(route), Read()
        answers = []
        for query in ("", "x=1", "q=a&page=a&country=BE"):
            with reading(read):
                ask = lambda: client.get(f"{path}?{query}")  # noqa: B023, E731
                answers.append(try_it(ask, f"GET {route.name}", wrong))
        names = sorted(read.names) if opens(answers[0]) else []
        for number in some(place) if names else ():
            query = encoded(mixed(names, number)).decode()
            more = {"HX-Request": "true"} if number % 2 else {}
            asks = lambda: client.get(f"{path}?{query}", headers=more)  # noqa: B023, E731
            try_it(asks, f"GET {route.name} {number} {names}", wrong)
    assert wrong == []


def test_junk_in_every_address(stage: Stage) -> None:
    """What stands in the address itself: numbers beyond any column, and text where a key is expected."""
    wrong: list[str] = []
    for at, route in enumerate(world.routes()):
        filled = stage.known.fill(route)
        for place, value in filled.items():
            texts = [junk.TEXTS[n] for n in some(at)] if isinstance(value, str) else IN_PLACE_OF_IDS
            for number, text in enumerate(texts):
                made = stage.path(route).replace(str(value), junk.sent(text).decode(), 1)
                for method in ("get", "post")[number % 2 :][:1]:
                    client = stage.client(stage.who(route, method))
                    ask = lambda: getattr(client, method)(made)  # noqa: B023, E731
                    try_it(ask, f"{method} {route.name} {place}={text[:30]!r}", wrong)
    assert wrong == []


def forms(stage: Stage) -> dict[str, Values]:
    """What somebody sensible sends to each route that takes a form."""
    found: dict[str, Values] = {}
    for route in world.routes():
        path, read = stage.path(route), Read()
        for query in ("", "country=BE", "q=smet"):
            if query.partition("=")[0] not in ("", *read.names):
                continue  # the same page again
            with reading(read):
                ask = lambda: stage.client(stage.who(route, "get")).get(f"{path}?{query}")  # noqa: B023, E731
                answer = try_it(ask, "", [])
            if answer is None or answer.status_code >= 300 or "text/html" not in answer["Content-Type"]:
                continue
            for name, values in forms_on(answer.content.decode(), path):
                found[name] = found.get(name, {}) | values
    return found


def posts(first: int, names: list[str], sensible: Values) -> Iterator[Values]:
    """All junk at once; then each parameter alone among sensible ones; then missing, or twice, which the code sees before
    a database does: the one here, the other there.
    """
    for number in some(first):
        yield mixed(names, number)
    for place, name in enumerate(_one_of_each(names), first):
        for number in some(place):
            yield sensible | {name: [junk.TEXTS[number]]}
        if ON_POSTGRES:
            yield sensible | {name: [*sensible.get(name, ["1"]), "junk"]}
        else:
            yield {key: values for key, values in sensible.items() if key != name}


def _one_of_each(names: list[str]) -> list[str]:
    """Of the fields that a form repeats for each line, those of one line."""
    return list({re.sub(r"\d+", "0", name): name for name in names}.values())


@pytest.mark.parametrize("part", PARTS)
def test_junk_in_every_form(stage: Stage, part: int) -> None:
    """No 500, nothing as HTML on this page or on the one it leads to, and what is refused is not stored."""
    wrong: list[str] = []
    sent = 0
    shapes: set[frozenset[str]] = set()
    form = "application/x-www-form-urlencoded"
    for place, route in routes(part):
        if route.name == "domain_check":
            continue  # asks a name server; tests/environments has it
        sensible = stage.forms.get(route.name, {})  # the first time it goes through the demo too
        client, path, read = stage.client(stage.who(route, "post")), stage.path(route), Read()
        with reading(read):
            for values in ({}, sensible):
                first = lambda: client.post(path, encoded(values), content_type=form)  # noqa: B023, E731
                try_it(first, f"POST {route.name}", wrong)
        names = sorted(read.names | sensible.keys())
        alone = frozenset(names) not in shapes  # the same form for another button is not gone through again
        shapes.add(frozenset(names))
        for values in posts(place, names if alone else [], sensible) if names else ():
            shown = any(alive in str(values) for alive in junk.ALIVE)  # then also on the page it leads to
            ask = lambda: client.post(path, encoded(values), content_type=form, follow=shown)  # noqa: B023, E731
            try_it(ask, f"POST {route.name} {str(values)[:300]}", wrong)
            sent += 1
        for file in junk.files() if read.files else ():
            upload: dict[str, Any] = sensible | dict.fromkeys(read.files, file)
            file.seek(0)
            ask = lambda: client.post(path, upload, follow=True)  # noqa: B023, E731
            try_it(ask, f"POST {route.name} {file.name!r:.60}", wrong)
    print(f"{sent} forms sent")
    assert wrong == []
    assert sent > 20


@pytest.mark.once
def test_no_form_is_taken_without_its_token(stage: Stage) -> None:
    """CSRF: missing, of somebody else, and a good one followed by a bad one."""
    taken = []
    for route in world.routes():
        if route.name in ("healthz", "livez", "readyz"):
            continue  # they take nothing
        client = stage.client(stage.who(route, "post"), enforce_csrf_checks=True)
        path = stage.path(route)
        for token in ({}, {TOKEN: "a" * 64}, {TOKEN: ["", "\0"]}):
            with world.Undone():
                answer = client.post(path, token)
            if answer.status_code != 403:
                taken.append(f"{route.name} {answer.status_code}")
    assert taken == []


def test_junk_in_headers_and_cookies(stage: Stage) -> None:
    wrong: list[str] = []
    names = ("Referer", "Accept-Language", "HX-Current-URL", "X-Forwarded-For", "Accept")
    cookies = ("kantoor", "csrftoken", "appearance", "django_language", "messages")
    for text in junk.TEXTS:
        plain = text.encode("utf-8", "surrogatepass").decode("latin-1")
        for who in ("nobody", "env_admin"):
            client = stage.client(who)
            for name in cookies[1 if who == "env_admin" else 0 :]:
                client.cookies[name] = "".join(c for c in plain if c.isprintable() and c not in ';,"\\ ')[
                    :3000
                ]
            for path in ("/sign-in/", "/organizations/", "/nothing/"):
                ask = lambda: client.get(path, headers=dict.fromkeys(names, plain))  # noqa: B023, E731
                try_it(ask, f"{who} {path} {text[:30]!r}", wrong)
    assert wrong == []
