"""The refusals of the main job, as people meet them in a browser (domain 5.4 to 5.7)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kantoor.demo import cast as demo
from kantoor.inbox import requests
from kantoor.inbox.models import Request
from kantoor.organizations import asking, memberships
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships import ending
from tests.journeys.firms import Firm, acting, firm, yesterday
from tests.journeys.people import Person

pytestmark = pytest.mark.usefixtures("committed_db")
Comes = Callable[..., Person]
VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


@pytest.fixture
def kist(committed_db: None) -> Firm:
    return firm()


def status(who: Person, path: str) -> int:
    answer = who.page.goto(path)
    assert answer is not None
    return answer.status


def test_who_declines_sees_nothing_and_the_asker_reads_why(comes: Comes, kist: Firm) -> None:
    """domain 5.4: decline with an optional reason; the administrators are told of the answer."""
    asked = kist.asks_cleo()
    cleo, ada = comes().sign_in(kist.cleo.email), comes().sign_in(kist.ada.email)
    cleo.page.goto(f"/inbox/requests/{asked.pk}/")
    cleo.page.get_by_role("link", name="Decline…").click()
    cleo.page.get_by_label("Reason").fill("Not my <b>client</b>")
    cleo.page.get_by_role("button", name="Decline", exact=True).click()
    cleo.sees("Declined. Nothing was opened.")
    assert status(cleo, kist.members) == 404
    requests_told(kist)
    ada.page.goto("/inbox/updates/")
    ada.sees("Not my <b>client</b>")
    ada.page.goto(kist.members)
    expect(ada.page.get_by_role("row", name=re.compile("Cleo Loep"))).to_have_count(0)


def requests_told(kist: Firm) -> None:
    """The worker of the server tells; until then nothing stands in the inbox."""
    from kantoor.notifications.models import Notice
    from tests.workers import until

    until(lambda: Notice.objects.filter(user=kist.ada).exists())


def test_a_request_that_was_withdrawn_meanwhile_cannot_be_accepted(comes: Comes, kist: Firm) -> None:
    """domain 5.4, 5.5: the page is still open when the administrator withdraws."""
    asked = kist.asks_cleo()
    cleo, ada = comes().sign_in(kist.cleo.email), comes().sign_in(kist.ada.email)
    cleo.page.goto(f"/inbox/requests/{asked.pk}/")
    ada.page.goto(kist.members)
    ada.page.get_by_label("Actions for Cleo Loep").click()
    ada.page.get_by_role("button", name="Withdraw the request").click()
    expect(ada.page.get_by_role("row", name=re.compile("Cleo Loep"))).to_have_count(0)
    cleo.page.get_by_role("button", name="Accept").click()
    cleo.sees("withdr")
    expect(cleo.page.get_by_role("button", name="Accept")).to_have_count(0)
    assert status(cleo, kist.members) == 404


def test_a_reminder_goes_out_once_a_day(comes: Comes, kist: Firm) -> None:
    """domain 5.4"""
    kist.asks_cleo()
    ada = comes().sign_in(kist.ada.email)
    for said in ("reminder", "day"):
        ada.page.goto(kist.members)
        ada.page.get_by_label("Actions for Cleo Loep").click()
        ada.page.get_by_role("button", name="Send a reminder").click()
        expect(ada.page.locator("main, body").first).to_contain_text(re.compile(said, re.I))


def test_a_request_past_its_date_says_that_it_expired(comes: Comes, kist: Firm) -> None:
    """domain 5.4: after 30 days."""
    asked = kist.asks_cleo()
    cleo = comes().sign_in(kist.cleo.email)
    cleo.page.goto(f"/inbox/requests/{asked.pk}/")
    Request.objects.filter(pk=asked.pk).update(expires_at=yesterday())
    cleo.page.get_by_role("button", name="Accept").click()
    cleo.sees("expired")
    assert status(cleo, kist.members) == 404


def test_accepting_after_the_end_of_the_partnership_says_so(comes: Comes, kist: Firm) -> None:
    """domain 5.5"""
    asked = kist.asks_cleo()
    cleo = comes().sign_in(kist.cleo.email)
    cleo.page.goto(f"/inbox/requests/{asked.pk}/")
    ending.end(acting(kist.ada), kist.partnership)
    cleo.page.get_by_role("button", name="Accept").click()
    cleo.sees("What this request rested on has ended")
    assert status(cleo, kist.members) == 404


def test_who_is_a_member_or_asked_cannot_be_picked_again(comes: Comes, kist: Firm) -> None:
    """domain 5.5: and what another administrator did meanwhile is told, nothing changes twice."""
    kist.asks_cleo()
    ada = comes(viewport={"width": 1280, "height": 860}).sign_in(kist.ada.email)
    ada.page.goto(f"{kist.members}new/")
    box = ada.page.get_by_role("combobox", name="Who")
    box.fill("cleo")
    expect(ada.page.get_by_role("option", name=re.compile("Cleo Loep"))).to_contain_text("Already asked")
    box.fill("ben")
    ada.page.get_by_role("option", name=re.compile("Ben Smal")).click()
    expect(ada.page.locator(".pick", has_text="Ben Smal")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Add 1")).to_be_visible()
    demo.member(kist.house, kist.ben, VIEWER, by=kist.ada)
    ada.page.get_by_role("button", name="Add 1").click()
    ada.sees("nothing changed for them")
    expect(ada.page.get_by_role("row", name=re.compile("Ben Smal"))).to_have_count(1)


def test_whoever_is_removed_is_out_in_the_session_they_have_open(comes: Comes, kist: Firm) -> None:
    """domain 5.6: at once; and a partner can leave by themselves."""
    requests.accept(acting(kist.cleo), kist.asks_cleo().pk)
    ben_row = demo.member(kist.house, kist.ben, MEMBER, by=kist.ada)
    ben, cleo = comes().sign_in(kist.ben.email), comes().sign_in(kist.cleo.email)
    assert status(ben, kist.members) == 200
    memberships.remove(acting(kist.ada), ben_row.pk)
    assert status(ben, kist.members) == 404
    cleo.page.goto(f"{kist.members}departure/")
    cleo.page.get_by_role("button", name="Leave", exact=True).click()
    cleo.sees(f"You have left {kist.house.name}.")
    assert status(cleo, kist.members) == 404


def test_a_member_who_may_not_change_is_told_who_can(comes: Comes, kist: Firm) -> None:
    """domain 5.6, 2: only administrators; by hand-typed address too."""
    row = demo.member(kist.house, kist.ben, MEMBER, by=kist.ada)
    ben = comes().sign_in(kist.ben.email)
    assert status(ben, f"{kist.members}{row.pk}/") == 403
    ben.sees("Ada Kist")
    assert status(ben, f"{kist.members}new/") == 403


@pytest.mark.parametrize("way", ["demote", "date", "remove", "leave"])
def test_the_last_administrator_stays_and_is_told_whom_to_appoint_first(
    comes: Comes, kist: Firm, way: str
) -> None:
    """domain 5.7: a partner's administrator does not count."""
    requests.accept(acting(kist.cleo), kist.asks_cleo().pk)
    Membership.objects.open().filter(user=kist.cleo).update(role=ADMINISTRATOR)
    row = Membership.objects.open().get(organization=kist.house, user=kist.ada)
    ada = comes().sign_in(kist.ada.email)
    page = ada.page
    if way in ("demote", "date"):
        page.goto(f"{kist.members}{row.pk}/")
        if way == "demote":
            page.get_by_role("radio", name=re.compile("Viewer")).check(force=True)
        else:
            page.get_by_label("Until").fill("2099-01-31")
        page.get_by_role("button", name="Save").click()
    else:
        page.goto(f"{kist.members}{row.pk}/removal/" if way == "remove" else f"{kist.members}departure/")
        page.get_by_role("button", name=way.capitalize(), exact=True).click()
    ada.sees(f"Ada Kist is the last administrator of {kist.house.name}. Appoint another one first")
    row.refresh_from_db()
    assert (row.role, row.ended_at, row.expires_at) == (ADMINISTRATOR, None, None)


def test_withdrawing_what_was_accepted_meanwhile_is_told(comes: Comes, kist: Firm) -> None:
    """domain 5.5: the other way round."""
    asked = kist.asks_cleo()
    ada = comes().sign_in(kist.ada.email)
    ada.page.goto(kist.members)
    requests.accept(acting(kist.cleo), asked.pk)
    ada.page.get_by_label("Actions for Cleo Loep").click()
    ada.page.get_by_role("button", name="Withdraw the request").click()
    expect(ada.page.locator("main, body").first).to_contain_text(re.compile("accepted|answered", re.I))
    with pytest.raises(Exception, match=r"."):
        asking.withdraw(acting(kist.ada), asked.pk)
    assert status(ada, kist.members) == 200
