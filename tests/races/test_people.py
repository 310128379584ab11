"""Administrators who act on each other, and an invitation accepted by many, at the same moment."""

import itertools
from collections import Counter
from functools import partial

import pytest

from kantoor.access import actor as actors
from kantoor.access.actor import Actor
from kantoor.accounts import blocks
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.environments import administrators, appointments, invitations, welcome
from kantoor.environments.models import Environment, EnvironmentRole, Invitation
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, DomainError, NotFound, Refused
from kantoor.organizations import memberships
from kantoor.organizations.models import Membership, OrganizationRole
from tests.races.conftest import ROUNDS
from tests.threads import threads

pytestmark = pytest.mark.usefixtures("committed_db")
NUMBERS = itertools.count()
ADMINISTRATOR, BASIC = EnvironmentRole.ADMINISTRATOR, EnvironmentRole.BASIC


def fresh() -> tuple[Environment, User, User]:
    """An environment with two administrators."""
    key = f"{next(NUMBERS)}-{now().timestamp()}"
    place = demo.environment(f"Race {key}")
    one = demo.person(place, "One", f"one-{key}@race.example", ADMINISTRATOR)
    return place, one, demo.person(place, "Two", f"two-{key}@race.example", ADMINISTRATOR)


def acting(user: User) -> Actor:
    found = actors.of(user.pk)
    assert found is not None
    return found


def test_two_last_administrators_demote_each_other_and_one_is_left() -> None:
    """Domain 5.7."""
    for _round in range(ROUNDS):
        place, one, two = fresh()
        a, b = acting(one), acting(two)
        results = threads(
            lambda a=a, two=two: appointments.change(a, two, BASIC),
            lambda b=b, one=one: appointments.change(b, one, BASIC),
        )
        assert administrators.lasting(place.pk).count() == 1
        assert [type(result) for result in results if isinstance(result, Exception)] == [Refused]


def test_block_against_demotion_leaves_one() -> None:
    """Domain 5.7: a race of two of these cannot break it."""
    for _round in range(ROUNDS // 4):
        place, one, two = fresh()
        a, b = acting(one), acting(two)
        results = threads(
            lambda a=a, two=two: blocks.begin(a, two, "Race"),
            lambda b=b, one=one: appointments.change(b, one, BASIC),
        )
        assert administrators.lasting(place.pk).count() == 1
        failures = [result for result in results if isinstance(result, Exception)]
        assert len(failures) == 1 and isinstance(failures[0], (Refused, NotFound))


def test_block_against_leaving_keeps_an_administrator_of_the_organization() -> None:
    """Domain 5.7: the block locks the organizations of the blocked."""
    for number in range(ROUNDS // 4):
        place, one, two = fresh()
        where = demo.organization(place, f"Race {number} BV", "Utrecht", one)
        demo.member(where, two, OrganizationRole.ADMINISTRATOR, by=one)
        chief = demo.person(place, "Chief", f"chief-{two.pk}@race.example", ADMINISTRATOR)
        c, b = acting(chief), acting(two)
        results = threads(
            lambda c=c, one=one: blocks.begin(c, one, "Race"),
            lambda b=b, where=where: memberships.leave(b, where),
        )
        left = (
            Membership.objects.live()
            .filter(organization=where)
            .exclude(user__blocks__ended_at=None, user__blocks__isnull=False)
        )
        assert left.count() == 1
        assert [type(result) for result in results if isinstance(result, Exception)] == [Refused]


def test_thirty_acceptances_make_exactly_one_account() -> None:
    """Domain 3.5: single use."""
    place, one, _two = fresh()
    actor = acting(one)
    for number in range(ROUNDS):
        address = f"many-{number}-{one.pk}@race.example"
        token = invitations.invite(actor, place.pk, address).link.rstrip("/").rpartition("/")[2]
        accept = partial(welcome.accept, token, "Many", "three words together")
        results = threads(*[accept] * 30)
        assert Counter(type(result) for result in results) == {User: 1, Conflict: 29}
        assert User.objects.filter(email=address).count() == 1
        assert welcome.opened(token).state is welcome.Welcome.ACCEPTED


def test_the_same_address_invited_twenty_times_at_once_is_invited_once() -> None:
    """Domain 3.5: one live link at a time."""
    place, one, _two = fresh()
    actor = acting(one)
    results = threads(*[lambda: invitations.invite(actor, place.pk, "same@race.example").outcome] * 20)
    assert not [
        result for result in results if isinstance(result, Exception) and not isinstance(result, DomainError)
    ]
    assert results.count(invitations.Outcome.INVITED) == 1
    assert Invitation.objects.filter(environment=place).count() == 1


def test_acceptance_against_withdrawal_has_one_outcome() -> None:
    """Domain 3.5."""
    for _round in range(ROUNDS // 4):
        place, one, _two = fresh()
        actor = acting(one)
        link = invitations.invite(actor, place.pk, f"w-{one.pk}@race.example").link
        token, row = link.rstrip("/").rpartition("/")[2], Invitation.objects.get(environment=place)
        results = threads(
            lambda token=token: welcome.accept(token, "W", "three words together"),
            lambda actor=actor, row=row: invitations.withdraw(actor, row),
        )
        failures = [result for result in results if isinstance(result, Exception)]
        assert [type(failure) for failure in failures] == [Conflict]
        row.refresh_from_db()
        assert (row.accepted_at is None) != (row.withdrawn_at is None)
