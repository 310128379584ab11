"""The share panel, who has access, asking for access: as pages (domain 7.5 to 7.7)."""

import pytest
from django.test import Client

from kantoor.access import documents as reached
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.inbox.models import Request
from kantoor.kernel.ids import uuid7
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing import asking, shares
from kantoor.sharing.models import Level, Question, Share
from kantoor.sharing.receivers import to
from tests.guards.world import client_of, plain


def give(cast: Cast, invoice: Document, user: User, level: int = 1) -> Share:
    shares.give(cast.actor(cast.anna), invoice.pk, [to(user)], level)
    return Share.objects.get(user=user)


def test_the_panel_shares_and_says_beforehand_what_will_happen(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    anna, url = client_of(cast.anna), f"/documents/{invoice.pk}/sharing/"
    picked = {"people": [f"u-{cast.sara.pk}", f"u-{cast.tom.pk}"], "level": "1"}
    foreseen = anna.post(f"{url}preview/", picked).content.decode()
    assert "<b>Sara El Amrani</b> gains <b>view</b> of this document; nothing beside it." in foreseen
    assert "Outside your company: Van Dijk Accountants" in foreseen
    assert anna.post(url, picked).status_code == 302
    assert reached.level_on(cast.tom.pk, invoice.pk) == Level.VIEW
    shown = anna.get(url).content.decode()
    assert "administrator of Jansen Bouw BV" in shown
    assert "shared by Anna Jansen" in shown


def test_the_picker_offers_people_groups_and_organizations_that_are_related(
    cast: Cast, invoice: Document
) -> None:
    found = client_of(cast.anna).get(f"/documents/{invoice.pk}/sharing/options/", {"q": ""}).content.decode()
    for name in ("Sara El Amrani", "Tom Bakker", "Jansen Vastgoed BV", "Van Dijk Accountants BV"):
        assert name in found
    for name in ("Lin Chen", "Luc De Smet", "De Smet &amp; Zonen NV", "Jansen Beheer BV"):
        assert name not in found


@pytest.mark.parametrize(
    "bad", [{"level": "9"}, {"level": "1", "until": "soon"}, {"level": "1", "people": "u-x"}, {}]
)
def test_bad_input_gets_the_panel_again(cast: Cast, invoice: Document, bad: dict[str, str]) -> None:
    answer = client_of(cast.anna).post(f"/documents/{invoice.pk}/sharing/", bad)
    assert answer.status_code == 400
    assert not Share.objects.exists()


def test_a_share_ended_while_its_reader_has_the_page_open_is_gone_at_the_next_click(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5, 8.1"""
    share, tom = give(cast, invoice, cast.tom), client_of(cast.tom)
    assert tom.get(f"/documents/{invoice.pk}/").status_code == 200
    client_of(cast.anna).post(f"/documents/{invoice.pk}/sharing/{share.pk}/withdrawal/")
    assert tom.get(f"/documents/{invoice.pk}/").status_code == 404


def test_a_reader_by_a_share_learns_no_names_of_members(cast: Cast, invoice: Document) -> None:
    """domain 2"""
    give(cast, invoice, cast.tom)
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    shown = client_of(cast.tom).get(f"/documents/{invoice.pk}/").content.decode()
    assert "Sara" not in shown
    assert client_of(cast.tom).get(f"/documents/{invoice.pk}/readers/").status_code == 403
    assert client_of(cast.tom).get(f"/documents/{invoice.pk}/sharing/").status_code == 403


def test_who_has_full_by_a_share_changes_shares_and_learns_nothing_of_members(
    cast: Cast, invoice: Document
) -> None:
    """domain 2, 7.5: whether somebody has it by a role, too, is told to the organization's members alone."""
    shares.give(cast.actor(cast.anna), invoice.pk, [to(cast.tom)], 3)
    piet, tom = give(cast, invoice, cast.piet), client_of(cast.tom)
    demo.participant(cast.partnership, cast.sara, by=cast.anna)
    url = f"/documents/{invoice.pk}/sharing/{piet.pk}/"
    untold = "told to the members of its organization alone"

    def pages() -> list[object]:
        asked = [tom.get(url), tom.post(f"{url}preview/", {"level": "2"}), tom.get(f"{url}withdrawal/")]
        asked += [tom.get(f"/documents/{invoice.pk}/sharing/", {"people": f"u-{cast.sara.pk}"})]
        assert [untold in answer.content.decode() for answer in asked] == [True, True, False, False]
        return [plain(answer, {}) for answer in asked]

    before = pages()
    for one in (cast.piet, cast.sara):
        demo.member(cast.bouw, one, OrganizationRole.MEMBER, by=cast.anna)
    assert pages() == before
    told = client_of(cast.anna).get(f"{url}withdrawal/").content.decode()
    assert "They still see the document by another path." in told


def test_the_levels_of_one_share_are_changed(cast: Cast, invoice: Document) -> None:
    share = give(cast, invoice, cast.sara)
    url = f"/documents/{invoice.pk}/sharing/{share.pk}/"
    assert client_of(cast.anna).get(url).status_code == 200
    assert client_of(cast.anna).post(url, {"level": "2"}).status_code == 302
    assert reached.level_on(cast.sara.pk, invoice.pk) == Level.EDIT
    assert client_of(cast.anna).post(url, {"level": "3"}).status_code == 409  # that row has ended


def test_what_may_not_be_seen_offers_to_ask_and_says_the_same_as_for_nothing(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.7"""
    luc = client_of(cast.luc)
    for kind, key in (("documents", invoice.pk), ("organizations", cast.bouw.pk)):
        other, answers = uuid7(), []
        for one in (key, other):
            missing = luc.get(f"/{kind}/{one}/")
            assert f"/{kind}/{one}/question/" in missing.content.decode()
            asked = luc.post(f"/{kind}/{one}/question/", {"message": "Please"})
            after = luc.get(f"/{kind}/{one}/question/?asked")
            assert "If there is something at this address" in after.content.decode()
            answers.append([plain(answer, {"key": one}) for answer in (missing, asked, after)])
        assert answers[0] == answers[1]
    assert Question.objects.count() == 4
    assert not Request.objects.exists()  # until the worker looks


def test_who_is_not_signed_in_is_offered_nothing() -> None:
    assert "question" not in Client().get(f"/documents/{uuid7()}/x/").content.decode()


def test_a_question_is_answered_in_the_inbox(cast: Cast, invoice: Document) -> None:
    """domain 7.7"""
    actor = cast.actor(cast.sara)
    asking.ask(actor, actor.user, "document", invoice.pk, "For the audit")
    asking.look.func(str(Question.objects.get().pk))
    request, anna = Request.objects.get(), client_of(cast.anna)
    assert "asks for access to VDS-1" in anna.get(f"/inbox/requests/{request.pk}/").content.decode()
    assert "whoever asked is not told" in anna.get(f"/inbox/requests/{request.pk}/refusal").content.decode()
    url = f"/inbox/requests/{request.pk}/access/"
    assert anna.get(url).status_code == 200
    assert anna.post(url, {"level": "7"}).status_code == 400
    assert anna.post(url, {"level": "2"}).status_code == 302
    assert reached.level_on(cast.sara.pk, invoice.pk) == Level.EDIT
    assert anna.post(url, {"level": "2"}).status_code == 302  # answered: leads to what became of it


def test_many_are_withdrawn_with_a_preview_and_a_result_per_row(cast: Cast, invoice: Document) -> None:
    picked = {"share": [str(give(cast, invoice, user).pk) for user in (cast.sara, cast.tom)]}
    anna = client_of(cast.anna)
    assert "Tom Bakker" in anna.get("/shares/").content.decode()
    assert "Withdraw 2 shares?" in anna.post("/shares/withdrawal", picked).content.decode()
    assert Share.objects.open().count() == 2
    done = anna.post("/shares/withdrawal", picked | {"confirmed": "1"}).content.decode()
    assert "2 shares were withdrawn" in done
    assert not Share.objects.open().exists()


@pytest.mark.parametrize(
    "query", ["?q=%00&page=x", "?organization=1", "?which=with&soon&external&mine&page=%00"]
)
def test_the_list_takes_any_address(cast: Cast, query: str) -> None:
    assert client_of(cast.anna).get(f"/shares/{query}").status_code == 200


def test_a_reader_removes_the_document_from_their_own_list_after_seeing_what_that_does(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5, 7.6"""
    share, sara = give(cast, invoice, cast.sara), client_of(cast.sara)
    url = f"/documents/{invoice.pk}/sharing/{share.pk}/departure/"
    for page in (f"/documents/{invoice.pk}/", "/shares/?which=with"):
        assert url in sara.get(page).content.decode()
    assert url not in client_of(cast.anna).get(f"/documents/{invoice.pk}/").content.decode()
    assert "You no longer see the document" in sara.get(url).content.decode()
    mismatched = f"/documents/{uuid7()}/sharing/{share.pk}/departure/"
    assert sara.post(mismatched).status_code == client_of(cast.anna).post(url).status_code == 404
    answer = sara.post(url, follow=True).content.decode()
    assert "VDS-1 is no longer shared with you." in answer
    assert sara.get(f"/documents/{invoice.pk}/").status_code == sara.post(url).status_code == 404
