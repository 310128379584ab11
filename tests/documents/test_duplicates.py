"""The same supplier, number and date a second time (domain 7.4)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents, duplicates, statuses
from kantoor.documents.models import Box, Document, DocumentKind, Source, Status
from kantoor.kernel.errors import Conflict, NotFound, Refused
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing import shares
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import To
from tests.delivery.conftest import Sent
from tests.guards.world import client_of

Deliver = Callable[..., Sent]
DAY = dt.date(2026, 11, 20)


def receive(where: Organization, **known: object) -> Document:
    given = {"number": "VDS-1", "dated_on": DAY, "party": "Van Damme NV", **known}
    return documents.begin(
        where,
        Box.RECEIVED,
        DocumentKind.INVOICE,
        Source.UPLOADED,
        "Invoice",
        by=None,
        fields=documents.facts(**given),  # type: ignore[arg-type]
    )


def fresh(document: Document) -> tuple[str, Document | None]:
    found = Document.objects.get(pk=document.pk)
    return found.status, found.duplicate_of


@pytest.mark.parametrize(
    ("second", "again"),
    [
        ({}, True),
        ({"party": "VAN DAMME  nv"}, True),
        ({"number": "VDS-2"}, False),
        ({"dated_on": DAY + dt.timedelta(days=1)}, False),
        ({"party": "Van Damme Staal NV"}, False),
        ({"number": ""}, False),
    ],
)
def test_supplier_number_and_date_make_the_duplicate(
    cast: Cast, second: dict[str, object], again: bool
) -> None:
    first, other = receive(cast.bouw), receive(cast.bouw, **second)
    assert fresh(first) == (Status.RECEIVED, None)
    assert fresh(other) == ((Status.DUPLICATE, first) if again else (Status.RECEIVED, None))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("kbo:0403170701", "kbo:0403170701", True),
        ("kbo:0403170701", "kbo:0421338907", False),
        ("kbo:0403170701", "vat:BE0403170701", True),
        ("kbo:0403170701", "", True),
    ],
)
def test_suppliers_of_one_name_are_told_apart_by_numbers_of_one_scheme(
    cast: Cast, one: str, other: str, same: bool
) -> None:
    receive(cast.bouw, party_number=one)
    assert (receive(cast.bouw, party_number=other).status == Status.DUPLICATE) == same


def test_a_renamed_supplier_is_known_by_its_number(cast: Cast) -> None:
    receive(cast.bouw, party_number="kbo:0403170701")
    assert receive(cast.bouw, party="VDS", party_number="kbo:0403170701").status == Status.DUPLICATE


def test_another_organization_and_what_was_made_here_do_not_count(cast: Cast) -> None:
    first = receive(cast.bouw)
    assert receive(cast.vastgoed).status == Status.RECEIVED
    known = documents.facts(number="VDS-1", dated_on=DAY, party="Van Damme NV")
    made = documents.begin(
        cast.bouw, Box.MADE, DocumentKind.INVOICE, Source.UPLOADED, "X", by=None, fields=known
    )
    assert (made.status, first.duplicate_of) == (Status.DRAFT, None)


def test_a_second_delivery_is_marked_and_the_sender_reads_delivered(cast: Cast, deliver: Deliver) -> None:
    """domain 7.4"""
    first, second = deliver(), deliver()
    assert fresh(second[1]) == (Status.DUPLICATE, first[1])
    assert fresh(second[0])[0] == Status.DELIVERED


def test_a_third_one_stands_behind_the_first(cast: Cast) -> None:
    first, _second, third = (receive(cast.bouw) for _n in range(3))
    assert third.duplicate_of == first


def test_marking_as_original_turns_it_round(cast: Cast, deliver: Deliver) -> None:
    """domain 7.4"""
    first, second = deliver()[1], deliver()[1]
    duplicates.mark_as_original(cast.actor(cast.luc), second)
    assert fresh(second) == (Status.RECEIVED, None)
    assert fresh(first) == (Status.DUPLICATE, second)
    duplicates.mark_as_original(cast.actor(cast.luc), first)
    assert (fresh(first), fresh(second)) == ((Status.RECEIVED, None), (Status.DUPLICATE, first))
    third = deliver()[1]
    assert third.duplicate_of == first


def test_an_original_that_somebody_worked_on_keeps_its_status(cast: Cast, deliver: Deliver) -> None:
    """docs/domain-notes.md"""
    (sent, first), (_sent, second) = deliver(), deliver()
    statuses.change(cast.actor(cast.luc), first, Status.APPROVED)
    duplicates.mark_as_original(cast.actor(cast.luc), second)
    assert (fresh(first), fresh(second)) == ((Status.APPROVED, None), (Status.RECEIVED, None))
    assert fresh(sent)[0] == Status.APPROVED


def test_marking_needs_edit_and_twice_is_once(cast: Cast, deliver: Deliver) -> None:
    """domain 7.4, 7.5"""
    deliver()
    second = deliver()[1]
    viewer = demo.person(cast.desmet, "Vic Viewer", "vic@desmet.example")
    demo.member(cast.zonen, viewer, OrganizationRole.VIEWER, by=cast.luc)
    with pytest.raises(Refused):
        duplicates.mark_as_original(cast.actor(viewer), second)
    with pytest.raises(NotFound):
        duplicates.mark_as_original(cast.actor(cast.anna), second)
    for _twice in range(2):
        duplicates.mark_as_original(cast.actor(cast.luc), second)
    assert fresh(second) == (Status.RECEIVED, None)


def test_a_duplicate_is_not_approved_before_it_is_original(cast: Cast, deliver: Deliver) -> None:
    deliver()
    with pytest.raises(Conflict):
        statuses.change(cast.actor(cast.luc), deliver()[1], Status.APPROVED)


def test_who_was_given_the_duplicate_alone_cannot_change_the_original(cast: Cast) -> None:
    """domain 7.5: a share is a right on one document."""
    first, second = receive(cast.bouw), receive(cast.bouw)
    share(cast, second)
    with pytest.raises(Refused, match="not shared with you"):
        duplicates.mark_as_original(cast.actor(cast.sara), second)
    assert (fresh(first)[0], fresh(second)[0]) == (Status.RECEIVED, Status.DUPLICATE)
    share(cast, first)
    duplicates.mark_as_original(cast.actor(cast.sara), second)
    assert fresh(first) == (Status.DUPLICATE, second)


def test_the_page_of_a_duplicate_names_the_original_to_those_who_see_it(cast: Cast) -> None:
    """domain 7.5: a reader sees the one document and nothing beside it."""
    first, second = receive(cast.bouw), receive(cast.bouw)
    share(cast, second)
    for name in ("document", "document_original"):
        address = reverse(name, args=[second.pk])
        shown = {who: client_of(who).get(address).content.decode() for who in (cast.anna, cast.sara)}
        assert str(first.pk) in shown[cast.anna]
        assert str(first.pk) not in shown[cast.sara]


def share(cast: Cast, document: Document) -> None:
    shares.give(cast.actor(cast.anna), document.pk, [To("u", cast.sara.pk)], Level.EDIT)
