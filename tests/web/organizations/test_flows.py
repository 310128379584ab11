"""The story of an organization through its pages: added, activated, closed (domain 4)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kantoor.accounts.models import Block
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.organizations import registers, reviews
from kantoor.organizations.models import Activation, Organization, State
from tests.web.organizations.test_pages import OK, REDIRECT, REFUSED, signed_in

WRONG, GONE = 400, 409


@pytest.fixture(autouse=True)
def demo_register(settings: object) -> None:
    settings.KANTOOR_REGISTERS = ["demo"]  # type: ignore[attr-defined]


def test_a_company_of_the_register_is_chosen_and_added(cast: Cast) -> None:
    """Domain 4.1: search, choose, prefilled form."""
    client = signed_in(cast.anna)
    page = client.get(reverse("organization_new"), {"q": "jansen bouwmaterialen"})
    link = re.search(r'href="([^"]+new/details/[^"]+)"', page.content.decode())
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"register": "demo"}
    assert data["city"] == "Deventer"
    made = client.post(reverse("organization_new_details"), data)
    assert made.status_code == REDIRECT
    assert Organization.objects.get(name=data["name"], state=State.NOT_ACTIVATED).city == "Deventer"


def test_a_register_that_is_down_is_said_and_the_form_keeps_what_is_known(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 2: register down, nothing lost."""

    class Down:
        code, label, country = "down", "The register", None

        def search(self, text: str, limit: int) -> list[registers.Company]:
            raise registers.RegisterUnavailable(self.label)

        def company(self, number: str) -> registers.Company | None:
            raise registers.RegisterUnavailable(self.label)

    monkeypatch.setattr(registers, "configured", lambda: [Down()])
    client = signed_in(cast.anna)
    page = client.get(reverse("organization_new"), {"q": "jansen"})
    assert page.status_code == OK
    assert page.context["found"].problems
    chosen = {"register": "down", "number": "12345678", "name": "Jansen", "country": "BE"}
    details = client.get(reverse("organization_new_details"), chosen)
    assert details.context["problem"]
    assert details.context["form"]["name"].value() == "Jansen"
    assert details.context["form"]["country"].value() == "BE"


def test_what_was_typed_stays_when_a_number_is_wrong_or_taken(cast: Cast) -> None:
    client = signed_in(cast.anna)
    typed = {"name": "Nieuw BV", "country": "NL", "number_kvk": "12"}
    for number in ("12", "24301964"):
        page = client.post(reverse("organization_new_details"), typed | {"number_kvk": number})
        assert page.status_code == WRONG
        assert page.context["form"].errors["number_kvk"]
        assert page.context["form"]["name"].value() == "Nieuw BV"
    assert not Organization.objects.filter(name="Nieuw BV").exists()


@pytest.mark.parametrize("country", ["", "XX", "\0", "ZZZZZZ"])
def test_a_forged_country_is_a_form_error(cast: Cast, country: str) -> None:
    page = signed_in(cast.anna).post(
        reverse("organization_new_details"), {"name": "X", "country": country, "register": "\0"}
    )
    assert page.status_code == WRONG


def test_evidence_goes_from_the_applicant_to_the_operator_and_back(cast: Cast) -> None:
    """Domain 4.3 b."""
    client, operator = signed_in(cast.anna), signed_in(cast.olga)
    file = SimpleUploadedFile("uittreksel.pdf", b"%PDF-1.7")
    asked = client.post(
        reverse("activation_evidence", args=[cast.beheer.pk]), {"file": file, "remark": "Zie 2"}
    )
    assert asked.status_code == REDIRECT
    attempt = Activation.objects.get()
    assert client.get(asked["Location"]).status_code == OK
    got = operator.get(reverse("activation_file", args=[attempt.pk]))
    assert b"".join(got.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]
    page = operator.get(reverse("review", args=[attempt.pk]))
    assert page.context["attempt"].remark == "Zie 2"
    empty = operator.post(reverse("review_refusal", args=[attempt.pk]), {"reason": " "})
    assert empty.status_code == WRONG
    operator.post(reverse("review_refusal", args=[attempt.pk]), {"reason": "Te oud"})
    assert "Te oud" in client.get(asked["Location"]).content.decode()
    late = operator.post(reverse("review_acceptance", args=[attempt.pk]))
    assert late.status_code == GONE


def test_no_file_or_a_wrong_one_keeps_the_remark(cast: Cast) -> None:
    client = signed_in(cast.anna)
    address = reverse("activation_evidence", args=[cast.beheer.pk])
    for more in ({}, {"file": SimpleUploadedFile("x.pdf", b"MZ")}, {"file": "no file"}):
        page = client.post(address, {"remark": "Zie 2"} | more)
        assert page.status_code == WRONG
        assert page.context["remark"] == "Zie 2"


def test_the_letter_shows_its_code_once_and_the_code_activates(cast: Cast) -> None:
    """Domain 4.3 a."""
    Organization.objects.filter(pk=cast.beheer.pk).update(street="Kade 1", postal_code="3511 AA")
    client, operator = signed_in(cast.anna), signed_in(cast.olga)
    client.post(reverse("activation_letter", args=[cast.beheer.pk]))
    attempt = Activation.objects.get()
    letter = operator.post(reverse("review_letter", args=[attempt.pk]))
    assert "no-store" in letter["Cache-Control"]
    code = letter.context["code"]
    assert code in letter.content.decode()
    assert code not in operator.get(reverse("review", args=[attempt.pk])).content.decode()
    address = reverse("activation_code", args=[attempt.pk])
    client.post(address, {"code": "wrong"})
    assert Organization.objects.get(pk=cast.beheer.pk).state == State.UNDER_REVIEW
    client.post(address, {"code": code})
    assert Organization.objects.get(pk=cast.beheer.pk).state == State.ACTIVE


def test_what_is_missing_for_a_way_is_said_on_the_page(cast: Cast) -> None:
    client = signed_in(cast.anna)
    for name in ("activation_letter", "activation_domain"):
        page = client.post(reverse(name, args=[cast.beheer.pk]))
        assert page.status_code == WRONG
        assert page.context["problems"]


def test_a_record_is_shown_looked_for_and_withdrawn(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 4.3 c."""
    from kantoor.kernel import dns

    Organization.objects.filter(pk=cast.beheer.pk).update(domain="jansenbeheer.nl")
    client = signed_in(cast.anna)
    client.post(reverse("activation_domain", args=[cast.beheer.pk]))
    attempt = Activation.objects.get()
    here = reverse("organization_activation", args=[cast.beheer.pk])
    assert attempt.secret in client.get(here).content.decode()
    for records, found in (([], False), ([attempt.secret], True)):
        monkeypatch.setattr(dns, "txt", lambda name, records=records: records)
        client.post(reverse("activation_sighting", args=[attempt.pk]))
        attempt.refresh_from_db()
        assert bool(attempt.found_at) is found
    assert signed_in(cast.olga).get(reverse("review", args=[attempt.pk])).status_code == OK
    client.post(reverse("activation_withdrawal", args=[attempt.pk]))
    assert Organization.objects.get(pk=cast.beheer.pk).state == State.NOT_ACTIVATED


def test_closing_asks_for_the_name_and_then_closes(cast: Cast) -> None:
    """Domain 4.5, 8.5."""
    client = signed_in(cast.anna)
    address = reverse("organization_closure", args=[cast.bouw.pk])
    assert client.post(address, {"name": "something"}).status_code == WRONG
    assert Organization.objects.get(pk=cast.bouw.pk).state == State.ACTIVE
    closed = client.post(address, {"name": "jansen bouw bv"})
    assert closed.status_code == REDIRECT
    assert Organization.objects.get(pk=cast.bouw.pk).state == State.CLOSED
    assert client.get(closed["Location"]).status_code == OK
    assert client.get(reverse("organization", args=[cast.bouw.pk])).status_code == REDIRECT


def test_details_are_saved_by_administrators_and_greyed_for_others(cast: Cast) -> None:
    """Domain 2, last line."""
    client = signed_in(cast.anna)
    address = reverse("organization_details", args=[cast.bouw.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"street": "Kade 9"}
    assert client.post(address, data).status_code == REDIRECT
    assert Organization.objects.get(pk=cast.bouw.pk).street == "Kade 9"
    other = signed_in(cast.tom)
    theirs = reverse("organization_details", args=[cast.accountants.pk])
    page = other.get(theirs)
    assert all(field.disabled for field in page.context["form"].fields.values())
    assert cast.eva.name in page.context["why_not"]
    assert other.post(theirs, {"name": "X", "country": "NL"}).status_code == REFUSED


def test_taking_over_appoints_who_was_chosen(cast: Cast) -> None:
    """Domain 2."""
    made = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    Block.objects.create(user=cast.piet, reason="gone")
    client = signed_in(cast.anna)
    address = reverse("organization_takeover", args=[made.pk])
    assert address in client.get(reverse("organization", args=[made.pk])).content.decode()
    assert client.get(address, {"q": "sara"}).context["people"] == [cast.anna, cast.sara]
    assert client.post(address, {"person": "x"}).status_code == WRONG
    assert client.post(address, {"person": str(cast.anna.pk)}).status_code == REDIRECT
    assert client.get(reverse("organization_details", args=[made.pk])).status_code == OK


def test_the_list_costs_the_same_whatever_its_length(cast: Cast) -> None:
    client = signed_in(cast.anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(reverse("organizations")).status_code == OK
        return len(counted)

    demo.organization(cast.jansen, "Aalbers BV", "Utrecht", cast.piet)
    queries()
    before = queries()
    for number in range(60):
        demo.organization(cast.jansen, f"Jansen {number} BV", "Utrecht", cast.anna)
    assert queries() == before == 10


def test_the_list_pages_through_all_and_sorts(cast: Cast) -> None:
    for number in range(60):
        demo.organization(cast.jansen, f"Jansen {number:02} BV", "Utrecht", cast.anna)
    client = signed_in(cast.anna)
    for sort in ("name", "-name", "state", "added", "nonsense"):
        seen, cursor = set(), ""
        for _page in range(3):
            page = client.get(reverse("organizations"), {"sort": sort, "page": cursor}).context["page"]
            seen |= {row.pk for row in page.rows}
            cursor = page.next
            if not cursor:
                break
        assert len(seen) == Organization.objects.filter(environment=cast.jansen).count()


@pytest.mark.parametrize("query", [{"q": "\0"}, {"show": "x" * 999}, {"sort": "-"}, {"page": "%%%"}])
def test_odd_parameters_break_nothing(cast: Cast, query: dict[str, str]) -> None:
    client = signed_in(cast.anna)
    for name in ("organizations", "organization_new", "organization_new_details", "search"):
        assert client.get(reverse(name), query).status_code == OK


def test_the_search_box_answers_a_page_and_to_htmx_a_piece(cast: Cast) -> None:
    client = signed_in(cast.anna)
    whole = client.get(reverse("search"), {"q": "jansen"}).content.decode()
    piece = client.get(reverse("search"), {"q": "jansen"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in piece
    assert "Jansen Bouw BV" in piece
    partner = client.get(reverse("search"), {"q": "dijk"}).content.decode()
    assert reverse("partnership", args=[cast.partnership.pk]) in partner


def test_a_stranger_finds_no_door_of_an_application(cast: Cast) -> None:
    """Domain 7.7."""
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    signed_in(cast.anna).post(reverse("activation_evidence", args=[cast.beheer.pk]), {"file": file})
    attempt = Activation.objects.get()
    for who in (cast.eva, cast.sara):
        client = signed_in(who)
        assert client.get(reverse("activation_file", args=[attempt.pk])).status_code == 404
        for name in ("activation_code", "activation_sighting", "activation_withdrawal", "review_acceptance"):
            assert client.post(reverse(name, args=[attempt.pk])).status_code == 404
    assert list(reviews.queue(cast.actor(cast.olga))) == [attempt]
