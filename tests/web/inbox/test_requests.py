"""Inbox, tab Requests: what each person gets, answers, and coming too late (domain 1, 5.4, 5.5)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.environments.models import Environment
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.ids import uuid7
from kantoor.organizations import adding_members, asking
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import OrganizationRole

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def ask(cast: Cast, message: str = "Dag Tom", **more: Any) -> Request:
    """Jansen Bouw asks Tom of Van Dijk."""
    pick = Pick(cast.tom.pk, MEMBER, **more)
    adding_members.add(cast.actor(cast.anna), cast.bouw, [pick], message)
    found: Request = Request.objects.get(to_user=cast.tom, state=RequestState.OPEN)
    return found


def partnership_request(cast: Cast) -> Request:
    """De Smet asks Jansen Groep."""
    made: Request = Request.objects.create(
        kind=Kind.PARTNERSHIP,
        environment=cast.desmet,
        asked_by=cast.luc,
        to_environment=cast.jansen,
        expires_at=now() + dt.timedelta(days=30),
    )
    return made


def url(request: Request, rest: str = "") -> str:
    return f"/inbox/requests/{request.pk}/{rest}"


def words(html: bytes) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def form(html: bytes) -> str:
    """The part of the page with the request."""
    return html.decode().partition("<article")[2].partition("</article>")[0]


def test_the_inbox_begins_with_what_waits_for_an_answer_and_else_with_documents(cast: Cast) -> None:
    assert signed_in(cast.tom).get("/inbox/").headers["Location"] == "/inbox/in/"
    ask(cast)
    assert signed_in(cast.tom).get("/inbox/").headers["Location"] == "/inbox/requests/"


def test_the_page_names_all_that_the_rule_asks_for(cast: Cast) -> None:
    """domain 5.4: who asks, the role in plain words, until when, what each will see of the other"""
    asked = ask(cast, until=dt.datetime(2027, 4, 1, tzinfo=dt.UTC))
    read = words(signed_in(cast.tom).get(url(asked)).content)
    for part in (
        "Jansen Bouw BV wants to work with you",
        "Anna Jansen",
        "Jansen Groep",
        "Administrator of Jansen Bouw BV",
        "anna@jansen.example",
        "Dag Tom",
        "change their status",
        "2027",
        "who its 1 member is",
        "Your name, address and company",
        "Open until",
        "Nothing is opened until you accept",
    ):
        assert part in read, part


def test_accepting_opens_the_organization_and_leads_there(cast: Cast) -> None:
    """domain 5.4"""
    asked, tom = ask(cast), signed_in(cast.tom)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    answer = tom.post(url(asked, "acceptance"), follow=True)
    assert answer.redirect_chain[0][0] == url(asked)
    assert f"/organizations/{cast.bouw.pk}/members/" in answer.content.decode()
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) == MEMBER


def test_reading_the_address_of_an_answer_leads_to_the_request(cast: Cast) -> None:
    asked = ask(cast)
    assert signed_in(cast.tom).get(url(asked, "acceptance")).headers["Location"] == url(asked)
    assert signed_in(cast.lin).get(url(asked, "acceptance")).status_code == 404


def test_accepting_twice_is_accepting_once(cast: Cast) -> None:
    asked, tom = ask(cast), signed_in(cast.tom)
    assert [tom.post(url(asked, "acceptance")).status_code for _ in range(2)] == [302, 302]


def test_declining_keeps_the_reason_and_opens_nothing(cast: Cast) -> None:
    """domain 5.4: decline with an optional reason"""
    asked, tom = ask(cast), signed_in(cast.tom)
    assert "Reason" in words(tom.get(url(asked, "refusal")).content)
    tom.post(url(asked, "refusal"), {"reason": "No time this year"})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (RequestState.DECLINED, "No time this year")
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    assert "No time this year" in words(tom.get(url(asked)).content)


def test_a_reason_is_not_needed(cast: Cast) -> None:
    asked = ask(cast)
    assert signed_in(cast.tom).post(url(asked, "refusal")).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RequestState.DECLINED


@pytest.mark.parametrize("reason", ["x" * 1001, "nul\0byte"])
def test_a_reason_that_cannot_be_kept_is_given_back(cast: Cast, reason: str) -> None:
    asked = ask(cast)
    answer = signed_in(cast.tom).post(url(asked, "refusal"), {"reason": reason})
    assert answer.status_code == 400
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_accepting_what_was_withdrawn_says_what_happened(cast: Cast) -> None:
    """domain 5.5: accept against withdraw, no error page"""
    asked = ask(cast)
    asking.withdraw(cast.actor(cast.anna), asked.pk)
    answer = signed_in(cast.tom).post(url(asked, "acceptance"))
    assert answer.status_code == 409
    read = words(answer.content)
    assert "was withdrawn" in read
    assert "Anna Jansen" in read
    assert 'acceptance">' not in form(answer.content)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None


def test_a_request_past_its_date_is_expired_before_the_worker_has_seen_it(cast: Cast) -> None:
    """domain 5.4: it expires after 30 days"""
    asked, tom = ask(cast), signed_in(cast.tom)
    Request.objects.filter(pk=asked.pk).update(expires_at=now() - dt.timedelta(seconds=1))
    assert "has expired" in words(tom.get(url(asked)).content)
    answer = tom.post(url(asked, "acceptance"))
    assert answer.status_code == 409
    assert "has expired" in words(answer.content)
    assert 'acceptance">' not in form(answer.content)


def test_what_cannot_be_accepted_now_still_waits(cast: Cast) -> None:
    """The organization was deactivated meanwhile; the request can be answered later."""
    asked = ask(cast)
    type(cast.bouw).objects.filter(pk=cast.bouw.pk).update(state="under_review", activated_at=None)
    answer = signed_in(cast.tom).post(url(asked, "acceptance"))
    assert answer.status_code == 409
    assert "is not active" in words(answer.content)
    assert 'acceptance">' in form(answer.content)


@pytest.mark.parametrize("rest", ["", "acceptance", "refusal"])
def test_somebody_elses_request_is_not_there(cast: Cast, rest: str) -> None:
    """domain 7.7: the same answer, byte for byte, as for a request that does not exist"""
    asked = ask(cast)
    for user in (cast.lin, cast.eva, cast.anna, cast.luc):
        client = signed_in(user)
        visit = client.post if rest else client.get
        theirs, nowhere = visit(url(asked, rest)), visit(f"/inbox/requests/{uuid7()}/{rest}")
        assert (theirs.status_code, nowhere.status_code) == (404, 404)
        assert len(theirs.content) == len(nowhere.content)
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    asked = ask(cast)
    for address in ("/inbox/", "/inbox/requests/", url(asked), "/inbox/updates/"):
        assert Client().get(address).status_code == 302


def test_relationship_requests_reach_those_who_may_answer(cast: Cast) -> None:
    """domain 6.2, 2: relationship managers and administrators"""
    asked = partnership_request(cast)
    for user, expected in ((cast.anna, 200), (cast.piet, 200), (cast.sara, 404), (cast.eva, 404)):
        assert signed_in(user).get(url(asked)).status_code == expected


def test_a_relationship_request_says_that_it_opens_nothing(cast: Cast) -> None:
    read = words(signed_in(cast.piet).get(url(partnership_request(cast))).content)
    assert "De Smet &amp; Zonen wants to be your partner" in read
    assert "opens nothing on its own" in read


def test_a_newcomers_request_reaches_administrators(cast: Cast) -> None:
    """domain 3.3"""
    asked: Request = Request.objects.create(
        kind=Kind.JOINING,
        to_environment=cast.jansen,
        address="nieuw@jansen.example",
        name="Nieuw & Fris",
        expires_at=now() + dt.timedelta(days=30),
    )
    read = words(signed_in(cast.anna).get(url(asked)).content)
    assert "Nieuw &amp; Fris asks to join Jansen Groep" in read
    assert "nieuw@jansen.example" in read
    assert signed_in(cast.piet).get(url(asked)).status_code == 404


def test_the_rail_counts_what_waits(cast: Cast) -> None:
    """issue: count in the rail"""
    tom = signed_in(cast.tom)
    assert 'class="tally"' not in tom.get("/inbox/requests/").content.decode()
    asked = ask(cast)
    # Beside Inbox in the rail, and on the tab.
    assert tom.get("/inbox/requests/").content.decode().count('class="tally"') == 2
    tom.post(url(asked, "acceptance"))
    assert 'class="tally"' not in tom.get("/inbox/requests/").content.decode()


def test_an_empty_inbox_says_so(cast: Cast) -> None:
    read = words(signed_in(cast.lin).get("/inbox/requests/").content)
    assert "No requests" in read


def test_the_list_is_paged_newest_first_with_a_constant_number_of_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """style: queries per page, whatever the number of rows"""
    _many(cast, 3)
    tom = signed_in(cast.tom)
    tom.get("/inbox/requests/")
    with django_assert_num_queries(QUERIES):
        assert tom.get("/inbox/requests/").status_code == 200
    _many(cast, 60)
    with django_assert_num_queries(QUERIES):
        first = tom.get("/inbox/requests/").content.decode()
    assert first.count('<li><a href="/inbox/requests/0') == 50
    cursor = re.search(r'\?page=([^"&]+)', first)
    assert cursor is not None
    second = tom.get(f"/inbox/requests/?page={cursor[1]}").content.decode()
    assert second.count('<li><a href="/inbox/requests/0') == 13


@pytest.mark.parametrize("cursor", ["x", "\0", "W10", "9" * 5000])
def test_a_forged_cursor_is_the_first_page(cast: Cast, cursor: str) -> None:
    ask(cast)
    read = signed_in(cast.tom).get("/inbox/requests/", {"page": cursor})
    assert read.status_code == 200
    assert "Jansen Bouw BV" in words(read.content)


QUERIES = 6


def _many(cast: Cast, count: int) -> None:
    sides = [Environment.objects.create(name=f"Side {uuid7()}") for _ in range(count)]
    rows = [
        Request(
            kind=Kind.GROUP,
            environment=side,
            asked_by=cast.anna,
            to_user=cast.tom,
            expires_at=now() + dt.timedelta(days=30),
        )
        for side in sides
    ]
    Request.objects.bulk_create(rows)
