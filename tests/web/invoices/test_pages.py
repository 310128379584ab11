"""The pages about invoices: what they answer, and that nothing typed is lost."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kantoor.access.actor import Actor
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document, DocumentKind, File
from kantoor.environments.models import Environment
from kantoor.invoicing import customers, drafts
from kantoor.invoicing.models import Series
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Share
from tests.invoicing.conftest import complete, furnish
from tests.web.organizations.test_pages import signed_in

OK, REDIRECT, WRONG, REFUSED, THERE_NOT, CONFLICT = 200, 302, 400, 403, 404, 409


@pytest.fixture
def anna(cast: Cast) -> Actor:
    furnish(cast.bouw)
    return cast.actor(cast.anna)


@pytest.fixture
def draft(cast: Cast, anna: Actor) -> Document:
    return drafts.begin(anna, cast.bouw, sheet=complete())


def typed(draft: Document, **more: Any) -> dict[str, Any]:
    """What the form posts."""
    sheet = drafts.sheet_of(Document.objects.get(pk=draft.pk))
    data: dict[str, Any] = {k: v for k, v in sheet.as_json().items() if isinstance(v, str)}
    for name in ("name", "description", "quantity", "unit", "price", "discount", "vat"):
        data[f"line_{name}"] = [getattr(row, name) for row in sheet.lines]
    return data | {"version": draft.version, "page": "here"} | more


def quietly(client: Client, draft: Document, data: dict[str, Any]) -> Any:
    return client.post(reverse("draft", args=[draft.pk]), data, headers={"accept": "application/json"})


def test_an_invoice_is_begun_with_one_press(cast: Cast, anna: Actor) -> None:
    client = signed_in(cast.anna)
    page = client.get(reverse("invoice_new", args=[cast.bouw.pk]))
    assert page.status_code == OK
    made = client.post(reverse("invoice_new", args=[cast.bouw.pk]), {"kind": "credit_note"})
    document = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert made["Location"] == reverse("draft", args=[document.pk])
    assert client.post(reverse("invoice_new", args=[cast.bouw.pk]), {"kind": "x"}).status_code == WRONG


def test_saving_as_one_types_tells_version_amounts_and_errors(cast: Cast, draft: Document) -> None:
    client = signed_in(cast.anna)
    data = typed(draft, due_on="yesterday", line_price=["100", "1.000,50"])
    told = quietly(client, draft, data).json()
    assert told["version"] == 2
    assert told["nets"] == ["1,400.00", "1,350.67"]
    assert set(told["errors"]) == {"due_on"}
    assert "3,166.23" in told["parts"]["draft-totals"]
    again = client.get(reverse("draft", args=[draft.pk])).content.decode()
    assert 'value="yesterday"' in again
    assert 'value="1.000,50"' in again


def test_the_second_editor_gets_both_versions_and_chooses(cast: Cast, draft: Document) -> None:
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    quietly(signed_in(cast.piet), draft, typed(draft, note="From Piet", page="p"))
    client, mine = signed_in(cast.anna), typed(draft, note="From Anna", page="a")
    answer = quietly(client, draft, mine)
    assert answer.status_code == CONFLICT
    choice = answer.json()["choice"]
    for words in ("From Piet", "From Anna", "Piet de Vries changed this draft meanwhile."):
        assert words in choice
    whole = client.post(reverse("draft", args=[draft.pk]), mine)  # without scripts
    assert whole.status_code == CONFLICT
    assert "From Anna" in whole.content.decode()
    assert drafts.sheet_of(Document.objects.get(pk=draft.pk)).note == "From Piet"
    assert quietly(client, draft, mine | {"over": "2"}).json()["version"] == 3
    assert drafts.sheet_of(Document.objects.get(pk=draft.pk)).note == "From Anna"


def test_lines_are_added_moved_and_taken_away_without_scripts(cast: Cast, draft: Document) -> None:
    client = signed_in(cast.anna)

    def names() -> list[str]:
        return [row.name for row in drafts.sheet_of(Document.objects.get(pk=draft.pk)).lines]

    def press(name: str, *args: object) -> None:
        fresh = Document.objects.get(pk=draft.pk)
        answer = client.post(reverse(name, args=[draft.pk, *args]), typed(fresh))
        assert answer.status_code == REDIRECT

    press("draft_line_new")
    assert names() == ["Stalen kolommen", "Montage", ""]
    press("draft_line_place", 1, 0)
    assert names() == ["Montage", "Stalen kolommen", ""]
    press("draft_line_removal", 0)
    assert names() == ["Stalen kolommen", ""]
    press("draft_line_place", 0, 10**30)
    assert names() == ["", "Stalen kolommen"]
    press("draft_line_place", 1, 0)
    press("draft_line_removal", 99)
    assert names() == ["Stalen kolommen", ""]


def test_what_is_missing_is_told_beside_its_field_before_sending(cast: Cast, draft: Document) -> None:
    client = signed_in(cast.anna)
    page = client.post(
        reverse("draft_completion", args=[draft.pk]), typed(draft, buyer_city="", buyer_reference="")
    )
    assert page.status_code == WRONG
    assert set(page.context["form"].errors) == {"buyer_city", "buyer_reference"}
    fresh = Document.objects.get(pk=draft.pk)
    done = client.post(
        reverse("draft_completion", args=[draft.pk]), typed(fresh, buyer_city="Gent", buyer_reference="x")
    )
    assert done.status_code == REDIRECT


def test_customers_on_the_platform_come_first_and_unlisted_ones_by_number_only(
    cast: Cast, draft: Document
) -> None:
    """domain 6.1"""
    client, address = signed_in(cast.anna), reverse("draft_customer", args=[draft.pk])
    assert [one.name for one in client.get(address, {"q": "smet"}).context["results"].here] == [
        "De Smet & Zonen NV"
    ]
    Environment.objects.filter(pk=cast.desmet.pk).update(listed=False)
    assert client.get(address, {"q": "smet"}).context["results"].here == []
    found = client.get(address, {"q": "0403.170.701"}, headers={"hx-request": "true"})
    assert b"De Smet" in found.content
    assert b"<html" not in found.content
    taken = client.post(address, {"q": "BE0403170701", "customer": str(cast.zonen.pk)})
    assert taken.status_code == REDIRECT
    assert drafts.sheet_of(Document.objects.get(pk=draft.pk)).buyer_number == "0403.170.701"
    assert client.post(address, {"q": "nobody", "customer": str(cast.zonen.pk)}).status_code == THERE_NOT
    assert customers.search(cast.actor(cast.anna), cast.bouw, "jansen bouw").here == []  # not oneself


def test_files_go_along_and_others_are_explained(cast: Cast, draft: Document) -> None:
    client = signed_in(cast.anna)
    picture = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(30))
    program = SimpleUploadedFile("invoice.pdf", b"MZ" + bytes(300))
    answer = client.post(
        reverse("draft_attachments", args=[draft.pk]),
        typed(draft, note="kept too", attachment=[picture, program]),
        follow=True,
    )
    kept = File.objects.get(document=draft)
    assert (kept.name, kept.media_type) == ("photo.png", "image/png")
    assert "invoice.pdf cannot go along" in answer.content.decode()
    assert drafts.sheet_of(Document.objects.get(pk=draft.pk)).note == "kept too"
    fresh = Document.objects.get(pk=draft.pk)
    client.post(reverse("draft_attachment_removal", args=[draft.pk, kept.pk]), typed(fresh))
    assert not File.objects.filter(document=draft).exists()


def test_the_preview_is_a_pdf_and_discarding_asks_first(cast: Cast, draft: Document) -> None:
    client = signed_in(cast.anna)
    assert client.get(reverse("draft_preview", args=[draft.pk])).content.startswith(b"%PDF-")
    asked = client.get(reverse("draft_removal", args=[draft.pk]))
    assert asked.status_code == OK
    assert client.post(reverse("draft_removal", args=[draft.pk])).status_code == REDIRECT
    assert client.get(reverse("draft", args=[draft.pk])).status_code == THERE_NOT


def test_an_editor_sees_why_they_cannot_discard(cast: Cast, draft: Document) -> None:
    """domain 2, 7.5"""
    share = Share.objects.create(organization=cast.bouw, document=draft, user=cast.sara, level=2)
    sara, address = signed_in(cast.sara), reverse("draft_removal", args=[draft.pk])
    shown = sara.get(reverse("draft", args=[draft.pk])).content.decode()
    assert (address in shown, "You have too little access to discard the draft" in shown) == (False, True)
    assert sara.get(address).status_code == sara.post(address).status_code == 403
    Share.objects.filter(pk=share.pk).update(level=3)
    assert sara.post(address, follow=True).redirect_chain == [(reverse("documents"), REDIRECT)]


def test_numbering_is_set_by_administrators_and_errors_stand_beside_the_field(
    cast: Cast, anna: Actor
) -> None:
    """domain 2"""
    address = reverse("organization_numbering", args=[cast.bouw.pk])
    client = signed_in(cast.anna)
    data = {"kind": "invoice", "prefix": "F", "next": "12", "width": "5", "suffix": ""}
    assert client.post(address, data).status_code == REDIRECT
    assert Series.objects.get().next == 12
    assert "F00012" in client.get(address).content.decode()
    wrong = client.post(address, data | {"prefix": "<", "next": "0"})
    assert wrong.status_code == WRONG
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    assert signed_in(cast.sara).get(address).status_code == REFUSED
    assert signed_in(cast.luc).get(address).status_code == THERE_NOT


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": "9" * 400},
        {"version": "²"},
        {"version": "1", "line_name": ["\x00"], "line_price": ["1e9999", "2"]},
        {"version": "1", "kind": "order", "buyer_country": "<", "currency": "XXX", "issued_on": "0001-01-01"},
        {
            "version": "1",
            "line_quantity": ["٣"],
            "line_name": ["a" * 9000],
            "line_vat": ["S"],
            "text_": ["x"],
        },
        {
            "version": "1",
            "line_name": ["a"],
            "line_quantity": ["9999999999"],
            "line_price": ["9999999999.999999"],
        },
    ],
)
def test_no_input_whatever_breaks_the_form(cast: Cast, draft: Document, data: dict[str, Any]) -> None:
    client = signed_in(cast.anna)
    for name in ("draft", "draft_completion", "draft_line_new", "draft_attachments"):
        assert client.post(reverse(name, args=[draft.pk]), data).status_code in (
            OK,
            REDIRECT,
            WRONG,
            CONFLICT,
        )
    assert quietly(client, draft, data).status_code in (OK, CONFLICT)
    assert client.get(reverse("draft", args=[draft.pk])).status_code == OK
    assert client.get(reverse("draft_preview", args=[draft.pk])).status_code == OK


def test_the_page_of_a_form_asks_the_same_few_things_whatever_its_length(
    cast: Cast, draft: Document, django_assert_max_num_queries: Any
) -> None:
    sheet = complete()
    sheet.lines = sheet.lines * 50
    drafts.save(cast.actor(cast.anna), draft, sheet, 1)
    client = signed_in(cast.anna)
    client.get(reverse("draft", args=[draft.pk]))
    with django_assert_max_num_queries(22):
        assert client.get(reverse("draft", args=[draft.pk])).status_code == OK


def test_json_tells_nothing_of_somebody_elses_draft(cast: Cast, draft: Document) -> None:
    """domain 7.7"""
    answer = quietly(signed_in(cast.luc), draft, typed(draft))
    assert answer.status_code == THERE_NOT
    assert "De Smet" not in json.dumps(answer.content.decode())
