"""Sending to an organization on the platform, and whom a document goes to (domain 1, 7.2, 7.4)."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from kantoor.access import documents as reached
from kantoor.audit.models import Entry
from kantoor.delivery import recipients, sending
from kantoor.delivery.channels import Recipient
from kantoor.delivery.models import Delivery, DeliveryState
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, File, Source, Status
from kantoor.environments.models import Environment
from kantoor.invoicing import drafts
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations.models import Organization, OrganizationRole, State
from kantoor.partnerships import receiving
from kantoor.sharing.models import Level, Share
from tests.delivery.conftest import PDF, Sent
from tests.invoicing.conftest import complete, furnish

Deliver = Callable[..., Sent]


def to_zonen(cast: Cast) -> Recipient:
    return Recipient(cast.zonen.name, organization=cast.zonen)


def test_what_is_sent_is_in_the_inbox_of_the_receiver_at_once(cast: Cast, deliver: Deliver) -> None:
    """domain 1, 7.3: both sides have a document, with the same bytes."""
    sent, received = deliver()
    assert (sent.box, sent.status, sent.sent_by) == (Box.SENT, Status.DELIVERED, cast.anna)
    assert (received.box, received.status, received.source) == (
        Box.RECEIVED,
        Status.RECEIVED,
        Source.DELIVERED,
    )
    assert received.organization == cast.zonen
    assert (received.number, received.dated_on, received.kind) == (sent.number, sent.dated_on, sent.kind)
    assert (received.party, received.party_number) == ("Jansen Bouw BV", "kvk:68120930")
    assert (sent.counterpart_id, received.counterpart_id) == (received.pk, sent.pk)
    assert [file.sha256 for file in files.of(sent)] == [file.sha256 for file in files.of(received)]
    with files.opened(files.of(received)[0]) as content:
        assert content.read() == PDF
    assert reached.level_on(cast.luc.pk, received.pk) == Level.FULL
    assert reached.level_on(cast.luc.pk, sent.pk) is None
    delivery = Delivery.objects.get(document=sent)
    assert (delivery.channel, delivery.state) == ("platform", DeliveryState.DELIVERED)


def test_a_viewer_cannot_send_and_a_stranger_finds_nothing(cast: Cast, made: Document) -> None:
    """domain 2"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    with pytest.raises(Refused):
        sending.send(cast.actor(cast.sara), made, to_zonen(cast))
    with pytest.raises(NotFound):
        sending.send(cast.actor(cast.luc), made, to_zonen(cast))
    assert not Delivery.objects.exists()


def test_who_has_a_share_with_full_still_cannot_send_and_is_told_no_names(cast: Cast, made: Document) -> None:
    """domain 2, 7.5: sending is the organization's own; who is in it is told to its members alone."""
    Share.objects.create(document=made, organization=cast.bouw, level=Level.FULL, user=cast.sara)
    with pytest.raises(Refused) as refusal:
        sending.send(cast.actor(cast.sara), made, to_zonen(cast))
    assert "Anna" not in str(refusal.value)
    assert refusal.value.helpers == ()


def test_an_organization_that_is_not_active_neither_sends_nor_receives(cast: Cast, made: Document) -> None:
    """domain 4.2"""
    Organization.objects.filter(pk=cast.bouw.pk).update(state=State.UNDER_REVIEW, activated_at=None)
    with pytest.raises(Conflict, match="not active"):
        sending.send(cast.actor(cast.anna), made, to_zonen(cast))
    with pytest.raises(Invalid):
        recipients.chosen(made, str(cast.beheer.pk), "", "")


def test_what_was_received_is_not_sent_on(cast: Cast, deliver: Deliver) -> None:
    """domain 7.2"""
    received = deliver()[1]
    with pytest.raises(Conflict, match="not sent on"):
        sending.send(cast.actor(cast.luc), received, Recipient("X", "x@x.example"))


def test_without_a_file_or_before_the_scan_nothing_is_sent(cast: Cast, made: Document) -> None:
    bare = documents.begin(cast.bouw, Box.MADE, DocumentKind.OTHER, Source.UPLOADED, "Bare", by=cast.anna)
    with pytest.raises(Conflict, match="no file"):
        sending.send(cast.actor(cast.anna), bare, to_zonen(cast))
    Document.objects.filter(pk=made.pk).update(withheld=True)
    with pytest.raises(Conflict, match="viruses"):
        sending.send(cast.actor(cast.anna), made, to_zonen(cast))


def test_a_second_click_is_the_first_one_and_another_person_is_told(cast: Cast, made: Document) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    first = sending.send(cast.actor(cast.anna), made, to_zonen(cast))
    assert sending.send(cast.actor(cast.anna), made, to_zonen(cast)) == first
    with pytest.raises(Conflict, match="Anna Jansen has sent it already"):
        sending.send(cast.actor(cast.sara), made, to_zonen(cast))
    assert Document.objects.filter(organization=cast.zonen).count() == 1


def test_both_sides_have_it_in_their_trail(cast: Cast, deliver: Deliver) -> None:
    """domain 8.6"""
    sent, received = deliver()
    ours, theirs = Entry.objects.filter(action__in=["documents.sent", "documents.received"]).order_by("id")
    assert (ours.actor_id, ours.organization_id, ours.target_id) == (cast.anna.pk, cast.bouw.pk, sent.pk)
    assert (theirs.actor_name, theirs.organization_id, theirs.target_id) == ("", cast.zonen.pk, received.pk)
    assert theirs.details["party"] == "Jansen Bouw BV"


@pytest.mark.parametrize(
    "columns",
    [{"number": "X"}, {"amount": 5}, {"invoice": {"a": 1}}, {"box": "made"}, {"counterpart_id": None}],
)
def test_the_database_refuses_to_change_what_was_sent_or_received(
    cast: Cast, deliver: Deliver, columns: dict[str, object]
) -> None:
    """domain 7.2"""
    for document in deliver():
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**columns)


def test_the_database_refuses_to_change_their_files_but_not_those_of_a_draft(
    cast: Cast, made: Document, deliver: Deliver
) -> None:
    """domain 7.2"""
    assert File.objects.filter(document=made).update(name="other.pdf") == 2
    for document in deliver(made):
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            File.objects.filter(document=document).update(sha256="0" * 64)
        File.objects.filter(document=document).update(pages=3)


def test_status_and_duplicate_mark_stay_changeable(cast: Cast, deliver: Deliver) -> None:
    """domain 7.2"""
    for document in deliver():
        assert Document.objects.filter(pk=document.pk).update(status=Status.PAID, duplicate_of=None) == 1


def test_a_made_invoice_gets_its_number_and_goes_to_the_customer_it_names(cast: Cast) -> None:
    """domain 7.3: finished, sent and received in one act, with UBL and PDF."""
    furnish(cast.bouw)
    draft = drafts.begin(cast.actor(cast.anna), cast.bouw, sheet=complete())
    found = recipients.of(draft)
    assert found is not None
    assert found.organization == cast.zonen
    sending.send(cast.actor(cast.anna), draft)
    sent = Document.objects.get(pk=draft.pk)
    received = Document.objects.get(counterpart_id=sent.pk)
    assert sent.number
    assert (received.number, received.amount, received.currency) == (sent.number, sent.amount, "EUR")
    assert [file.media_type for file in files.of(received)] == ["application/xml", "application/pdf"]
    assert received.invoice == sent.invoice


def test_an_incomplete_draft_is_told_what_is_missing_and_stays_one(cast: Cast) -> None:
    furnish(cast.bouw)
    draft = drafts.begin(cast.actor(cast.anna), cast.bouw, sheet=complete(issued_on="", lines=[]))
    with pytest.raises(Invalid):
        sending.send(cast.actor(cast.anna), draft)
    left = Document.objects.get(pk=draft.pk)
    assert (left.box, left.number, left.status) == (Box.MADE, "", Status.DRAFT)
    assert not Delivery.objects.exists()


def test_a_customer_elsewhere_is_reached_at_the_address_in_the_invoice(cast: Cast) -> None:
    furnish(cast.bouw)
    sheet = complete(buyer_name="Bloem", buyer_vat="", buyer_email="Bloem@Bakkerij.example")
    draft = drafts.begin(cast.actor(cast.anna), cast.bouw, sheet=sheet)
    found = recipients.of(draft)
    assert found is not None
    assert (found.name, found.address, found.organization) == ("Bloem", "bloem@bakkerij.example", None)


def test_receivers_are_found_by_name_and_the_unlisted_by_their_number_only(
    cast: Cast, made: Document
) -> None:
    """domain 6.1"""

    def names(text: str) -> list[str]:
        return [one.name for one in receiving.search(cast.actor(cast.anna), made.organization, text)]

    assert names("smet gent") == ["De Smet & Zonen NV"]
    assert names("jansen") == ["Jansen Vastgoed BV"]  # not itself, not the one that is not active
    assert names("s") == []
    Environment.objects.filter(pk=cast.desmet.pk).update(listed=False)
    assert names("smet") == []
    assert names("0403.170.701") == ["De Smet & Zonen NV"]


@pytest.mark.parametrize(
    ("to", "name", "address"),
    [("", "", ""), ("", "X", "no address"), ("nonsense", "", ""), ("", "X", "a\0b@x.example")],
)
def test_a_receiver_that_cannot_be_is_refused_in_words(
    made: Document, to: str, name: str, address: str
) -> None:
    with pytest.raises(Invalid):
        recipients.chosen(made, to, name, address)
