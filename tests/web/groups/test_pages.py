"""The pages of groups (domain 7.1)."""

import pytest
from django.test import Client

from kantoor.access import reach
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.environments.models import Environment
from kantoor.groups import groups
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Request
from kantoor.organizations import adding_members
from kantoor.organizations.adding_members import Pick
from kantoor.partnerships.models import Partnership
from kantoor.sharing import shares
from kantoor.sharing.receivers import To
from kantoor.web.groups.forms import OFFERED
from tests.guards.world import client_of


def made(cast: Cast) -> tuple[Client, Group, str]:
    piet = client_of(cast.piet)
    assert piet.post("/groups/new/", {"name": "Finance", "partnership": ""}).status_code == 302
    group = Group.objects.get()
    return piet, group, f"/groups/{group.pk}/"


def test_a_group_is_made_and_people_are_added_or_asked(cast: Cast) -> None:
    """domain 7.1, 5.4"""
    piet, _group, url = made(cast)
    assert "Name" in piet.post("/groups/new/", {"name": ""}).content.decode()
    picked = {"people": [f"u-{cast.sara.pk}", f"u-{cast.tom.pk}"], "message": "Welcome"}
    assert "<b>1 person</b> is asked" in piet.post(f"{url}people/new/preview/", picked).content.decode()
    assert piet.post(f"{url}people/new/", picked).status_code == 302
    shown = piet.get(url).content.decode()
    assert "Sara El Amrani" in shown
    assert "Requested" in shown
    request = Request.objects.get()
    tom = client_of(cast.tom)
    assert "asks you into the group Finance" in tom.get(f"/inbox/requests/{request.pk}/").content.decode()
    assert tom.get(url).status_code == 404
    tom.post(f"/inbox/requests/{request.pk}/acceptance")
    assert tom.get(url).status_code == 200
    assert "Finance" in tom.get("/groups/").content.decode()


def test_requests_are_reminded_and_withdrawn_on_the_page(cast: Cast) -> None:
    piet, _group, url = made(cast)
    piet.post(f"{url}people/new/", {"people": f"u-{cast.tom.pk}"})
    request = Request.objects.get()
    assert piet.post(f"{url}requests/{request.pk}/reminder").status_code == 302
    assert piet.post(f"{url}requests/{request.pk}/reminder").status_code == 409
    assert piet.post(f"{url}requests/{request.pk}/withdrawal").status_code == 302
    assert piet.post(f"{url}requests/{request.pk}/withdrawal").status_code == 409


def test_managers_are_named_and_the_last_one_stays(cast: Cast) -> None:
    piet, group, url = made(cast)
    piet.post(f"{url}people/new/", {"people": f"u-{cast.sara.pk}"})
    mine = GroupMembership.objects.get(group=group, user=cast.piet)
    assert piet.post(f"{url}people/{mine.pk}/removal/").status_code == 403
    assert "last manager" in piet.post(f"{url}departure/").content.decode()
    sara = GroupMembership.objects.get(group=group, user=cast.sara)
    assert piet.post(f"{url}people/{sara.pk}/appointment").status_code == 302
    assert piet.get(f"{url}departure/").status_code == 200
    assert piet.post(f"{url}departure/").status_code == 302
    assert not reach.places().filter(group=group, user=cast.piet).exists()
    assert piet.get(url).status_code == 404


def test_what_the_group_has_is_shown_as_far_as_the_reader_may_know(cast: Cast) -> None:
    """domain 2: an administrator of the environment sees its organizations, not their documents."""
    piet, group, url = made(cast)
    picks = [Pick(group.pk, 1, group=True)]
    adding_members.add(cast.actor(cast.anna), cast.bouw.pk, picks)
    paper = documents.begin(
        cast.vastgoed, Box.MADE, DocumentKind.OTHER, Source.UPLOADED, "Plan", by=cast.piet
    )
    shares.give(cast.actor(cast.piet), paper.pk, [To("g", group.pk)], 1)
    shown = piet.get(url).content.decode()
    assert "Jansen Bouw BV" in shown
    assert "Plan" in shown
    GroupMembership.objects.filter(user=cast.anna).end(None)
    overseen = client_of(cast.anna).get(url).content.decode()
    assert "Jansen Bouw BV" in overseen
    assert "Plan" not in overseen
    assert "1 document is shared with it in all" in overseen
    tab = client_of(cast.anna).get(f"/organizations/{cast.bouw.pk}/groups/").content.decode()
    assert "Finance" in tab


def test_a_group_is_renamed_and_closed_with_a_preview(cast: Cast) -> None:
    piet, group, url = made(cast)
    assert piet.post(f"{url}name/", {"name": "Books"}).status_code == 302
    assert piet.post(f"{url}name/", {"name": " "}).status_code == 400
    assert "the place of <b>1 person</b>" in piet.get(f"{url}closure/").content.decode()
    assert piet.post(f"{url}closure/").status_code == 302
    group.refresh_from_db()
    assert group.closed_at is not None
    assert piet.get(url).status_code == 404


def test_a_group_without_a_manager_is_taken_over(cast: Cast) -> None:
    _piet, group, url = made(cast)
    anna = client_of(cast.anna)
    assert anna.post(f"{url}takeover/").status_code == 409
    GroupMembership.objects.filter(group=group).end(None)
    assert "Nobody manages this group" in anna.get(url).content.decode()
    assert anna.post(f"{url}takeover/").status_code == 302
    assert groups.has_manager(group)


@pytest.fixture
def many_partners(cast: Cast) -> dict[str, Partnership]:
    """More than stand as cards, by name."""
    made = {}
    for number in range(OFFERED + 1):
        other = Environment.objects.create(name=f"Firm {number}", folded=f"firm {number}")
        low, high = sorted((cast.jansen, other), key=lambda one: one.pk)
        made[other.name] = Partnership.objects.create(low=low, high=high, asked_by_low=True)
    return made


def test_of_many_partners_one_is_looked_for(cast: Cast, many_partners: dict[str, Partnership]) -> None:
    """domain 7.1"""
    piet, pair = client_of(cast.piet), many_partners["Firm 3"]
    panel = piet.get("/groups/new/").content.decode()
    assert 'role="combobox"' in panel and 'type="radio" name="partnership"' not in panel
    assert "Firm 3" not in panel
    found = piet.get("/groups/new/options/", {"q": "rm 3"}).content.decode()
    assert str(pair.pk) in found and "Firm 4" not in found
    assert "No partner found" in piet.get("/groups/new/options/", {"q": "nobody"}).content.decode()
    again = piet.post("/groups/new/", {"name": "", "partnership": str(pair.pk)})
    assert again.status_code == 400
    assert f'name="partnership" value="{pair.pk}"' in again.content.decode(), "it stays picked"
    wrong = piet.post("/groups/new/", {"name": "With 3", "partnership": "Firm 3"})
    assert wrong.status_code == 400 and "Choose one of the partners found" in wrong.content.decode()
    assert piet.post("/groups/new/", {"name": "With 3", "partnership": str(pair.pk)}).status_code == 302
    assert Group.objects.get().partnership == pair


def test_another_companys_partnership_is_none_of_ours(
    cast: Cast, many_partners: dict[str, Partnership]
) -> None:
    theirs = Partnership.objects.exclude(low=cast.jansen).exclude(high=cast.jansen).first()
    if theirs is None:
        low, high = sorted((cast.vandijk, cast.desmet), key=lambda one: one.pk)
        theirs = Partnership.objects.create(low=low, high=high, asked_by_low=True)
    answer = client_of(cast.piet).post("/groups/new/", {"name": "X", "partnership": str(theirs.pk)})
    assert answer.status_code == 400
    assert "This partnership has ended" in answer.content.decode()
    assert str(theirs.pk) not in answer.content.decode()
    assert not Group.objects.exists()


def test_without_scripts_a_partner_is_found_and_what_was_typed_stays(
    cast: Cast, many_partners: dict[str, Partnership]
) -> None:
    piet, pair = client_of(cast.piet), many_partners["Firm 3"]
    form = {"name": "With 3", "partnership": str(pair.pk), "look": "1", "sought": "firm 2"}
    shown = piet.post("/groups/new/", form)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert f'<option value="{many_partners["Firm 2"].pk}">Firm 2</option>' in text
    assert f'<option value="{pair.pk}" selected>Firm 3</option>' in text
    assert 'value="With 3"' in text
    assert not Group.objects.exists()
