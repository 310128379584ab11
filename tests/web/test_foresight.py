"""Every page that changes access says beforehand who gains, loses or changes what (domain 5.2, 6.4, 8.5)."""

import pytest
from django.test import Client

from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast, member
from kantoor.groups import groups, people
from kantoor.groups.models import GroupMembership
from kantoor.organizations import imports
from kantoor.organizations.lists import Row
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Share
from tests.documents.made import received

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


@pytest.fixture
def world(cast: Cast, client: Client) -> Cast:
    """Anna is signed in; Sara and Tom are members of Jansen Bouw, which has two papers."""
    member(cast.bouw, cast.sara, VIEWER, cast.anna)
    member(cast.bouw, cast.tom, VIEWER, cast.anna, partnership=cast.partnership)
    for number in range(2):
        received(cast.bouw, f"B-{number}")
    client.force_login(cast.anna)
    return cast


def said(client: Client, path: str, posted: dict[str, object] | None = None, **more: str) -> str:
    answer = client.get(path, headers=more) if posted is None else client.post(path, posted)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().replace("<b>", "").replace("</b>", "").split())


def test_pages_that_end_access(world: Cast, client: Client) -> None:
    """Domain 5.6, 6.4, 3.6, 4.5, 7.1"""
    group = groups.make(world.actor(world.anna), world.jansen.pk, "Finance")
    people.add(world.actor(world.anna), group, [world.piet.pk])
    of_piet = GroupMembership.objects.get(group=group, user=world.piet)
    Membership.objects.create(organization=world.bouw, group=group, role=VIEWER)
    of_sara = Membership.objects.get(user=world.sara, organization=world.bouw)
    pages = [
        f"/organizations/{world.bouw.pk}/members/{of_sara.pk}/removal/",
        f"/partners/{world.partnership.pk}/ending/",
        f"/people/{world.sara.pk}/block/",
        f"/people/{world.sara.pk}/removal/",
        f"/people/{world.sara.pk}/offboarding/",
        f"/groups/{group.pk}/closure/",
    ]
    pages.append(f"/groups/{group.pk}/people/{of_piet.pk}/removal/")
    recorded = Entry.objects.count()
    for page in pages:
        assert "1 person loses sight of 1 organization, 2 documents" in said(client, f"{page}?foreseen"), page
    closing = said(client, f"/organizations/{world.bouw.pk}/closure/?foreseen")
    assert "loses sight of" in closing or "lose sight of" in closing
    ending = said(client, f"{pages[1]}?foreseen")
    assert "1 of them external" in ending and "Tom Bakker" in ending
    assert Entry.objects.count() == recorded


def test_a_page_does_not_wait_for_its_lines(world: Cast, client: Client) -> None:
    """docs/decisions/0175: without scripts a link leads to them; with scripts they come alone, and none without leave."""
    place = Membership.objects.get(user=world.sara, organization=world.bouw)
    page = f"/organizations/{world.bouw.pk}/members/{place.pk}/removal/"
    shown = said(client, f"{page}?back=%2Finbox%2Fin%2F")
    asked = f"{page}?back=%2Finbox%2Fin%2F&amp;foreseen="
    assert "loses sight of" not in shown and f'hx-get="{asked}"' in shown and f'href="{asked}"' in shown
    alone = said(client, f"{page}?foreseen", HX_Request="true")
    assert alone.startswith("<li>") and "1 person loses sight of 1 organization" in alone
    assert "<html" not in alone and "<html" in said(client, f"{page}?foreseen")
    client.force_login(world.sara)
    assert client.get(f"{page}?foreseen", headers={"HX-Request": "true"}).status_code == 403
    client.force_login(world.lin)
    assert client.get(f"{page}?foreseen", headers={"HX-Request": "true"}).status_code == 404


def test_pages_that_give_or_change_access(world: Cast, client: Client) -> None:
    """Domain 5.2, 5.6, 5.8, 7.5"""
    where = f"/organizations/{world.bouw.pk}/members"
    of_sara = Membership.objects.get(user=world.sara, organization=world.bouw)
    assert "gets another role or level on 1 organization, 2 documents" in said(
        client, f"{where}/{of_sara.pk}/preview/", {"role": MEMBER, "until": ""}
    )
    adding = {"people": f"u-{world.piet.pk}", "role": VIEWER}
    assert "1 person gains sight of 1 organization, 2 documents" in said(
        client, f"{where}/new/preview/", adding
    )
    rows = [Row(1, "piet@jansen.example"), Row(2, "eva@vandijk.example")]
    made = imports.prepare(world.actor(world.anna), world.bouw, rows, VIEWER, None)
    assert "1 person gains sight of" in said(client, f"{where}/lists/{made.pk}/")
    paper = received(world.vastgoed, "V-1")
    giving = {"people": f"u-{world.sara.pk}", "level": 1, "document": str(paper.pk)}
    for page in (f"/documents/{paper.pk}/sharing/preview/", "/documents/picked/sharing/preview/"):
        assert "1 person gains sight of 1 document" in said(client, page, giving), page
    share = Share.objects.create(document=paper, organization=world.vastgoed, user=world.sara, level=1)
    change = f"/documents/{paper.pk}/sharing/{share.pk}/"
    assert "gets another role or level on 1 document" in said(client, f"{change}preview/", {"level": 3})
    assert "1 person loses sight of 1 document" in said(client, f"{change}withdrawal/")
    assert "Nobody sees more or less" in said(client, f"{change}preview/", {"level": 1})


def test_names_on_demand(world: Cast, client: Client) -> None:
    """Domain 8.5: fifty at a time; what is no part is not there."""
    ending = f"/partners/{world.partnership.pk}/ending/"
    page = said(client, f"{ending}?names=loses")
    assert "Tom Bakker" in page and "Van Dijk Accountants" in page and "Who would lose sight" in page
    assert "Nobody." in said(client, f"{ending}?names=loses&from=50")
    assert "Tom Bakker" in said(client, f"{ending}?names=loses&from=-1")
    assert client.get(f"{ending}?names=junk").status_code == 404
    client.force_login(world.sara)
    assert client.get(f"{ending}?names=loses").status_code == 403
