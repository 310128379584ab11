"""The Members tab in HTTP: what each person gets, and that nothing typed is lost."""

import re

import pytest
from django.test import Client

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.organizations.models import Membership, OrganizationRole

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def members(cast: Cast, rest: str = "") -> str:
    return f"/organizations/{cast.bouw.pk}/members/{rest}"


def test_an_administrator_adds_a_colleague_and_asks_a_partner(cast: Cast) -> None:
    """domain 5.1 to 5.4"""
    anna = signed_in(cast.anna)
    data = {"people": [f"u-{cast.sara.pk}", f"u-{cast.tom.pk}"], "role": "1", "message": "Dag Tom"}
    preview = anna.post(members(cast, "new/preview/"), data).content.decode()
    assert "<b>1 person" in preview and "is asked and sees nothing" in preview
    assert anna.post(members(cast, "new/"), data).status_code == 302
    page = anna.get(members(cast)).content.decode()
    assert "Sara El Amrani" in page and "Waiting for an answer" in page and "Tom Bakker" in page
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == VIEWER
    assert signed_in(cast.tom).get(members(cast)).status_code == 404
    requests.accept(cast.actor(cast.tom), Request.objects.get(to_user=cast.tom).pk)
    assert signed_in(cast.tom).get(members(cast)).status_code == 200


def test_the_options_are_own_people_then_partners(cast: Cast) -> None:
    """domain 5.2: any part of name, address or company, accents and case ignored."""
    anna = signed_in(cast.anna)
    for text, found, missing in [
        ("AMRÁNI", "Sara El Amrani", "Tom Bakker"),
        ("dijk acc", "Tom Bakker", "Sara El Amrani"),
        ("tom@vandijk", "Tom Bakker", "Eva van Dijk"),
        ("lin chen", "Nobody found", "Lin Chen"),
    ]:
        page = anna.get(members(cast, "new/options/"), {"q": text}).content.decode()
        assert found in page.replace("<mark>", "").replace("</mark>", "")
        assert missing not in page.replace("<mark>", "").replace("</mark>", "")


def test_a_bad_form_comes_back_with_all_that_was_typed_and_picked(cast: Cast) -> None:
    anna = signed_in(cast.anna)
    data = {"people": [f"u-{cast.sara.pk}"], "role": "2", "until": "2001-01-01", "message": "Keep me"}
    response = anna.post(members(cast, "new/"), data)
    page = response.content.decode()
    assert response.status_code == 400
    assert "Keep me" in page and "Sara El Amrani" in page and "2001-01-01" in page
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None


def test_role_and_date_can_be_chosen_per_person(cast: Cast) -> None:
    """domain 5.2"""
    anna = signed_in(cast.anna)
    sara, piet = f"u-{cast.sara.pk}", f"u-{cast.piet.pk}"
    shown = anna.post(
        members(cast, "new/"), {"people": [sara, piet], "role": "2", "show_each": "1"}
    ).content.decode()
    assert f'name="{sara}-role"' in shown and f'name="{piet}-until"' in shown
    done = {"people": [sara, piet], "role": "2", "each": "1", f"{sara}-role": "1", f"{piet}-role": "3"}
    assert anna.post(members(cast, "new/"), done).status_code == 302
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == VIEWER
    assert reach.role_in(cast.piet.pk, cast.bouw.pk) == ADMINISTRATOR


def test_a_viewer_sees_the_members_but_every_control_is_refused_with_its_reason(cast: Cast) -> None:
    """domain 2"""
    row = demo.member(cast.bouw, cast.sara, VIEWER, cast.anna)
    sara = signed_in(cast.sara)
    page = sara.get(members(cast)).content.decode()
    assert "Only administrators of Jansen Bouw BV can add members: Anna Jansen." in page
    for rest in ("new/", "new/options/", f"{row.pk}/", f"{row.pk}/removal/", "lists/new/"):
        assert sara.get(members(cast, rest)).status_code == 403
    assert sara.post(members(cast, "new/"), {"people": f"u-{cast.piet.pk}", "role": "3"}).status_code == 403
    assert reach.role_in(cast.piet.pk, cast.bouw.pk) is None


def plain(content: bytes, cast: Cast) -> str:
    """The page without what differs from one asking to the next: the token, and the address that was asked for."""
    page = re.sub(r'[A-Za-z0-9]{64}|nonce="[^"]+"', "", content.decode())
    return page.replace(str(cast.bouw.pk), "").replace(str(cast.tom.pk), "")


@pytest.mark.parametrize("rest", ["", "new/", "new/options/", "lists/new/", "departure/"])
def test_for_a_stranger_every_page_is_the_one_of_what_does_not_exist(cast: Cast, rest: str) -> None:
    """domain 7.7"""
    luc = signed_in(cast.luc)
    theirs = luc.get(members(cast, rest))
    nothing = luc.get(members(cast, rest).replace(str(cast.bouw.pk), str(cast.tom.pk)))
    assert theirs.status_code == nothing.status_code == 404
    assert plain(theirs.content, cast) == plain(nothing.content, cast)


def test_change_remove_and_leave(cast: Cast) -> None:
    """domain 5.6"""
    row = demo.member(cast.bouw, cast.sara, VIEWER, cast.anna)
    anna = signed_in(cast.anna)
    assert anna.post(members(cast, f"{row.pk}/"), {"role": "3", "until": ""}).status_code == 302
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == ADMINISTRATOR
    assert anna.get(members(cast, "departure/")).status_code == 200
    new = Membership.objects.open().get(user=cast.sara, organization=cast.bouw)
    assert "Sara El Amrani" in anna.get(members(cast, f"{new.pk}/removal/")).content.decode()
    assert anna.post(members(cast, f"{new.pk}/removal/")).status_code == 302
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    refused = anna.post(members(cast, "departure/"))
    assert refused.status_code == 403 and "last administrator" in refused.content.decode()


def test_withdraw_and_remind(cast: Cast) -> None:
    """domain 5.4"""
    anna = signed_in(cast.anna)
    anna.post(members(cast, "new/"), {"people": f"u-{cast.tom.pk}", "role": "2"})
    request = Request.objects.get(to_user=cast.tom)
    assert anna.post(members(cast, f"requests/{request.pk}/reminder")).status_code == 302
    assert anna.post(members(cast, f"requests/{request.pk}/withdrawal")).status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    late = anna.post(members(cast, f"requests/{request.pk}/withdrawal"), follow=True)
    assert "withdrawn" in late.content.decode()


def test_a_list_is_looked_at_then_carried_out(cast: Cast) -> None:
    """domain 5.8"""
    anna = signed_in(cast.anna)
    bad = anna.post(members(cast, "lists/new/"), {"list": "", "role": "2"})
    assert bad.status_code == 400
    seen = anna.post(
        members(cast, "lists/new/"), {"list": "sara@jansen.example\nnonsense", "role": "2"}, follow=True
    )
    assert "Member at once" in seen.content.decode() and "no mail address" in seen.content.decode()
    assert anna.post(seen.request["PATH_INFO"] + "run").status_code == 302
    assert signed_in(cast.piet).get(seen.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize("junk", ["\0", "x" * 5000, "u-", "u-nope", "g-" + "0" * 32, "'; drop table", "💥"])
def test_junk_gives_no_error(cast: Cast, junk: str) -> None:
    anna = signed_in(cast.anna)
    query = {"q": junk, "sort": junk, "which": junk, "page": junk}
    assert anna.get(members(cast), query).status_code == 200
    assert anna.get(members(cast, "new/options/"), query).status_code == 200
    data = {"people": junk, "role": junk, "until": junk, "message": junk}
    assert anna.post(members(cast, "new/"), data).status_code == 400
    assert anna.post(members(cast, "new/preview/"), data).status_code == 200
    assert anna.post(members(cast, "lists/new/"), {"list": junk, "role": "2"}).status_code in (302, 400)


def test_the_list_needs_the_same_queries_for_many_members(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    anna = signed_in(cast.anna)
    for n in range(30):
        person = demo.users.create(cast.jansen, f"Person {n}", f"p{n}@jansen.example", demo.BASIC)
        demo.member(cast.bouw, person, MEMBER, cast.anna)
    anna.get(members(cast))  # the first visit in an hour is written down
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        assert anna.get(members(cast)).status_code == 200
