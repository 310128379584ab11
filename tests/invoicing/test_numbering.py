"""Numbers: one after the other, without gaps, never twice."""

import datetime as dt

import pytest

from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import DocumentKind
from kantoor.invoicing import drafts, numbering
from kantoor.invoicing.numbering import Numbering
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.organizations.models import Organization, OrganizationRole
from tests.invoicing.conftest import complete

DAY = dt.date(2026, 3, 4)


def give(actor: Actor, organization: Organization, kind: str = "invoice") -> str:
    made = drafts.begin(actor, organization, sheet=complete(kind=kind))
    return numbering.assign(made, DAY)


def test_numbers_follow_each_other_and_each_kind_has_its_own(cast: Cast, anna: Actor) -> None:
    assert [give(anna, cast.bouw) for _ in range(3)] == ["2026-0001", "2026-0002", "2026-0003"]
    assert give(anna, cast.bouw, "credit_note") == "C2026-0001"
    assert give(anna, cast.vastgoed) == "2026-0001"  # another organization counts for itself


def test_the_same_document_keeps_its_number(cast: Cast, anna: Actor) -> None:
    made = drafts.begin(anna, cast.bouw, sheet=complete())
    assert numbering.assign(made, DAY) == numbering.assign(made, DAY) == "2026-0001"


def test_a_sending_that_fails_leaves_no_gap(cast: Cast, anna: Actor) -> None:
    made = drafts.begin(anna, cast.bouw, sheet=complete())
    with pytest.raises(ZeroDivisionError), performing():
        numbering.assign(made, DAY)
        raise ZeroDivisionError
    assert give(anna, cast.bouw) == "2026-0001"


def test_an_administrator_sets_prefix_counter_and_suffix(cast: Cast, anna: Actor) -> None:
    numbering.change(anna, cast.bouw, "invoice", Numbering("F/{year}/", 100, "-NL", 3))
    assert give(anna, cast.bouw) == "F/2026/100-NL"
    assert give(anna, cast.bouw) == "F/2026/101-NL"
    assert Entry.objects.get(action="numbering.set").details["after"]["next"] == 100


def test_the_counter_cannot_go_back_below_what_was_used(cast: Cast, anna: Actor) -> None:
    numbering.change(anna, cast.bouw, "invoice", Numbering("A", 7))
    assert give(anna, cast.bouw) == "A0007"
    with pytest.raises(Invalid, match="Numbers up to 7 are given already"):
        numbering.change(anna, cast.bouw, "invoice", Numbering("A", 3))
    numbering.change(anna, cast.bouw, "invoice", Numbering("B", 1))  # another prefix begins anew
    assert give(anna, cast.bouw) == "B0001"
    numbering.change(anna, cast.bouw, "invoice", Numbering("A", 8))
    assert give(anna, cast.bouw) == "A0008"


def test_a_number_that_two_prefixes_spell_alike_is_given_once(cast: Cast, anna: Actor) -> None:
    numbering.change(anna, cast.bouw, "invoice", Numbering("1", 2, "", 1))
    assert give(anna, cast.bouw) == "12"
    numbering.change(anna, cast.bouw, "invoice", Numbering("", 12, "", 1))
    assert give(anna, cast.bouw) == "13"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Numbering("x" * 21, 1), "prefix"),
        (Numbering("<b>", 1), "prefix"),
        (Numbering("", 1, " "), "suffix"),
        (Numbering("", 0), "next"),
        (Numbering("", 1, "", 0), "width"),
    ],
)
def test_what_cannot_be_a_number_is_refused(cast: Cast, anna: Actor, wanted: Numbering, field: str) -> None:
    with pytest.raises(Invalid) as told:
        numbering.change(anna, cast.bouw, "invoice", wanted)
    assert told.value.field == field


def test_members_do_not_set_the_numbering_and_strangers_see_nothing(cast: Cast, anna: Actor) -> None:
    """domain 2"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    with pytest.raises(Refused):
        numbering.change(cast.actor(cast.sara), cast.bouw, "invoice", Numbering("A", 1))
    with pytest.raises(NotFound):
        numbering.change(cast.actor(cast.luc), cast.bouw, "invoice", Numbering("A", 1))
    assert numbering.of(cast.bouw, DocumentKind.INVOICE).next == 1
