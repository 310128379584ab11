"""The pages about delivery, as a browser without scripts sees them."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kantoor.audit.models import Entry
from kantoor.delivery import links, sending
from kantoor.delivery.channels import Recipient
from kantoor.delivery.models import Delivery, Link
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import statuses
from kantoor.documents.models import Document, Status
from kantoor.invoicing import drafts
from kantoor.organizations.models import OrganizationRole
from kantoor.sharing.models import Level, Share
from kantoor.web.delivery import private
from tests.delivery.conftest import PDF, Sent, make
from tests.guards.world import client_of, counted
from tests.invoicing.conftest import complete, furnish
from tests.mailbox import path_in

Deliver = Callable[..., Sent]


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


def page(client: Client, name: str, document: Document, **query: str) -> str:
    answer = client.get(reverse(name, args=[document.pk]), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_found_chosen_shown_beforehand_and_sent(cast: Cast, made: Document) -> None:
    anna = client_of(cast.anna)
    found = page(anna, "document_sending", made, q="smet")
    assert str(cast.zonen.pk) in found
    assert "arrives in its Inbox at once" in found
    to = {"to": str(cast.zonen.pk)}
    said = anna.post(reverse("document_sending_preview", args=[made.pk]), to).content.decode()
    assert "Arrives in the Inbox of De Smet &amp; Zonen NV at once." in said
    assert not Delivery.objects.exists()
    answer = anna.post(reverse("document_sending", args=[made.pk]), to, follow=True)
    assert "Sent. It is in the Inbox of De Smet &amp; Zonen NV." in answer.content.decode()
    assert 'class="track"' in answer.content.decode()


def test_a_mail_is_said_beforehand(cast: Cast, made: Document) -> None:
    anna = client_of(cast.anna)
    given = {"name": "Bloem", "address": "bloem@bakkerij.example"}
    said = anna.post(reverse("document_sending_preview", args=[made.pk]), given).content.decode()
    assert "Goes by mail to bloem@bakkerij.example" in said


def test_what_was_typed_stays_when_it_cannot_be(cast: Cast, made: Document) -> None:
    given = {"name": "Bloem & Co", "address": "no address"}
    answer = client_of(cast.anna).post(reverse("document_sending", args=[made.pk]), given)
    assert answer.status_code == 400
    assert "Bloem &amp; Co" in answer.content.decode()
    assert "is not an email address" in answer.content.decode()


def test_an_invoice_made_here_shows_its_own_customer(cast: Cast) -> None:
    furnish(cast.bouw)
    sheet = complete(buyer_name="Bloem", buyer_vat="", buyer_email="bloem@bakkerij.example")
    draft = drafts.begin(cast.actor(cast.anna), cast.bouw, sheet=sheet)
    shown = page(client_of(cast.anna), "document_sending", draft)
    assert 'value="bloem@bakkerij.example"' in shown
    assert "Goes by mail to" in shown


def test_a_second_click_leads_to_the_document_without_an_error(cast: Cast, made: Document) -> None:
    anna, to = client_of(cast.anna), {"to": str(cast.zonen.pk)}
    for _twice in range(2):
        answer = anna.post(reverse("document_sending", args=[made.pk]), to)
        assert (answer.status_code, answer["Location"]) == (302, reverse("document", args=[made.pk]))
    assert Delivery.objects.count() == 1


def test_who_may_not_sees_the_act_greyed_with_the_reason(cast: Cast, deliver: Deliver) -> None:
    """domain 2, last line"""
    received = deliver()[1]
    Share.objects.create(document=received, organization=cast.zonen, level=Level.VIEW, user=cast.eva)
    shown = page(client_of(cast.eva), "document", received)
    assert "You have too little access to change its status" in shown
    assert "Luc" not in shown.partition("<main")[2].partition('id="history"')[0]
    assert "Approve" in page(client_of(cast.luc), "document", received)


def test_a_viewer_cannot_send_and_reads_why(cast: Cast, made: Document) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    assert "You have too little access to send documents" in page(client_of(cast.sara), "document", made)
    assert client_of(cast.sara).get(reverse("document_sending", args=[made.pk])).status_code == 403


def test_looking_opens_it_and_asking_whether_it_changed_does_not(cast: Cast, deliver: Deliver) -> None:
    """domain 7.4"""
    sent, received = deliver()
    page(client_of(cast.luc), "document_status", received, known="-")
    assert Document.objects.get(pk=sent.pk).status == Status.DELIVERED
    page(client_of(cast.luc), "document", received)
    assert Document.objects.get(pk=sent.pk).status == Status.OPENED


def test_the_page_hears_of_a_change_and_the_answer_to_no_change_is_empty_and_cheap(
    cast: Cast, deliver: Deliver
) -> None:
    sent, received = deliver()
    anna = client_of(cast.anna)
    known = page(anna, "document", sent).partition("?known=")[2].partition('"')[0]
    address = reverse("document_status", args=[sent.pk]) + f"?known={known}"
    with counted() as queries:
        assert anna.get(address).status_code == 204
    assert len(queries) <= 9  # who asks and what they see, then three by index
    statuses.change(cast.actor(cast.luc), received, Status.APPROVED)
    answer = anna.get(address)
    assert answer.status_code == 200
    assert "De Smet &amp; Zonen NV approved it" in answer.content.decode()
    assert "Luc De Smet" not in answer.content.decode()


def test_judging_too_late_is_a_message_and_no_error_page(cast: Cast, deliver: Deliver) -> None:
    received = deliver()[1]
    statuses.change(cast.actor(cast.luc), received, Status.APPROVED)
    given = {"status": "under_review", "seen": "received"}
    answer = client_of(cast.luc).post(reverse("document_status", args=[received.pk]), given, follow=True)
    assert answer.status_code == 200
    assert "Luc De Smet was first" in answer.content.decode()


def test_rejecting_without_a_reason_asks_for_it(cast: Cast, deliver: Deliver) -> None:
    received = deliver()[1]
    luc, address = client_of(cast.luc), reverse("document_rejection", args=[received.pk])
    answer = luc.post(address, {"reason": " "})
    assert answer.status_code == 400
    assert "Say why it is rejected" in answer.content.decode()
    assert luc.post(address, {"reason": "Wrong price"}).status_code == 302
    assert "Wrong price" in page(luc, "document", received)


def test_a_duplicate_says_so_and_is_turned_round(cast: Cast, deliver: Deliver) -> None:
    """domain 7.4"""
    first, second = deliver()[1], deliver()[1]
    luc = client_of(cast.luc)
    shown = page(luc, "document", second)
    assert "This was received before" in shown
    assert reverse("document", args=[first.pk]) in shown
    assert "becomes the duplicate" in page(luc, "document_original", second)
    luc.post(reverse("document_original", args=[second.pk]))
    assert Document.objects.get(pk=first.pk).duplicate_of_id == second.pk


def by_mail(cast: Cast, made: Document, letters_to: Any) -> str:
    """The path of the private link."""
    sending.send(cast.actor(cast.anna), made, Recipient("Bloem", "bloem@bakkerij.example"))
    return path_in(letters_to("bloem@bakkerij.example")[0])


def test_the_private_link_shows_the_document_and_its_files_and_nothing_beside(
    cast: Cast, made: Document, letters_to: Any
) -> None:
    path = by_mail(cast, made, letters_to)
    nobody = client_of(None)
    assert nobody.head(path).status_code == 200
    assert Link.objects.get().openings == 0
    answer = nobody.get(path)
    assert answer.status_code == 200
    assert "Jansen Bouw BV" in answer.content.decode()
    assert "Anna" not in answer.content.decode()
    assert Link.objects.get().openings == 1
    for header, value in (("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store")):
        assert value in answer[header]
    assert client_of(None).get(reverse("document", args=[made.pk])).status_code == 302
    assert "Private link opened 1 time" in page(client_of(cast.anna), "document", made)


def test_files_behind_a_link_come_as_downloads_of_their_bytes_only(
    cast: Cast, made: Document, letters_to: Any
) -> None:
    path = by_mail(cast, made, letters_to)
    token = path.rstrip("/").rpartition("/")[2]
    other = make(cast, "26-002")
    pdf = made.files.order_by("id")[0]
    answer = client_of(None).get(reverse("private_file", args=[token, pdf.pk]))
    assert b"".join(answer) == PDF
    read = Entry.objects.get(action="documents.link_file_read")  # domain 8.6
    assert (read.target_id, read.details["sha256"], bool(read.origin)) == (made.pk, pdf.sha256, True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    theirs = other.files.order_by("id")[0]
    assert client_of(None).get(reverse("private_file", args=[token, theirs.pk])).status_code == 404
    links.revoke(cast.actor(cast.anna), Link.objects.get())
    assert client_of(None).get(path).status_code == 404
    assert client_of(None).get(reverse("private_file", args=[token, pdf.pk])).status_code == 404


def test_links_are_asked_for_only_so_often(monkeypatch: Any, db: None) -> None:
    monkeypatch.setattr(private, "MOST", 2)
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)  # the minute must not turn in between
    cache.clear()
    address = reverse("private_link", args=["wrong"])
    assert [client_of(None).get(address).status_code for _n in range(3)] == [404, 404, 429]


def test_a_link_is_made_shown_once_and_withdrawn(cast: Cast, made: Document, letters_to: Any) -> None:
    by_mail(cast, made, letters_to)
    anna, address = client_of(cast.anna), reverse("document_links", args=[made.pk])
    assert "/letters/" in anna.post(address).content.decode()
    assert "/letters/" not in anna.get(address).content.decode()
    link = Link.objects.latest("id")
    assert anna.post(reverse("link_revocation", args=[link.pk])).status_code == 302
    assert Link.objects.get(pk=link.pk).revoked_by == cast.anna


def test_sent_again_to_another_address(cast: Cast, made: Document, letters_to: Any) -> None:
    by_mail(cast, made, letters_to)
    anna, address = client_of(cast.anna), reverse("document_delivery_new", args=[made.pk])
    assert 'value="bloem@bakkerij.example"' in anna.get(address).content.decode()
    assert anna.post(address, {"name": "B", "address": "nowhere"}).status_code == 400
    assert anna.post(address, {"name": "B", "address": "b@bakkerij.example"}).status_code == 302
    assert letters_to("b@bakkerij.example")
