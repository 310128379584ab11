"""The pages about people in HTTP: who gets them, what they do, that nothing typed is lost."""

import re

import pytest
from django.test import Client

from kantoor.accounts import blocks
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.environments import invitations
from kantoor.environments.models import EnvironmentRole, Invitation

PASSWORD = "three words together"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kantoor.accounts.backend.VerifiedAddressBackend")
    return client


def text_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def addresses(cast: Cast, user: User) -> list[str]:
    own = f"/people/{user.pk}/"
    return [
        "/people/",
        "/people/new/",
        "/people/invitations/",
        own,
        f"{own}role/",
        f"{own}block/",
        f"{own}removal/",
    ]


def test_administrators_get_every_page_and_others_none(cast: Cast) -> None:
    """Domain 2."""
    for url in addresses(cast, cast.sara):
        assert signed_in(cast.anna).get(url).status_code == 200, url
        assert signed_in(cast.piet).get(url).status_code == 403, url
        assert Client().get(url).status_code == 302, url


def test_another_environments_person_is_as_one_that_is_not_there(cast: Cast) -> None:
    """Domain 7.7."""
    anna = signed_in(cast.anna)
    for there, nowhere in zip(addresses(cast, cast.eva)[3:], addresses(cast, User())[3:], strict=True):
        one, other = anna.get(there), anna.get(nowhere)
        assert (one.status_code, other.status_code) == (404, 404)
        assert len(one.content) == len(other.content)


def test_the_list_shows_role_mark_state_and_organizations(cast: Cast) -> None:
    page = text_of(signed_in(cast.anna), "/people/")
    assert "Piet de Vries" in page and "Relationship manager" in page and "Eva van Dijk" not in page
    assert "Piet" not in text_of(signed_in(cast.anna), "/people/?q=amrani")


def test_rows_share_the_menu_of_their_standing(cast: Cast) -> None:
    """One's own has no act against oneself; without scripts the button leads to the person."""
    blocks.begin(cast.actor(cast.anna), cast.piet, "Away")
    page = text_of(signed_in(cast.anna), "/people/")
    for user, menu in ((cast.anna, "own"), (cast.piet, "blocked"), (cast.sara, "active")):
        assert f'href="/people/{user.pk}/" data-menu="menu-{menu}"' in page
    menus = dict(re.findall(r'id="menu-(own|active|blocked|removed)"(.*?)</div>', page, re.DOTALL))
    every = "/people/00000000-0000-0000-0000-000000000000"
    assert set(menus) == {"own", "blocked", "active"}
    assert f"{every}/offboarding/" in menus["active"] and f"{every}/unblocking" not in menus["active"]
    assert f"{every}/unblocking" in menus["blocked"] and f"{every}/offboarding/" not in menus["blocked"]
    assert f"/people/{cast.anna.pk}/role/" in menus["own"] and "/removal/" not in menus["own"]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "page=x",
        "page=" + "A" * 5000,
        "state=x&role=x",
        "role=99999999999999999999",
        "role=²",
        "q=" + "a+" * 900,
        "state=blocked&state=removed",
    ],
)
def test_no_query_breaks_the_list(cast: Cast, query: str) -> None:
    assert signed_in(cast.anna).get(f"/people/?{query}").status_code == 200


def test_a_page_of_people_costs_the_same_whatever_their_number(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        demo.person(cast.jansen, f"Person {number:02}", f"p{number}@jansen.example")
    anna = signed_in(cast.anna)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = text_of(anna, "/people/")
    following = re.search(r'href="(/people/\?page=[^"]+)"', page)
    assert following and "Sara El Amrani" not in page
    assert "Sara El Amrani" in text_of(anna, following[1])


def test_a_role_is_changed_in_its_panel(cast: Cast) -> None:
    url = f"/people/{cast.sara.pk}/role/"
    assert signed_in(cast.anna).post(url, {"role": "2", "relationship_manager": "on"}).status_code == 302
    assert cast.actor(cast.sara).relationship_manager


@pytest.mark.parametrize(
    "data", [{}, {"role": "9"}, {"role": "x"}, {"role": "1", "relationship_manager": "on"}]
)
def test_a_role_that_cannot_be_is_refused_beside_its_field(cast: Cast, data: dict[str, str]) -> None:
    assert signed_in(cast.anna).post(f"/people/{cast.sara.pk}/role/", data).status_code == 400
    assert cast.actor(cast.sara).role == EnvironmentRole.BASIC


def test_the_last_administrator_is_told_whom_to_appoint(cast: Cast) -> None:
    """Domain 5.7."""
    answer = signed_in(cast.anna).post(f"/people/{cast.anna.pk}/role/", {"role": "1"})
    assert answer.status_code == 403
    assert "Piet de Vries" in answer.content.decode()


def test_a_block_signs_out_at_once_and_shows_a_receipt(cast: Cast) -> None:
    """Domain 3.6."""
    sara, anna, url = signed_in(cast.sara), signed_in(cast.anna), f"/people/{cast.sara.pk}/"
    assert anna.post(f"{url}block/", {"reason": ""}).status_code == 400
    assert anna.post(f"{url}block/", {"reason": "Lost laptop"}).status_code == 302
    assert "Lost laptop" in text_of(anna, f"{url}block/")
    assert sara.get("/profile/").status_code == 302
    assert anna.post(f"{url}unblocking").status_code == 302
    assert cast.actor(cast.sara)


def test_a_removal_shows_what_ends_and_then_its_receipt(cast: Cast) -> None:
    """Domain 8.5."""
    anna, url = signed_in(cast.anna), f"/people/{cast.piet.pk}/removal/"
    assert "Jansen Vastgoed BV" in text_of(anna, url)
    assert anna.post(url).status_code == 302
    receipt = text_of(anna, url)
    assert "0 left" in receipt and "Jansen Vastgoed BV" in receipt and "piet@jansen.example" in receipt
    assert anna.post(url).status_code == 200, "a second time is the receipt again"
    assert "removed.invalid" not in text_of(anna, "/people/?state=removed")


def test_what_would_leave_nobody_in_charge_is_greyed_with_its_reason(cast: Cast) -> None:
    """Domain 2, last line; 5.7."""
    joost = demo.person(cast.jansen, "Joost de Wit", "joost@jansen.example", EnvironmentRole.ADMINISTRATOR)
    client, url = signed_in(joost), f"/people/{cast.anna.pk}/removal/"
    page = text_of(client, url)
    assert "last administrator of Jansen Bouw BV" in page and 'aria-disabled="true"' in page
    assert client.post(url).status_code == 403


# invitations


def invited(cast: Cast, address: str = "nora@elsewhere.example") -> str:
    made = invitations.invite(cast.actor(cast.anna), cast.jansen.pk, address)
    return "/" + made.link.split("/", 3)[3]


def joining(**more: str) -> dict[str, str]:
    return {"name": "Nora Maas", "password": PASSWORD, "terms": "on"} | more


def test_inviting_shows_each_link_once(cast: Cast) -> None:
    """Domain 3.5."""
    anna = signed_in(cast.anna)
    data = {
        "addresses": "nora@x.example, sara@jansen.example",
        "role": "2",
        "organization_role": "1",
        "organizations": str(cast.bouw.pk),
    }
    answer = anna.post("/people/new/", data)
    page = answer.content.decode()
    assert page.count("/invitations/") >= 1 and "Has an account here already" in page
    assert "no-store" in answer["Cache-Control"]
    listed = text_of(anna, "/people/invitations/")
    assert "nora@x.example" in listed and "Jansen Bouw BV" in listed
    assert re.search(r"/invitations/[\w-]{43}/", page) and not re.search(r"/invitations/[\w-]{43}/", listed)


@pytest.mark.parametrize(
    "data",
    [
        {"addresses": "nobody"},
        {"addresses": ""},
        {"addresses": "nora@x.example", "role": "7"},
        {"addresses": "nora@x.example", "organizations": "x"},
        {"addresses": "nora@x.example", "organizations": "\0"},
        {"addresses": "\0@x.example"},
    ],
)
def test_what_cannot_be_invited_is_refused_and_nothing_typed_is_lost(
    cast: Cast, data: dict[str, str]
) -> None:
    answer = signed_in(cast.anna).post("/people/new/", {"role": "1", "organization_role": "1"} | data)
    assert answer.status_code == 400
    assert data["addresses"].replace("\0", "") in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_organization_one_does_not_administer_is_shown_greyed_and_refused(cast: Cast) -> None:
    """Domain 2."""
    joost = signed_in(
        demo.person(cast.jansen, "Joost", "joost@jansen.example", EnvironmentRole.ADMINISTRATOR)
    )
    page = text_of(joost, "/people/new/")
    assert page.count(" disabled") == 2 and "Only administrators of this organization" in page
    data = {
        "addresses": "n@x.example",
        "role": "1",
        "organization_role": "1",
        "organizations": str(cast.bouw.pk),
    }
    assert joost.post("/people/new/", data).status_code == 400


def test_of_many_organizations_those_one_administers_are_found_by_typing(cast: Cast) -> None:
    """domain 2, 3.5: the others are greyed; what was picked stays, and nobody else's is told."""
    anna, by = signed_in(cast.anna), [cast.piet] * 24 + [cast.anna]
    added = [demo.organization(cast.jansen, f"Hal {n:02}", "Delft", who) for n, who in enumerate(by)]
    page = text_of(anna, "/people/new/")
    assert 'data-source="/people/new/options/"' in page and page.count('name="organizations"') == 2
    assert page.index("Hal 24") < page.index("Hal 00: Only administrators") and "Hal 23" not in page
    found = text_of(anna, "/people/new/options/?q=h%C3%A1l+2")
    names = ["Hal 24", "Hal 02", "Hal 12", "Hal 20", "Hal 21", "Hal 22", "Hal 23"]
    assert re.findall(r'data-name="([^"]*)"', found) == names
    assert found.count("aria-disabled") == 6
    assert "No organization found" in text_of(anna, "/people/new/options/?q=dijk")
    data = {"addresses": "nobody", "role": "1", "organization_role": "1"}
    picked = [str(place.pk) for place in (added[24], added[0], cast.accountants)]
    again = anna.post("/people/new/", data | {"organizations": picked}).content.decode()
    assert re.findall(r'data-of="([^"]+)"', again) == picked[:1]
    data |= {"addresses": "n@x.example"}
    assert anna.post("/people/new/", data | {"organizations": picked}).status_code == 400
    assert anna.post("/people/new/", data | {"organizations": picked[:1]}).status_code == 200
    assert Invitation.objects.get().organizations.get().organization == added[24]


def test_a_fresh_browser_accepts_and_is_signed_in(cast: Cast) -> None:
    url, browser = invited(cast), Client()
    assert "Jansen Groep" in text_of(browser, url)
    answer = browser.post(url, joining())
    assert answer.status_code == 302
    assert browser.get("/profile/").status_code == 200
    assert "Joined by invitation" in text_of(
        signed_in(cast.anna), f"/people/{Invitation.objects.get().accepted_by_id}/"
    )


@pytest.mark.parametrize("more", [{"name": ""}, {"password": "short"}, {"terms": ""}, {"name": "\0"}])
def test_an_incomplete_acceptance_keeps_what_was_typed(cast: Cast, more: dict[str, str]) -> None:
    data = {key: value for key, value in joining(**more).items() if value}
    answer = Client().post(invited(cast), data)
    assert answer.status_code == 400
    assert User.objects.filter(environment=cast.jansen).count() == 3


def test_signed_in_as_somebody_else_one_can_switch(cast: Cast) -> None:
    """Domain 3.5."""
    url, sara = invited(cast), signed_in(cast.sara)
    page = text_of(sara, url)
    assert "n•••@elsewhere.example" in page and "nora@elsewhere.example" not in page
    assert sara.post(url, joining()).status_code == 200
    assert not User.objects.filter(email="nora@elsewhere.example").exists()
    assert sara.post(f"{url}sign-out").status_code == 302
    assert "nora@elsewhere.example" in text_of(sara, url)


def heading(page: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", page)[0]


def test_each_end_of_an_invitation_has_its_own_page(cast: Cast) -> None:
    """Domain 3.5; a forged link is as an unknown one."""
    anna = cast.actor(cast.anna)
    pages = set()
    url = invited(cast)
    invitations.send_again(anna, Invitation.objects.get())
    pages.add(text_of(Client(), url, 410))
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    pages.add(text_of(Client(), url, 410))
    invitations.withdraw(anna, Invitation.objects.get())
    pages.add(text_of(Client(), url, 410))
    used = invited(cast, "omar@elsewhere.example")
    Client().post(used, joining())
    pages.add(text_of(Client(), used, 410))
    pages.add(text_of(Client(), invited(cast, cast.eva.email), 409))
    forged = text_of(Client(), "/invitations/forged/", 404)
    assert len({heading(page) for page in pages}) == 5
    assert heading(forged) == heading(text_of(Client(), "/invitations/%00/", 404))


def test_a_link_to_copy_is_shown_once_and_replaces_the_one_before(cast: Cast) -> None:
    url = invited(cast)
    row = Invitation.objects.get()
    page = signed_in(cast.anna).post(f"/people/invitations/{row.pk}/link").content.decode()
    fresh = re.search(r"/invitations/[\w-]{43}/", page)
    assert fresh and text_of(Client(), fresh[0])
    text_of(Client(), url, 410)


@pytest.mark.parametrize("act", ["sending", "link", "withdrawal"])
def test_only_own_administrators_act_on_invitations_and_only_by_post(cast: Cast, act: str) -> None:
    invited(cast)
    url = f"/people/invitations/{Invitation.objects.get().pk}/{act}"
    assert signed_in(cast.anna).get(url).status_code == 405
    assert signed_in(cast.piet).post(url).status_code == 403
    assert signed_in(cast.eva).post(url).status_code == 404


def test_somebody_blocked_is_marked_in_the_list(cast: Cast) -> None:
    blocks.begin(cast.actor(cast.anna), cast.sara, "On leave")
    assert "Sara El Amrani" in text_of(signed_in(cast.anna), "/people/?state=blocked")
    assert "Sara El Amrani" not in text_of(signed_in(cast.anna), "/people/?state=active")


@pytest.mark.parametrize("role", ["9" * 5000, "٣", "-1", "\0", "3"])
def test_odd_filters_are_no_error(cast: Cast, role: str) -> None:
    """No input breaks the list of people."""
    assert signed_in(cast.anna).get("/people/", {"role": role, "state": role, "q": role}).status_code == 200
