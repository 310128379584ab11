"""The pages: who sees them, what is shown before it is saved, and what they ask of the database."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.organizations import closing
from kantoor.organizations.models import OrganizationRole
from kantoor.retention import holds, periods
from kantoor.retention.models import Hold, What
from tests.retention.made import old
from tests.web.organizations.test_pages import signed_in

OK, REDIRECT, WRONG, REFUSED, THERE_NOT, CONFLICT = 200, 302, 400, 403, 404, 409
USUAL = {"invoices": "7", "others": "7", "drafts": "2"}


@pytest.fixture
def page(cast: Cast) -> str:
    return reverse("organization_retention", args=[cast.bouw.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_periods_are_saved_only_as_they_were_shown(cast: Cast, page: str) -> None:
    """The first press shows how many would go; another choice after that is shown again."""
    old(cast.bouw, dt.date(2021, 1, 1))
    client = signed_in(cast.anna)
    assert "Save, and let them go" not in text(client.get(page))
    shown = client.post(page, USUAL | {"invoices": "3"})
    assert "<b>1 document</b> goes for good within a day" in text(shown)
    assert 'name="foreseen" value="3-7-2:7-7-2:1"' in text(shown)
    assert periods.of(cast.bouw)[What.INVOICES] == 7
    again = client.post(page, USUAL | {"invoices": "1", "foreseen": "3-7-2:7-7-2:1"})
    assert (again.status_code, periods.of(cast.bouw)[What.INVOICES]) == (OK, 7)
    harmless = client.post(page, USUAL | {"invoices": "never"})
    assert "nothing goes within a year" in text(harmless)
    assert client.post(page, USUAL | {"invoices": "3", "foreseen": "3-7-2:7-7-2:1"}).status_code == REDIRECT
    assert periods.of(cast.bouw)[What.INVOICES] == 3
    chosen = {"invoices": "never", "others": "30", "drafts": "1", "foreseen": "None-30-1:3-7-2:0"}
    assert client.post(page, chosen).status_code == REDIRECT
    assert set(periods.of(cast.bouw).values()) == {None, 30, 1}
    for years in ("0", "31", "x", "", "7.5"):
        assert client.post(page, USUAL | {"others": years}).status_code == WRONG


def test_a_stale_page_saves_and_lifts_nothing(cast: Cast, page: str) -> None:
    """A hold that was lifted, or periods that somebody else decided meanwhile: what goes is shown again first."""
    anna, client, paper = cast.actor(cast.anna), signed_in(cast.anna), old(cast.bouw, dt.date(2021, 1, 1))
    held, wanted = holds.place(anna, paper, "Wait"), USUAL | {"invoices": "3"}
    assert 'value="3-7-2:7-7-2:0"' in text(client.post(page, wanted))
    holds.lift(anna, held)
    again = client.post(page, wanted | {"foreseen": "3-7-2:7-7-2:0"})
    assert again.status_code == OK and "Save, and let them go" in text(again)
    periods.change(anna, cast.bouw, {What.OTHERS: 10})
    again = client.post(page, wanted | {"foreseen": "3-7-2:7-7-2:1"})
    assert again.status_code == OK and periods.of(cast.bouw)[What.OTHERS] == 10
    lifting = reverse("hold_lifting", args=[holds.place(anna, paper, "Wait").pk])
    assert 'name="freed" value="0"' in text(client.get(lifting))
    periods.change(anna, cast.bouw, {What.INVOICES: 3})
    shown = client.post(lifting, {"freed": "0"})
    assert "goes for good within a day" in text(shown) and Hold.objects.live().count() == 1
    assert client.post(lifting, {"freed": "1"}).status_code == REDIRECT
    assert client.post(lifting, {"freed": "0"}).status_code == CONFLICT


def test_what_is_withheld_is_counted_and_not_named(cast: Cast, page: str) -> None:
    """domain 7.4: who brought it sees it; another administrator learns that something goes."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    old(cast.bouw, dt.date(2015, 1, 1), number="VERBORGEN-1", withheld=True)
    mine = old(cast.bouw, dt.date(2015, 1, 1), number="VERBORGEN-2", withheld=True)
    Document.objects.filter(pk=mine.pk).update(made_by=cast.anna)
    for who, named in ((cast.anna, True), (cast.sara, False)):
        shown = text(signed_in(who).get(page))
        assert "2 within a day" in shown and "VERBORGEN-1" not in shown
        assert ("VERBORGEN-2" in shown) is named


def test_a_hold_on_everything_is_shown_however_many_came_after_it(cast: Cast, page: str) -> None:
    anna = cast.actor(cast.anna)
    whole = holds.place_on_all(anna, cast.bouw, "All of it")
    for number in range(51):
        holds.place(anna, old(cast.bouw, dt.date(2010, 1, 1)), f"Case {number}")
    shown = text(signed_in(cast.anna).get(page))
    assert "Hold everything…" not in shown and "All of it" in shown
    assert holds.of(cast.bouw)[0] == whole and holds.on_all(cast.bouw) == [whole]


def test_a_hold_names_a_withheld_document_to_who_brought_it_alone(cast: Cast, page: str) -> None:
    """domain 7.4: the hold itself is everybody's who decides."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    paper = old(cast.bouw, dt.date(2015, 1, 1), number="VERBORGEN-1", withheld=True)
    Document.objects.filter(pk=paper.pk).update(made_by=cast.anna)
    held = holds.place(cast.actor(cast.anna), Document.objects.get(pk=paper.pk), "Wait")
    lifting = reverse("hold_lifting", args=[held.pk])
    for who, named in ((cast.anna, True), (cast.sara, False)):
        for address in (page, lifting):
            shown = text(signed_in(who).get(address))
            assert "Wait" in shown and ("VERBORGEN-1" in shown or str(paper.pk) in shown) is named


def test_holds_are_placed_shown_and_lifted(cast: Cast, page: str) -> None:
    client, paper = signed_in(cast.anna), old(cast.bouw, dt.date(2015, 1, 1))
    address = reverse("document_hold", args=[paper.pk])
    assert address in text(client.get(reverse("document", args=[paper.pk])))
    wrong = client.post(address, {"reason": "x" * 501})
    assert wrong.status_code == WRONG and "x" * 501 in text(wrong)
    assert client.post(address, {"reason": "A <b>lawsuit</b>"}).status_code == REDIRECT
    assert client.post(address, {"reason": "A  <b>lawsuit</b>"}).status_code == WRONG
    assert "A &lt;b&gt;lawsuit&lt;/b&gt;" in text(client.get(address))
    everything = reverse("organization_hold", args=[cast.bouw.pk])
    assert client.get(everything).status_code == OK
    assert client.post(everything, {"reason": "Audit"}).status_code == REDIRECT
    for words in ("Everything is held already", "Place another hold", "Audit"):
        assert words in text(client.get(everything))
    assert client.post(everything, {"reason": "Lawsuit"}).status_code == REDIRECT
    shown = text(client.get(page))
    assert "Another hold on everything…" in shown and "Hold everything…" not in shown
    assert "Everything" in shown and "A &lt;b&gt;lawsuit" in shown
    for held in Hold.objects.all():
        lifting = reverse("hold_lifting", args=[held.pk])
        assert "goes for good within a day" in text(client.get(lifting))
        assert client.post(lifting).status_code == REDIRECT
        assert client.post(lifting).status_code == CONFLICT
    assert not Hold.objects.live().exists()
    assert "Hold everything…" in text(client.get(page))


def test_last_administrators_of_a_closed_organization_may_look(cast: Cast, page: str) -> None:
    """domain 4.5: and change nothing but what is held (decision 0166); who was a member is gone."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    placed = holds.place_on_all(cast.actor(cast.anna), cast.bouw, "Wait")
    assert signed_in(cast.sara).get(page).status_code == REFUSED
    closing.close(cast.actor(cast.anna), cast.bouw)
    client = signed_in(cast.anna)
    shown = client.get(page)
    assert shown.status_code == OK and "<select" not in text(shown)
    assert page in text(client.get(reverse("organization_details", args=[cast.bouw.pk])))
    assert client.post(page, USUAL | {"drafts": "1", "foreseen": "7-7-1:7-7-2:0"}).status_code == REFUSED
    lifting = reverse("hold_lifting", args=[placed.pk])
    assert signed_in(cast.sara).get(lifting).status_code == THERE_NOT
    assert client.get(lifting).status_code == OK and lifting in text(client.get(page))
    assert client.post(lifting).status_code == REDIRECT
    everything = reverse("organization_hold", args=[cast.bouw.pk])
    assert signed_in(cast.sara).post(everything, {"reason": "x"}).status_code == THERE_NOT
    assert client.post(everything, {"reason": "The curator"}).status_code == REDIRECT
    assert Hold.objects.live().get().reason == "The curator"
    assert signed_in(cast.sara).get(page).status_code == THERE_NOT


def test_the_page_asks_the_same_however_many_go(
    cast: Cast, page: str, django_assert_max_num_queries: Any
) -> None:
    client: Client = signed_in(cast.anna)
    for number in range(8):
        paper = old(cast.bouw, dt.date(2010 + number % 3, 1, 1))
        if number % 2:
            holds.place(cast.actor(cast.anna), paper, f"Case {number}")
    client.get(page)
    with django_assert_max_num_queries(25):
        shown = client.get(page)
    assert shown.status_code == OK and "Case 7" in text(shown)
