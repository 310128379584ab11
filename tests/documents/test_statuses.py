"""Which status follows which, and what each side of a delivery sees (domain 7.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import statuses
from kantoor.documents.models import Document, Status, StatusChange
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.notifications.models import Mail, Notice
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.delivery.conftest import Sent
from tests.notifications.test_telling import work

Deliver = Callable[..., Sent]


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def both(cast: Cast, deliver: Deliver) -> Sent:
    return deliver()


def now_at(*both: Document) -> tuple[str, ...]:
    return tuple(Document.objects.get(pk=one.pk).status for one in both)


def test_both_sides_see_each_status_at_once_the_sender_without_the_persons_name(
    cast: Cast, both: Sent
) -> None:
    """domain 7.4"""
    sent, received = both
    luc = cast.actor(cast.luc)
    for status in (Status.UNDER_REVIEW, Status.APPROVED, Status.APPROVED_FOR_PAYMENT, Status.PAID):
        statuses.change(luc, received, status)
        assert now_at(sent, received) == (status, status)
    ours = StatusChange.objects.filter(document=received).order_by("-id")[0]
    theirs = StatusChange.objects.filter(document=sent).order_by("-id")[0]
    assert (ours.by, ours.by_name) == (cast.luc, "Luc De Smet")
    assert (theirs.by, theirs.by_name) == (None, "De Smet & Zonen NV")


def test_rejecting_demands_a_reason_which_the_sender_reads(cast: Cast, both: Sent) -> None:
    """domain 7.4"""
    sent, received = both
    with pytest.raises(Invalid):
        statuses.change(cast.actor(cast.luc), received, Status.REJECTED, " \n ")
    assert now_at(sent, received) == (Status.DELIVERED, Status.RECEIVED)
    statuses.change(cast.actor(cast.luc), received, Status.REJECTED, "Not what we ordered")
    assert now_at(sent, received) == (Status.REJECTED, Status.REJECTED)
    assert StatusChange.objects.filter(document=sent).latest("id").reason == "Not what we ordered"


def test_a_remark_with_another_status_stays_inside(cast: Cast, both: Sent) -> None:
    sent, received = both
    statuses.change(cast.actor(cast.luc), received, Status.UNDER_REVIEW, "Piet looks at it")
    assert StatusChange.objects.filter(document=sent).latest("id").reason == ""


def test_the_first_member_who_looks_opens_it_and_a_reader_by_share_does_not(cast: Cast, both: Sent) -> None:
    """domain 7.4"""
    sent, received = both
    Share.objects.create(document=received, organization=cast.zonen, level=Level.VIEW, user=cast.eva)
    statuses.mark_opened(cast.actor(cast.eva), received)
    assert now_at(sent, received) == (Status.DELIVERED, Status.RECEIVED)
    viewer = demo.person(cast.desmet, "Vic Viewer", "vic@desmet.example")
    demo.member(cast.zonen, viewer, OrganizationRole.VIEWER, by=cast.luc)
    for _twice in range(2):
        statuses.mark_opened(cast.actor(viewer), Document.objects.get(pk=received.pk))
    assert now_at(sent, received) == (Status.OPENED, Status.OPENED)
    assert StatusChange.objects.filter(document=received, status=Status.OPENED).count() == 1


def test_the_sender_who_looks_opens_nothing(cast: Cast, both: Sent) -> None:
    statuses.mark_opened(cast.actor(cast.anna), both[0])
    assert now_at(*both) == (Status.DELIVERED, Status.RECEIVED)


def test_changing_needs_edit(cast: Cast, both: Sent) -> None:
    """domain 7.4: a viewer is refused, a share with *edit* is enough, a stranger finds nothing."""
    received = both[1]
    viewer = demo.person(cast.desmet, "Vic Viewer", "vic@desmet.example")
    demo.member(cast.zonen, viewer, OrganizationRole.VIEWER, by=cast.luc)
    with pytest.raises(Refused):
        statuses.change(cast.actor(viewer), received, Status.APPROVED)
    with pytest.raises(NotFound):
        statuses.change(cast.actor(cast.anna), received, Status.APPROVED)
    Share.objects.create(document=received, organization=cast.zonen, level=Level.EDIT, user=cast.eva)
    statuses.change(cast.actor(cast.eva), received, Status.APPROVED)
    assert now_at(received) == (Status.APPROVED,)


def test_what_does_not_follow_is_refused(cast: Cast, both: Sent) -> None:
    sent, received = both
    for document, who, status in (
        (received, cast.luc, Status.DRAFT),
        (received, cast.luc, Status.DELIVERED),
        (received, cast.luc, Status.DUPLICATE),
        (sent, cast.anna, Status.APPROVED),
        (sent, cast.anna, Status.REJECTED),
    ):
        with pytest.raises(Conflict):
            statuses.change(cast.actor(who), document, status, "because")
    with pytest.raises(Invalid):
        statuses.change(cast.actor(cast.luc), received, "nonsense")


def test_who_saw_another_status_is_told_who_was_first(cast: Cast, both: Sent) -> None:
    received = both[1]
    statuses.change(cast.actor(cast.luc), received, Status.APPROVED)
    with pytest.raises(Conflict, match="Luc De Smet was first"):
        statuses.change(cast.actor(cast.luc), received, Status.REJECTED, "no", seen=Status.RECEIVED)


def test_paid_by_the_senders_word_leaves_the_receivers_work_alone(cast: Cast, both: Sent) -> None:
    """domain 7.4, docs/domain-notes.md"""
    sent, received = both
    statuses.change(cast.actor(cast.anna), sent, Status.PAID)
    assert now_at(sent, received) == (Status.PAID, Status.RECEIVED)
    told = StatusChange.objects.filter(document=received).latest("id")
    assert (told.status, told.by, told.by_name) == (Status.PAID, None, "Jansen Bouw BV")
    statuses.change(cast.actor(cast.luc), received, Status.APPROVED)
    assert now_at(sent, received) == (Status.PAID, Status.APPROVED)
    statuses.change(cast.actor(cast.anna), sent, Status.APPROVED)  # takes *paid* back
    assert now_at(sent, received) == (Status.APPROVED, Status.APPROVED)


def test_paid_by_the_receivers_word_is_not_the_senders_to_take_back(cast: Cast, both: Sent) -> None:
    sent, received = both
    statuses.change(cast.actor(cast.luc), received, Status.PAID)
    assert statuses.following(Document.objects.get(pk=sent.pk)) == ()


def test_members_are_told_of_what_arrives_and_the_sender_of_the_answer(cast: Cast, both: Sent) -> None:
    """A notice for each; a mail only for the rejection (docs/domain-notes.md)."""
    received = both[1]
    statuses.change(cast.actor(cast.luc), received, Status.APPROVED)
    statuses.change(cast.actor(cast.luc), received, Status.REJECTED, "Wrong price")
    work()
    mine = Notice.objects.filter(user=cast.luc).values_list("entry__action", flat=True)
    theirs = Notice.objects.filter(user=cast.anna).order_by("id").values_list("entry__action", flat=True)
    assert list(mine) == ["documents.received"]
    assert list(theirs) == ["documents.answered_there", "documents.rejected_there"]
    assert [mail.to for mail in Mail.objects.all()] == ["anna@jansen.example"]


def test_a_sender_who_no_longer_sees_it_is_told_nothing(cast: Cast, both: Sent) -> None:
    demo.member(cast.bouw, cast.piet, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    Membership.objects.filter(user=cast.anna, organization=cast.bouw).end(None)
    statuses.change(cast.actor(cast.luc), both[1], Status.APPROVED)
    work()
    assert not Notice.objects.filter(user=cast.anna).exists()
