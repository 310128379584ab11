"""Pages of a worker on SQLite are made one after the other, and nobody waits for a slow one."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kantoor.web import turns
from kantoor.web.turns import Turns

Respond = Callable[[HttpRequest], HttpResponse]


def made(respond: Respond, monkeypatch: pytest.MonkeyPatch, patience: float) -> Turns:
    monkeypatch.setattr(turns, "PATIENCE", patience)
    monkeypatch.setattr(connection, "vendor", "sqlite")
    return Turns(respond)


def test_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, lock = 0, 0, Lock()

    def respond(_request: HttpRequest) -> HttpResponse:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.005)
        with lock:
            at_once -= 1
        return HttpResponse()

    asked = made(respond, monkeypatch, patience=30)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(asked, [RequestFactory().get("/")] * 20))
    assert [answer.status_code for answer in answers] == [200] * 20
    assert most == 1


def test_nobody_waits_for_a_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    free, begun = Event(), Event()

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path == "/slow/":
            begun.set()
            assert free.wait(30)
        return HttpResponse(request.path)

    asked = made(respond, monkeypatch, patience=0.01)
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(asked, RequestFactory().get("/slow/"))
        assert begun.wait(30)
        try:
            for _turn in range(3):
                assert asked(RequestFactory().get("/quick/")).content == b"/quick/"
        finally:
            free.set()
        assert slow.result().content == b"/slow/"


def test_a_page_that_broke_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def respond(_request: HttpRequest) -> HttpResponse:
        raise ValueError

    asked = made(respond, monkeypatch, patience=30)
    for _turn in range(2):
        with pytest.raises(ValueError):
            asked(RequestFactory().get("/"))
    assert not asked.turn.locked()


def test_a_server_is_asked_by_several_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(MiddlewareNotUsed):
        Turns(lambda _request: HttpResponse())
