"""Changing, removing and leaving (domain 5.6, 5.7)."""

import datetime as dt
from collections.abc import Callable

import pytest

from kantoor.access import reach
from kantoor.accounts.models import Block
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.kernel.errors import NotFound, Refused
from kantoor.organizations import memberships
from kantoor.organizations.models import Membership, OrganizationRole

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


def of(who: object, where: object) -> Membership:
    return Membership.objects.open().get(user=who, organization=where)


def test_a_removed_member_sees_nothing_any_more_but_did_then(cast: Cast) -> None:
    """domain 5.6, 8.3"""
    row = demo.member(cast.bouw, cast.sara, MEMBER, cast.anna, valid_from=now() - dt.timedelta(days=3))
    memberships.remove(cast.actor(cast.anna), row.pk)
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    assert reach.role_in(cast.sara.pk, cast.bouw.pk, now() - dt.timedelta(days=1)) == MEMBER


def test_members_and_viewers_remove_nobody(cast: Cast) -> None:
    """domain 2, 5.6"""
    demo.member(cast.bouw, cast.sara, MEMBER, cast.anna)
    with pytest.raises(Refused):
        memberships.remove(cast.actor(cast.sara), of(cast.anna, cast.bouw).pk)


def test_a_member_of_something_else_finds_no_membership_here(cast: Cast) -> None:
    """domain 7.7"""
    row = of(cast.anna, cast.bouw)
    for other in (cast.piet, cast.eva, cast.luc):
        with pytest.raises(NotFound):
            memberships.remove(cast.actor(other), row.pk)


def test_a_role_change_keeps_the_old_role_in_the_past(cast: Cast) -> None:
    """domain 2 (next request), 8.3"""
    row = demo.member(cast.bouw, cast.sara, VIEWER, cast.anna, valid_from=now() - dt.timedelta(days=3))
    made = memberships.change(cast.actor(cast.anna), row.pk, ADMINISTRATOR, None)
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == ADMINISTRATOR
    assert reach.role_in(cast.sara.pk, cast.bouw.pk, now() - dt.timedelta(days=1)) == VIEWER
    assert made.member_since == row.member_since


def test_the_last_administrator_cannot_be_demoted_removed_dated_or_leave(cast: Cast) -> None:
    """domain 5.7"""
    anna, row = cast.actor(cast.anna), of(cast.anna, cast.bouw)
    acts: list[Callable[[], object]] = [
        lambda: memberships.change(anna, row.pk, MEMBER, None),
        lambda: memberships.change(anna, row.pk, ADMINISTRATOR, now() + dt.timedelta(days=9)),
        lambda: memberships.remove(anna, row.pk),
        lambda: memberships.leave(anna, cast.bouw.pk),
    ]
    for act in acts:
        with pytest.raises(Refused, match="last administrator of Jansen Bouw BV"):
            act()
    assert reach.role_in(cast.anna.pk, cast.bouw.pk) == ADMINISTRATOR


def test_with_a_second_administrator_the_first_may_go(cast: Cast) -> None:
    """domain 5.7"""
    demo.member(cast.bouw, cast.sara, ADMINISTRATOR, cast.anna)
    memberships.leave(cast.actor(cast.anna), cast.bouw.pk)
    assert reach.role_in(cast.anna.pk, cast.bouw.pk) is None


@pytest.mark.parametrize("kind", ["outside", "blocked", "dated"])
def test_outsiders_blocked_and_dated_administrators_do_not_count(cast: Cast, kind: str) -> None:
    """domain 5.7: an active administrator from its own environment, and one who stays."""
    if kind == "outside":
        demo.member(cast.bouw, cast.tom, ADMINISTRATOR, cast.anna, partnership=cast.partnership)
    elif kind == "blocked":
        demo.member(cast.bouw, cast.sara, ADMINISTRATOR, cast.anna)
        Block.objects.create(user=cast.sara, reason="away")
    else:
        demo.member(cast.bouw, cast.sara, ADMINISTRATOR, cast.anna, expires_at=now() + dt.timedelta(days=1))
    with pytest.raises(Refused, match="last administrator"):
        memberships.remove(cast.actor(cast.anna), of(cast.anna, cast.bouw).pk)


def test_a_role_through_a_group_remains_when_the_own_one_ends(cast: Cast) -> None:
    """domain 7.6"""
    finance = Group.objects.create(
        environment=cast.jansen, name="Finance", folded="finance", created_by=cast.piet
    )
    GroupMembership.objects.create(group=finance, user=cast.sara)
    memberships.begin(cast.bouw, finance, VIEWER, by=cast.anna)
    row = demo.member(cast.bouw, cast.sara, ADMINISTRATOR, cast.anna)
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == ADMINISTRATOR
    ends = memberships.remove(cast.actor(cast.anna), row.pk)
    assert (ends.left_role, ends.left_through) == (VIEWER, ["Finance"])
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == VIEWER


def test_leaving_what_one_is_in_through_a_group_is_explained(cast: Cast) -> None:
    """domain 5.6"""
    finance = Group.objects.create(
        environment=cast.jansen, name="Finance", folded="finance", created_by=cast.piet
    )
    GroupMembership.objects.create(group=finance, user=cast.sara)
    memberships.begin(cast.bouw, finance, VIEWER, by=cast.anna)
    with pytest.raises(Refused, match="through a group"):
        memberships.leave(cast.actor(cast.sara), cast.bouw.pk)


def test_blocking_suspends_and_unblocking_restores(cast: Cast) -> None:
    """domain 3.6"""
    demo.member(cast.bouw, cast.sara, MEMBER, cast.anna)
    block = Block.objects.create(user=cast.sara, reason="away")
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    Block.objects.filter(pk=block.pk).end(cast.anna)
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == MEMBER
