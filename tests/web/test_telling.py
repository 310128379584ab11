"""Every request in the log, by ids; and in the metrics."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from kantoor.demo.cast import Cast
from kantoor.jobs import chores, presence, queue
from kantoor.kernel import logs
from kantoor.kernel.ids import uuid7
from kantoor.kernel.veil import Veil
from kantoor.web import metrics
from tests.guards.world import client_of


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What is logged, as JSON."""
    told, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(told), root.level
    handler.setFormatter(logs.Json())
    handler.addFilter(Veil())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield told
    root.removeHandler(handler)
    root.setLevel(before)


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_a_request_is_told_by_ids(cast: Cast, said: io.StringIO) -> None:
    """No name, no address, nothing that was looked for; the answer carries the same id."""
    answer = client_of(cast.anna).get(f"/organizations/{cast.bouw.pk}/members/?q=Piet")
    [line] = [line for line in lines(said) if line["logger"] == "kantoor.web.telling"]
    assert line.pop("ms") > 0 and line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "kantoor.web.telling",
        "message": "answered",
        "request": answer["X-Request-ID"],
        "method": "GET",
        "route": "organization_members",
        "status": 200,
        "organization_id": str(cast.bouw.pk),
        "actor": str(cast.anna.pk),
        "environment": str(cast.jansen.pk),
    }
    assert "Piet" not in said.getvalue() and "anna@" not in said.getvalue()


def test_what_was_refused_is_told_once_with_its_path(cast: Cast, said: io.StringIO) -> None:
    answer = client_of(cast.anna).get(f"/organizations/{uuid7()}/members/")
    [line] = lines(said)
    assert (line["level"], line["status"], line["request"]) == ("WARNING", 404, answer["X-Request-ID"])
    assert line["message"].startswith("Not Found: /organizations/")
    Client().get("/nothing/anna@jansen.example/")
    assert lines(said)[-1]["message"] == "Not Found: /nothing/…@jansen.example/"


@pytest.mark.django_db
def test_an_id_that_was_given_counts_from_a_proxy_only(settings: Settings) -> None:
    given = "a-proxy.gave_this-1"
    assert Client().get("/sign-in/", headers={"X-Request-ID": given})["X-Request-ID"] != given
    settings.BEHIND_PROXY = True
    assert Client().get("/sign-in/", headers={"X-Request-ID": given})["X-Request-ID"] == given
    for odd in ("short", "x" * 65, "with\tblank", "ünï-1234567"):
        assert Client().get("/sign-in/", headers={"X-Request-ID": odd})["X-Request-ID"] != odd


@pytest.mark.django_db
def test_a_task_is_told_by_its_id(said: io.StringIO) -> None:
    chores.run.enqueue("kantoor.jobs.tidying.statistics")
    row = DBTaskResult.objects.get()
    queue.do(queue.take("w1"))
    [line] = [line for line in lines(said) if line["logger"] == "kantoor.jobs.queue"]
    assert line["task"] == str(row.pk) and line["ms"] > 0 and line["attempt"] == 1
    assert (line["message"], line["does"]) == ("done", "kantoor.jobs.tidying.statistics")


def test_text_has_the_ids_at_its_end_and_json_has_tracebacks() -> None:
    record = logging.LogRecord("kantoor", logging.INFO, "", 1, "it %s", ("happened",), None)
    with logs.about(request="r1"):
        logs.know(actor="u1")
        assert logs.Text().format(record).endswith("INFO kantoor it happened [request=r1 actor=u1]")
    assert logs.Text().format(record).endswith("INFO kantoor it happened")
    try:
        raise LookupError("nowhere")
    except LookupError as problem:
        record.exc_info = (LookupError, problem, problem.__traceback__)
    assert "LookupError: nowhere" in json.loads(logs.Json().format(record))["exception"]


TOKEN = "a-token-of-the-tests"


@pytest.fixture
def counting(settings: Settings) -> Iterator[None]:
    settings.METRICS_TOKEN = TOKEN
    metrics._counted.cache_clear()
    yield
    metrics._counted.cache_clear()


def fetched() -> dict[str, float]:
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    told = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in told)}


@pytest.mark.django_db
def test_the_metrics_of_requests_and_queue(counting: None) -> None:
    DBTaskResult.objects.all().delete()
    chores.run.enqueue("kantoor.jobs.tidying.statistics")
    presence.beat("w1", queue.FIRST_WAIT)
    Client().get("/sign-in/")
    Client().get("/sign-in/")
    Client().generic("BREW", "/sign-in/")
    found = fetched()
    assert found['kantoor_requests_total{method="GET",route="account_login",status="200"}'] == 2
    assert found['kantoor_requests_total{method="other",route="account_login",status="405"}'] == 1
    assert found['kantoor_request_seconds_count{route="account_login"}'] == 3
    assert (found["kantoor_tasks_due"], found["kantoor_workers"], found["kantoor_database_up"]) == (1, 1, 1)
    assert 0 <= found["kantoor_tasks_oldest_seconds"] < 60
    assert found['kantoor_mails{state="failed"}'] == 0


@pytest.mark.django_db
def test_the_metrics_are_for_whoever_shows_the_token(counting: None, settings: Settings) -> None:
    """Without one they are not there at all, not even to somebody who shows none."""
    for shown in ("", "Bearer ", f"Bearer {TOKEN}x", TOKEN.upper(), "Bearer é"):
        assert Client().get("/metrics", headers={"Authorization": shown}).status_code == 404
    settings.METRICS_TOKEN = ""
    for shown in ("", "Bearer ", "Bearer"):
        assert Client().get("/metrics", headers={"Authorization": shown}).status_code == 404
