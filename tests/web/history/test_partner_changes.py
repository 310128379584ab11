"""For whom of a partner something turned with us: each way alone, found without trying everybody (domain 8.3)."""

import datetime as dt
import time
from collections.abc import Callable
from unittest.mock import patch

import pytest

from kantoor.access import guests
from kantoor.accounts import blocks
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups.models import Group, GroupMembership
from kantoor.history import compared
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships.models import Participant, Partnership
from kantoor.sharing.models import Share
from tests.documents.conftest import invoice  # noqa: F401

VIEWER = OrganizationRole.VIEWER
Turns = Callable[[Cast, Document, Group], object]


def _seat(cast: Cast, group: Group) -> GroupMembership:
    return GroupMembership.objects.create(
        group=group, user=cast.tom, partnership=cast.partnership, began_by=cast.anna
    )


def _given(cast: Cast, group: Group) -> Membership:
    about = {"organization": cast.vastgoed, "role": VIEWER, "began_by": cast.anna}
    return Membership.objects.create(**about, group=group)


def _lend(cast: Cast, paper: Document, **to: object) -> Share:
    about = {"document": paper, "organization": paper.organization, "partnership": cast.partnership}
    return Share.objects.create(**about, **to, began_by=cast.anna, level=1)


def _moment() -> dt.datetime:
    """After all that was, and before all that comes."""
    at = now()
    while now() <= at:
        time.sleep(0.001)
    return at


def _with_a_third(cast: Cast) -> Partnership:
    low, high = sorted((cast.vandijk, cast.desmet), key=lambda one: one.pk)
    given = {"asked_by_low": True, "began_by": cast.eva}
    return Partnership.objects.get_or_create(low=low, high=high, defaults=given)[0]


def _elsewhere(cast: Cast, in_group: bool = False) -> Membership:
    """With a third company, whose organization they are in; or a group that is in it."""
    pair = _with_a_third(cast)
    if not in_group:
        return demo.member(cast.zonen, cast.tom, VIEWER, by=cast.luc, partnership=pair)
    group = Group.objects.create(environment=cast.desmet, partnership=pair, name="Books", created_by=cast.luc)
    GroupMembership.objects.create(group=group, user=cast.tom, partnership=pair, began_by=cast.luc)
    return Membership.objects.create(organization=cast.zonen, group=group, role=VIEWER, began_by=cast.luc)


BEFORE: dict[str, Turns] = {
    "a group's membership begins": lambda cast, _paper, group: _seat(cast, group),
    "their place in a group ends": lambda cast, _paper, group: (
        _given(cast, group),
        _seat(cast, group),
    ),
    "somebody comes into a group": lambda cast, _paper, group: _given(cast, group),
    "somebody comes into a group that has a share": lambda cast, paper, group: _lend(
        cast, paper, group=group
    ),
    "somebody becomes a member of theirs that has a share": lambda cast, paper, _group: (
        _lend(cast, paper, to_organization=cast.accountants),
        demo.participant(cast.partnership, cast.lin, by=cast.eva),
    ),
    "an organization of ours that they are in gets a share": lambda cast, _paper, _group: demo.member(
        cast.vastgoed, cast.tom, VIEWER, by=cast.anna, partnership=cast.partnership
    ),
    "a group of ours that they are in reads by another organization of ours": lambda cast, _paper, group: (
        _given(cast, group),
        _seat(cast, group),
    ),
    "an organization elsewhere that they are in gets a share": lambda cast, _paper, _group: _elsewhere(cast),
    "a group elsewhere that they are in reads by an organization there": lambda cast, _paper, _group: (
        _elsewhere(cast, in_group=True)
    ),
    "somebody comes to an organization elsewhere that has a share": lambda cast, paper, _group: _lend(
        cast, paper, to_organization=cast.zonen
    ),
    "somebody leaves an organization elsewhere that has a share": lambda cast, paper, _group: (
        _lend(cast, paper, to_organization=cast.zonen),
        _elsewhere(cast),
    ),
    "a membership ends": lambda cast, _paper, _group: demo.member(
        cast.vastgoed, cast.tom, VIEWER, by=cast.anna, partnership=cast.partnership
    ),
    "somebody is blocked": lambda cast, _paper, _group: demo.member(
        cast.vastgoed, cast.tom, VIEWER, by=cast.anna, partnership=cast.partnership
    ),
    "a share ends": lambda cast, paper, _group: _lend(cast, paper, user=cast.tom),
    "somebody with a share is blocked": lambda cast, paper, _group: _lend(cast, paper, user=cast.tom),
    "a group that they are in gets a share": lambda cast, _paper, group: _seat(cast, group),
    "somebody in a group with a share is blocked": lambda cast, paper, group: (
        _seat(cast, group),
        _lend(cast, paper, group=group),
    ),
    "an organization of all of them gets a share": lambda cast, _paper, _group: (
        demo.member(cast.accountants, cast.lin, VIEWER, by=cast.eva),
        demo.participant(cast.partnership, cast.lin, by=cast.eva),
    ),
    "somebody in an organization of theirs with a share is blocked": lambda cast, paper, _group: (
        demo.member(cast.accountants, cast.lin, VIEWER, by=cast.eva),
        demo.participant(cast.partnership, cast.lin, by=cast.eva),
        _lend(cast, paper, to_organization=cast.accountants),
    ),
}
TURNS: dict[str, Turns] = {
    "a membership begins": lambda cast, _paper, _group: demo.member(
        cast.vastgoed, cast.tom, VIEWER, by=cast.anna, partnership=cast.partnership
    ),
    "a share begins": lambda cast, paper, _group: _lend(cast, paper, user=cast.tom),
    "a group's membership begins": lambda cast, _paper, group: _given(cast, group),
    "their place in a group ends": lambda cast, _paper, _group: GroupMembership.objects.filter(
        user=cast.tom
    ).end(cast.anna),
    "somebody comes into a group": lambda cast, _paper, group: _seat(cast, group),
    "somebody comes into a group that has a share": lambda cast, _paper, group: _seat(cast, group),
    "somebody becomes a member of theirs that has a share": lambda cast, _paper, _group: demo.member(
        cast.accountants, cast.lin, VIEWER, by=cast.eva
    ),
    "an organization of ours that they are in gets a share": lambda cast, paper, _group: _lend(
        cast, paper, to_organization=cast.vastgoed
    ),
    "a group of ours that they are in reads by another organization of ours": lambda cast, paper, _group: (
        _lend(cast, paper, to_organization=cast.vastgoed)
    ),
    "an organization elsewhere that they are in gets a share": lambda cast, paper, _group: _lend(
        cast, paper, to_organization=cast.zonen
    ),
    "a group elsewhere that they are in reads by an organization there": lambda cast, paper, _group: _lend(
        cast, paper, to_organization=cast.zonen
    ),
    "somebody comes to an organization elsewhere that has a share": lambda cast, _paper, _group: _elsewhere(
        cast
    ),
    "somebody leaves an organization elsewhere that has a share": lambda cast, _paper, _group: (
        Membership.objects.filter(user=cast.tom).end(cast.luc)
    ),
    "a membership ends": lambda cast, _paper, _group: Membership.objects.filter(user=cast.tom).end(cast.anna),
    "somebody is blocked": lambda cast, _paper, _group: blocks.begin(
        cast.actor(cast.eva), cast.tom.pk, "left"
    ),
    "a share ends": lambda cast, _paper, _group: Share.objects.filter(user=cast.tom).end(cast.anna),
    "somebody with a share is blocked": lambda cast, _paper, _group: blocks.begin(
        cast.actor(cast.eva), cast.tom.pk, "left"
    ),
    "a group that they are in gets a share": lambda cast, paper, group: _lend(cast, paper, group=group),
    "somebody in a group with a share is blocked": lambda cast, _paper, _group: blocks.begin(
        cast.actor(cast.eva), cast.tom.pk, "left"
    ),
    "an organization of all of them gets a share": lambda cast, paper, _group: _lend(
        cast, paper, to_organization=cast.accountants
    ),
    "somebody in an organization of theirs with a share is blocked": lambda cast, _paper, _group: (
        blocks.begin(cast.actor(cast.eva), cast.lin.pk, "left")
    ),
}


@pytest.mark.parametrize("turn", TURNS)
def test_who_is_touched_is_found(cast: Cast, invoice: Document, turn: str) -> None:  # noqa: F811
    group = Group.objects.create(environment=cast.jansen, name="Audit", created_by=cast.anna)
    if turn in BEFORE:
        BEFORE[turn](cast, invoice, group)
    since = _moment()
    asked = cast.actor(cast.anna), cast.partnership, since
    assert list(compared.of_partnership(*asked, _moment()).every()) == []
    TURNS[turn](cast, invoice, group)
    until = _moment()
    told = {row.name for row in compared.of_partnership(*asked, until).every()}
    one = cast.lin.name if "of theirs" in turn else cast.tom.name
    assert told == ({cast.lin.name, cast.tom.name, cast.eva.name} if "of all of them" in turn else {one})
    with patch.object(guests, "GATHERED", 0):  # all of them are tried
        assert {row.name for row in compared.of_partnership(*asked, until).every()} == told


def test_who_came_when_the_partnership_was_over_is_not_named(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """Domain 1, 6.3: all were put forward while all were; who reads by a third company is not ours to tell."""
    Participant.objects.create(
        partnership=cast.partnership, environment=cast.vandijk, user=None, began_by=cast.eva
    )
    since = _moment()
    demo.member(cast.zonen, cast.lin, VIEWER, by=cast.luc, partnership=_with_a_third(cast))
    _lend(cast, invoice, to_organization=cast.zonen)
    asked = cast.actor(cast.anna), cast.partnership, since
    assert [row.name for row in compared.of_partnership(*asked, _moment()).every()] == [cast.lin.name]
    Participant.objects.filter(environment=cast.vandijk, user=None).end(cast.eva)
    _moment()
    late = demo.person(cast.vandijk, "Late Later", "late@vandijk.example")
    demo.member(cast.zonen, late, VIEWER, by=cast.luc, partnership=_with_a_third(cast))
    assert [row.name for row in compared.of_partnership(*asked, _moment()).every()] == [cast.lin.name]
