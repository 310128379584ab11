"""Documents under two hands at once: one outcome and no error page, round after round (domain 7.4)."""

import itertools
from collections.abc import Callable

import pytest
from django.db import transaction

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.delivery import sending
from kantoor.delivery.channels import Recipient
from kantoor.delivery.models import Delivery
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents, duplicates, files, statuses
from kantoor.documents.models import Box, Document, DocumentKind, Source, Status, StatusChange
from kantoor.kernel.errors import Conflict
from kantoor.organizations.models import Organization, OrganizationRole
from tests.races.conftest import ROUNDS
from tests.threads import threads

_numbers = itertools.count(1)
Make = Callable[..., Document]
Deliver = Callable[..., tuple[Document, Document]]


def act(user: User) -> Actor:
    found = actors.of(user.pk)
    assert found is not None
    return found


@pytest.fixture
def shop(stage: Cast) -> Organization:
    """Of Jansen Groep; Anna administers it and Piet is a member."""
    made = demo.organization(stage.jansen, f"Sender {next(_numbers)} BV", "Utrecht", stage.anna)
    demo.member(made, stage.piet, OrganizationRole.MEMBER, by=stage.anna)
    return made


@pytest.fixture
def make(shop: Organization, stage: Cast) -> Make:
    def do(number: str = "") -> Document:
        known = documents.facts(number=number or f"N-{next(_numbers)}")
        with transaction.atomic():
            made = documents.begin(
                shop, Box.MADE, DocumentKind.INVOICE, Source.UPLOADED, "X", by=stage.anna, fields=known
            )
            files.keep(made, "x.pdf", b"%PDF", "application/pdf")
        return made

    return do


@pytest.fixture
def deliver(make: Make, stage: Cast) -> Deliver:
    def do(number: str = "") -> tuple[Document, Document]:
        made = make(number)
        sending.send(act(stage.anna), made, to(stage))
        made.refresh_from_db()
        return made, Document.objects.get(pk=made.counterpart_id)

    return do


def to(stage: Cast) -> Recipient:
    return Recipient(stage.zonen.name, organization=stage.zonen)


def test_a_double_click_on_send_delivers_once(make: Make, stage: Cast) -> None:
    """Both clicks get the one delivery."""
    for _round in range(ROUNDS):
        made = make()
        results = threads(*[lambda made=made: sending.send(act(stage.anna), made.pk, to(stage))] * 2)
        assert results[0] == results[1], results
        assert isinstance(results[0], Delivery)
        assert Document.objects.filter(counterpart_id=made.pk).count() == 1


def test_two_people_who_send_at_once_deliver_once_and_one_is_told(make: Make, stage: Cast) -> None:
    for _round in range(ROUNDS // 4):
        made = make()
        results = threads(
            lambda made=made: sending.send(act(stage.anna), made.pk, to(stage)),
            lambda made=made: sending.send(act(stage.piet), made.pk, to(stage)),
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "Delivery"], results
        assert Document.objects.filter(counterpart_id=made.pk).count() == 1


def test_two_people_who_judge_at_once_one_is_first(deliver: Deliver, stage: Cast) -> None:
    """Approve against reject, both having seen *received*: one stands, at both sides; the other is told."""
    for _round in range(ROUNDS):
        sent, received = deliver()
        results = threads(
            lambda received=received: statuses.change(
                act(stage.luc), received.pk, Status.APPROVED, seen=Status.RECEIVED
            ),
            lambda received=received: statuses.change(
                act(stage.luc), received.pk, Status.REJECTED, "no", seen=Status.RECEIVED
            ),
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "Document"], results
        ours, theirs = (Document.objects.get(pk=each.pk).status for each in (received, sent))
        assert ours == theirs
        assert StatusChange.objects.filter(document=received).count() == 2


def test_both_sides_at_once_never_lock_each_other_out(deliver: Deliver, stage: Cast) -> None:
    """The sender marks as paid while the receiver judges: both stand, whatever the order."""
    for _round in range(ROUNDS // 4):
        sent, received = deliver()
        results = threads(
            lambda sent=sent: statuses.change(act(stage.anna), sent.pk, Status.PAID),
            lambda received=received: statuses.change(act(stage.luc), received.pk, Status.APPROVED),
            lambda received=received: statuses.mark_opened(act(stage.luc), received),
        )
        assert not [one for one in results if isinstance(one, Exception)], results
        assert Document.objects.get(pk=received.pk).status == Status.APPROVED
        assert Document.objects.get(pk=sent.pk).status == Status.PAID


def test_two_deliveries_of_one_invoice_at_once_leave_one_original(make: Make, stage: Cast) -> None:
    """Domain 7.4: exactly one of them is the duplicate, of the other."""
    for _round in range(ROUNDS):
        number = f"D-{next(_numbers)}"
        first, second = make(number), make(number)
        results = threads(
            lambda first=first: sending.send(act(stage.anna), first.pk, to(stage)),
            lambda second=second: sending.send(act(stage.piet), second.pk, to(stage)),
        )
        assert not [one for one in results if isinstance(one, Exception)], results
        arrived = Document.objects.filter(organization=stage.zonen, number=number)
        originals = arrived.filter(duplicate_of=None, status=Status.RECEIVED)
        assert (arrived.count(), originals.count()) == (2, 1)


def test_marking_originals_at_once_leaves_one_original(deliver: Deliver, stage: Cast) -> None:
    for _round in range(ROUNDS // 8):
        number = f"M-{next(_numbers)}"
        _first, second, third = (deliver(number)[1] for _n in range(3))
        results = threads(
            lambda second=second: duplicates.mark_as_original(act(stage.luc), second.pk),
            lambda third=third: duplicates.mark_as_original(act(stage.luc), third.pk),
        )
        wrong = [r for r in results if isinstance(r, Exception) and not isinstance(r, Conflict)]
        assert not wrong
        rows = Document.objects.filter(organization=stage.zonen, number=number)
        assert rows.filter(duplicate_of=None).count() == 1
        assert rows.exclude(status=Status.DUPLICATE).count() == 1
