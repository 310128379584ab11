"""A connection that dies under a request: asked again, and nothing done twice (decision 0130). PostgreSQL only."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.test import Client
from psycopg import errors

from kantoor.access import action
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.kernel import yielding
from kantoor.kernel.ids import uuid7
from kantoor.organizations.models import Membership, Organization
from kantoor.web import again

TOKEN = "k" * 32


def cut() -> None:
    """What a leader that is replaced does to its connections."""
    connection.ensure_connection()
    mine = connection.connection.info.backend_pid
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [mine])


@pytest.fixture(autouse=True)
def on_postgresql(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a file does not go away")
    monkeypatch.setattr(again, "PAUSE", 0.01)


@pytest.fixture
def anna(stage: demo.Cast) -> Client:
    """Signed in, as a browser: with the token in cookie and form."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies["csrftoken"] = TOKEN
    browser.force_login(stage.anna, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return browser


@pytest.fixture
def firm(stage: demo.Cast) -> Organization:
    return demo.organization(stage.jansen, f"Again {uuid7().hex[-8:]} BV", "Utrecht", stage.anna)


@pytest.fixture
def someone(stage: demo.Cast) -> str:
    return str(demo.person(stage.jansen, "Vera Vis", f"vera-{uuid7().hex}@jansen.example").pk)


def add(browser: Client, firm: Organization, person: str, **headers: str) -> Any:
    form = {"people": f"u-{person}", "role": "2", "csrfmiddlewaretoken": TOKEN}
    return browser.post(f"/organizations/{firm.pk}/members/new/", form, headers=headers)


def added(firm: Organization, person: str) -> tuple[int, int]:
    """Rows, and entries in the trail."""
    rows = Membership.objects.filter(organization=firm, user_id=person).count()
    return rows, Entry.objects.filter(action="memberships.added", subject_id=person).count()


@pytest.fixture
def inside() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Calls something once inside the next action's transaction, after everything else in it."""
    left: list[Callable[[], None]] = []

    def once(_entries: object) -> None:
        if left:
            left.pop()()

    action.AFTERWARDS.append(once)
    yield left.append
    action.AFTERWARDS.remove(once)


def test_a_page_is_served_though_the_connection_had_died(anna: Client) -> None:
    cut()
    assert anna.get("/organizations/").status_code == 200


def test_an_act_is_done_though_the_connection_had_died(
    anna: Client, firm: Organization, someone: str
) -> None:
    cut()
    assert add(anna, firm, someone).status_code == 302
    assert added(firm, someone) == (1, 1)


def test_an_act_that_was_taken_back_with_its_connection_is_done_again(
    anna: Client, firm: Organization, someone: str, inside: Callable[[Callable[[], None]], None]
) -> None:
    inside(cut)
    answer = add(anna, firm, someone)
    assert (answer.status_code, answer["Location"]) == (302, f"/organizations/{firm.pk}/members/")
    assert added(firm, someone) == (1, 1)


def test_an_act_that_was_kept_before_its_connection_died_is_not_done_again(
    anna: Client,
    firm: Organization,
    someone: str,
    monkeypatch: pytest.MonkeyPatch,
    inside: Callable[[Callable[[], None]], None],
) -> None:
    """The answer to COMMIT got lost: only the mark tells that it was done."""
    kind: Any = type(connections[DEFAULT_DB_ALIAS])
    commit, ran = kind._commit, list[bool]()

    def cut_after(self: Any) -> None:
        commit(self)
        if ran:
            ran.clear()
            cut()
            with self.wrap_database_errors:
                self.connection.execute("SELECT 1")

    monkeypatch.setattr(kind, "_commit", cut_after)
    inside(lambda: ran.append(True))
    assert add(anna, firm, someone, Referer="http://testserver/organizations/").status_code == 302
    assert not ran
    assert added(firm, someone) == (1, 1)


def test_a_request_that_a_proxy_sends_twice_is_done_once(
    anna: Client, firm: Organization, someone: str, settings: Any
) -> None:
    """The node that had done it died before it answered."""
    settings.BEHIND_PROXY = True
    known = {"X-Request-Id": uuid7().hex, "Referer": "http://testserver/organizations/"}
    done = f"/organizations/{firm.pk}/members/"
    assert add(anna, firm, someone, **known)["Location"] == done
    assert add(anna, firm, someone, **known)["Location"] == "http://testserver/organizations/"
    other = {"X-Request-Id": uuid7().hex}
    assert add(anna, firm, someone, **known | other)["Location"] == done
    htmx = add(anna, firm, someone, **known | {"HX-Request": "true"})
    assert (htmx.status_code, htmx["HX-Refresh"]) == (204, "true")


def test_without_a_proxy_of_ours_nobody_is_believed_about_it(
    anna: Client, firm: Organization, someone: str
) -> None:
    known = {"X-Request-Id": uuid7().hex, "Referer": "http://testserver/organizations/"}
    answers = [add(anna, firm, someone, **known)["Location"] for _turn in range(2)]
    assert answers == [f"/organizations/{firm.pk}/members/"] * 2


def test_a_database_that_stays_away_is_told_so(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "PATIENCE", 0.05)
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "nowhere"
    try:
        seen, acted = anna.get("/organizations/"), anna.post("/sign-out/", {"csrfmiddlewaretoken": TOKEN})
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert (seen.status_code, acted.status_code) == (503, 503)
    assert seen["Retry-After"] == "10"
    assert "look before you do it again" not in seen.content.decode()
    assert "look before you do it again" in acted.content.decode()


def test_who_looks_is_asked_again_when_a_deadlock_was_ended_at_their_cost(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of tables took them in another order than the page did."""
    left = [errors.DeadlockDetected("deadlock detected"), errors.UniqueViolation("twice")]

    def deadlock(execute: Any, *told: Any) -> Any:
        if left:
            raise OperationalError from left.pop(0)
        return execute(*told)

    with connection.execute_wrapper(deadlock):
        assert anna.get("/organizations/").status_code == 500  # the second of the two is an answer
        assert not left
        assert anna.get("/organizations/").status_code == 200


@pytest.mark.parametrize("block", [transaction.atomic, nullcontext])
def test_a_change_of_tables_lets_who_reads_them_go_first(
    block: Callable[[], AbstractContextManager[None]],
) -> None:
    """It gives up its place in the queue, and has its turn when they are done; so does a migration with `atomic = False`."""
    with psycopg.connect(**connection.get_connection_params()) as reader:
        reader.execute("SELECT 1 FROM kantoor_cache LIMIT 1")
        tried: list[float] = []

        def change() -> None:
            tried.append(time.monotonic())
            if len(tried) == 3:
                reader.rollback()
            with block(), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE kantoor_cache ADD COLUMN for_this_test integer")
                cursor.execute("ALTER TABLE kantoor_cache DROP COLUMN for_this_test")

        yielding.until_done(change)
        assert len(tried) == 3
        reader.execute("SELECT 1 FROM kantoor_cache LIMIT 1")
        with pytest.raises(OperationalError, match="lock timeout"):
            yielding.until_done(change, longest=0)


def test_autovacuum_is_waited_for_until_it_gives_way() -> None:
    """It does so after a second (deadlock_timeout), for whoever waits that long."""
    assert yielding.patience() == "300ms"
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("CREATE TABLE for_this_test AS SELECT generate_series(1, 20000)")
        vacuuming = Thread(target=vacuum_slowly)
        vacuuming.start()
        try:
            until = time.monotonic() + 5
            while yielding.patience() == "300ms" and time.monotonic() < until:
                time.sleep(0.01)
            assert yielding.patience() == "1500ms"
        finally:
            other.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_progress_vacuum")
            vacuuming.join()
            other.execute("DROP TABLE for_this_test")


def vacuum_slowly() -> None:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as vacuum:
        vacuum.execute("SET vacuum_cost_delay = 100")
        vacuum.execute("SET vacuum_cost_limit = 1")
        with pytest.raises(errors.QueryCanceled):
            vacuum.execute("VACUUM for_this_test")
