"""Many documents shared from a list: a result for each (domain 5.8, 7.5)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.access import documents as reached
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.documents import made
from tests.guards.world import client_of


def post(client: Client, papers: list[Document], **more: Any) -> Any:
    data = {"document": [str(paper.pk) for paper in papers], "box": "received"} | more
    return client.post(reverse("documents_sharing"), data)


@pytest.fixture
def papers(cast: Cast) -> list[Document]:
    """Two that Sara shares, one that she only sees, one that is not there for her."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.piet)
    ours = [made.received(cast.bouw, f"A-{n}", by=cast.anna) for n in range(2)]
    return [
        *ours,
        made.received(cast.vastgoed, "B-1", by=cast.piet),
        made.received(cast.zonen, "C-1", by=cast.luc),
    ]


def test_what_will_be_shared_is_shown_before(cast: Cast, papers: list[Document]) -> None:
    shown = post(client_of(cast.sara), papers).content.decode()
    assert shown.count("Will be shared") == 2
    assert "too little access" in shown and "not there" in shown
    assert "C-1" not in shown
    assert not Share.objects.exists()


def test_each_is_shared_or_told_why_not(cast: Cast, papers: list[Document]) -> None:
    """domain 5.8, 7.5"""
    tom = {"people": f"u-{cast.tom.pk}", "level": "2", "until": "2099-12-31", "confirmed": "1"}
    shown = post(client_of(cast.sara), papers, **tom).content.decode()
    assert "2 documents were shared" in shown and shown.count("Shared with 1") == 2
    assert "too little access" in shown and "not there" in shown
    assert {reached.level_on(cast.tom.pk, paper.pk) for paper in papers[:2]} == {Level.EDIT}
    assert {reached.level_on(cast.tom.pk, paper.pk) for paper in papers[2:]} == {None}
    assert {share.expires_at is not None for share in Share.objects.all()} == {True}
    again = post(client_of(cast.sara), papers[:1], **tom).content.decode()
    assert "1 has a share already" in again
    assert Share.objects.count() == 2


def test_whom_the_documents_organization_does_not_know_gets_nothing(
    cast: Cast, papers: list[Document]
) -> None:
    """domain 7.5"""
    luc = {"people": f"u-{cast.luc.pk}", "level": "1", "confirmed": "1"}
    shown = post(client_of(cast.sara), papers[:1], **luc).content.decode()
    assert "1 cannot be chosen for it" in shown
    assert not Share.objects.exists()


@pytest.mark.parametrize("bad", [{}, {"level": "9"}, {"level": "1", "until": "soon"}, {"level": "1"}])
def test_what_was_typed_comes_back(cast: Cast, papers: list[Document], bad: dict[str, str]) -> None:
    picked = {} if bad == {"level": "1"} else {"people": f"u-{cast.tom.pk}"}
    answer = post(client_of(cast.sara), papers, confirmed="1", **bad, **picked)
    assert answer.status_code == 400
    assert not picked or "Tom Bakker" in answer.content.decode()
    assert not Share.objects.exists()


def test_nothing_picked_goes_back(cast: Cast) -> None:
    assert post(client_of(cast.anna), []).status_code == 302


def test_the_picker_offers_those_of_the_documents_that_can_be_shared(
    cast: Cast, papers: list[Document]
) -> None:
    url = reverse("documents_sharing_options")
    sara = client_of(cast.sara)
    found = sara.get(url, {"document": str(papers[0].pk), "q": "tom"}).content.decode()
    assert "Tom Bakker" in found
    for paper in papers[2:]:
        nobody = sara.get(url, {"document": str(paper.pk), "q": "tom"}).content.decode()
        assert "Tom Bakker" not in nobody


def test_a_list_has_the_act(cast: Cast, papers: list[Document]) -> None:
    assert (
        f'formaction="{reverse("documents_sharing")}"'
        in client_of(cast.sara).get("/inbox/in/").content.decode()
    )
