"""By mail and by private link: to those who are not on the platform, with a real SMTP server (domain 7.4)."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import storages
from django_tasks_db.models import DBTaskResult

from kantoor.delivery import links, recipients, sending
from kantoor.delivery.channels import Recipient
from kantoor.delivery.channels import mail as by_mail
from kantoor.delivery.models import Delivery, DeliveryState, Link
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import statuses
from kantoor.documents.models import Document, Status, StatusChange
from kantoor.jobs import queue
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.notifications import sending as mails
from kantoor.notifications.models import Mail, Notice
from kantoor.organizations.models import Organization, OrganizationRole, State
from tests import mailserver
from tests.delivery.conftest import PDF
from tests.mailbox import token_in
from tests.ports import free_port

BLOEM = Recipient("Bakkerij Bloem", "bloem@bakkerij.example")


@pytest.fixture
def post(settings: Any) -> Any:
    """A real mail server on loopback."""
    with mailserver.running() as post:
        settings.MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post


def work() -> None:
    while (row := queue.take("w")) is not None:
        queue.do(row)
    assert not DBTaskResult.objects.filter(status="FAILED").exists()


def status(document: Document) -> str:
    return Document.objects.get(pk=document.pk).status


def test_the_files_go_along_byte_for_byte_with_a_private_link(cast: Cast, made: Document, post: Any) -> None:
    delivery = sending.send(cast.actor(cast.anna), made, BLOEM)
    assert (status(made), Delivery.objects.get().state) == (Status.SENT, DeliveryState.WAITING)
    work()
    (message,) = [m for m in post.messages if m["To"] == BLOEM.address]
    parts = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert parts["invoice.pdf"] == PDF
    assert parts["invoice.xml"] == b"<Invoice/>"
    assert message["Reply-To"] == "anna@jansen.example"
    assert message["X-Idempotency-Key"] == f"delivery:{delivery.pk}"
    text = message.get_body(("plain",)).get_content()
    assert "/letters/" in text
    assert status(made) == Status.DELIVERED
    settled = Delivery.objects.get()
    assert (settled.state, settled.tries) == (DeliveryState.DELIVERED, 1)
    assert settled.settled_at is not None


def test_an_address_that_is_refused_fails_at_once_and_the_sender_is_told(
    cast: Cast, made: Document, post: Any
) -> None:
    """Delivery failures are visible, with their reason, and sending again is possible."""
    post.refused.add(BLOEM.address)
    sending.send(cast.actor(cast.anna), made, BLOEM)
    work()
    failed = Delivery.objects.get()
    assert (failed.state, status(made)) == (DeliveryState.FAILED, Status.DELIVERY_FAILED)
    assert "no such mailbox" in failed.error
    assert list(Notice.objects.filter(user=cast.anna).values_list("entry__action", flat=True)) == [
        "documents.delivery_failed"
    ]
    sending.send_again(cast.actor(cast.anna), made, Recipient("Bloem", "other@bakkerij.example"))
    work()
    assert status(made) == Status.DELIVERED
    assert [d.state for d in Delivery.objects.order_by("id")] == [
        DeliveryState.FAILED,
        DeliveryState.DELIVERED,
    ]


def test_a_server_that_is_away_is_tried_again_and_the_tries_are_shown(
    cast: Cast, made: Document, settings: Any
) -> None:
    settings.MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    sending.send(cast.actor(cast.anna), made, BLOEM)
    work()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.tries, status(made)) == (DeliveryState.WAITING, 1, Status.SENT)
    assert "refused" in waiting.error.lower()
    Mail.objects.update(attempts=mails.TRIES - 1)
    mails.send.call([str(Mail.objects.get().pk)])
    assert status(made) == Status.DELIVERY_FAILED


def test_one_failed_copy_does_not_undo_another_that_arrived(cast: Cast, made: Document, post: Any) -> None:
    sending.send(cast.actor(cast.anna), made, BLOEM)
    work()
    post.refused.add("wrong@bakkerij.example")
    sending.send_again(cast.actor(cast.anna), made, Recipient("Bloem", "wrong@bakkerij.example"))
    work()
    assert status(made) == Status.DELIVERED


def test_sending_again_while_it_is_on_its_way_is_once(cast: Cast, made: Document, post: Any) -> None:
    first = sending.send(cast.actor(cast.anna), made, BLOEM)
    assert sending.send_again(cast.actor(cast.anna), made, BLOEM) == first
    work()
    assert len(post.messages) == 1
    assert sending.send_again(cast.actor(cast.anna), made, BLOEM) != first


def test_nobody_sends_again_who_may_not_send(cast: Cast, made: Document, post: Any) -> None:
    """domain 2"""
    sending.send(cast.actor(cast.anna), made, BLOEM)
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    for act in (
        lambda who: sending.send_again(who, made, BLOEM),
        lambda who: links.make(who, made),
        lambda who: links.revoke(who, Link.objects.get()),
    ):
        with pytest.raises(Refused):
            act(cast.actor(cast.sara))
        with pytest.raises(NotFound):
            act(cast.actor(cast.luc))


def test_what_is_in_an_inbox_here_is_not_mailed_as_well(cast: Cast, made: Document) -> None:
    sending.send(cast.actor(cast.anna), made, Recipient(cast.zonen.name, organization=cast.zonen))
    with pytest.raises(Conflict, match="Inbox"):
        sending.send_again(cast.actor(cast.anna), made, BLOEM)


def test_files_that_no_mail_takes_are_left_to_the_link(monkeypatch: Any, made: Document) -> None:
    monkeypatch.setattr(by_mail, "MOST_BYTES", 15)
    kept = list(made.files.order_by("id"))
    assert [one.name for one in by_mail.attachable(kept)] == ["invoice.xml"]


def test_a_file_that_is_gone_fails_the_delivery_instead_of_trying_for_a_day(
    cast: Cast, made: Document, post: Any
) -> None:
    sending.send(cast.actor(cast.anna), made, BLOEM)
    storages["documents"].delete(made.files.order_by("id")[0].stored)
    work()
    assert status(made) == Status.DELIVERY_FAILED


def test_without_a_mail_server_a_link_is_handed_over(cast: Cast, made: Document) -> None:
    """3.5 for documents: an installation without mail works."""
    delivery = sending.send(cast.actor(cast.anna), made, Recipient("Bakkerij Bloem", ""))
    assert (delivery.channel, status(made)) == ("hand", Status.SENT)
    token = links.make(cast.actor(cast.anna), made).rstrip("/").rpartition("/")[2]
    links.count(links.opened(token))
    assert status(made) == Status.OPENED
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_without_mail_server_and_with_a_name_alone_there_is_still_a_way(
    cast: Cast, made: Document, post: Any
) -> None:
    assert sending.route(Recipient("Bloem", "")).code == "hand"
    with pytest.raises(Invalid):
        sending.route(Recipient("", ""))


def test_each_opening_is_counted_and_the_first_moves_the_status(
    cast: Cast, made: Document, letters_to: Any
) -> None:
    sending.send(cast.actor(cast.anna), made, BLOEM)
    token = token_in(letters_to(BLOEM.address)[0])
    for _twice in range(2):
        links.count(links.opened(token), "192.0.2.1")
    assert Link.objects.get().openings == 2
    assert StatusChange.objects.filter(document=made, status=Status.OPENED).count() == 1
    statuses.change(cast.actor(cast.anna), made, Status.PAID)
    links.count(links.opened(token))
    assert status(made) == Status.PAID


def test_a_link_is_kept_as_a_hash_and_ends_by_date_and_by_hand(
    cast: Cast, made: Document, letters_to: Any
) -> None:
    sending.send(cast.actor(cast.anna), made, BLOEM)
    token = token_in(letters_to(BLOEM.address)[0])
    link = Link.objects.get()
    assert token not in str(vars(link))
    assert dt.timedelta(days=29) < link.expires_at - now() <= links.LIFE
    Link.objects.update(expires_at=now())
    with pytest.raises(NotFound):
        links.opened(token)
    Link.objects.update(expires_at=now() + links.LIFE)
    assert links.opened(token).document == made
    links.revoke(cast.actor(cast.anna), link)
    for wrong in (token, "", "x" * 5000, "\ud800"):
        with pytest.raises(NotFound):
            links.opened(wrong)


def test_closing_the_organization_ends_its_links(cast: Cast, made: Document, letters_to: Any) -> None:
    """domain 4.5: closing ends every grant, and a link is one."""
    sending.send(cast.actor(cast.anna), made, BLOEM)
    token = token_in(letters_to(BLOEM.address)[0])
    assert links.opened(token)
    Organization.objects.filter(pk=cast.bouw.pk).update(state=State.CLOSED, closed_at=now())
    with pytest.raises(NotFound):
        links.opened(token)


def test_what_is_not_sent_has_no_link(cast: Cast, made: Document) -> None:
    with pytest.raises(Conflict):
        links.make(cast.actor(cast.anna), made)


def test_the_customer_elsewhere_is_followed_by_hand(cast: Cast, made: Document, post: Any) -> None:
    """domain 7.4: outgoing under review, paid, rejected, as the sender hears it."""
    anna = cast.actor(cast.anna)
    sending.send(anna, made, BLOEM)
    work()
    for step in (Status.UNDER_REVIEW, Status.PAID, Status.UNDER_REVIEW):
        statuses.change(anna, made, step)
    statuses.change(anna, made, Status.REJECTED, "They say it is wrong")
    assert status(made) == Status.REJECTED
    with pytest.raises(Conflict):
        statuses.change(anna, made, Status.APPROVED)


def test_an_own_address_is_no_way_around_the_form(made: Document) -> None:
    assert recipients.chosen(made, "", "  Bloem ", " Bloem@Bakkerij.example ") == Recipient(
        "Bloem", "bloem@bakkerij.example"
    )
