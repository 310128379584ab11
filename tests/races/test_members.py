"""Members and their requests, raced: exactly one outcome, never an error page (domain 5.5, 5.7)."""

from collections.abc import Callable
from functools import partial

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.errors import Conflict, NotFound, Refused
from kantoor.organizations import adding_members, asking, memberships
from kantoor.organizations.adding_members import Outcome, Pick, Sorted
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from tests.races.conftest import ROUNDS
from tests.threads import threads

MEMBER, ADMINISTRATOR = OrganizationRole.MEMBER, OrganizationRole.ADMINISTRATOR
Firm = Callable[[], Organization]


def test_accept_against_withdraw_has_one_outcome(stage: Cast, firm: Firm) -> None:
    """domain 5.5"""
    anna, tom = stage.actor(stage.anna), stage.actor(stage.tom)
    seen = set()
    for _round in range(ROUNDS):
        house = firm()
        adding_members.add(anna, house.pk, [Pick(stage.tom.pk)])
        asked = Request.objects.get(organization=house)
        results = threads(partial(requests.accept, tom, asked.pk), partial(asking.withdraw, anna, asked.pk))
        late = [result for result in results if isinstance(result, Exception)]
        assert [type(result) for result in late] == [Conflict]
        asked.refresh_from_db()
        member = reach.role_in(stage.tom.pk, house.pk) is not None
        assert member == (asked.state == RequestState.ACCEPTED)
        assert asked.state in (RequestState.ACCEPTED, RequestState.WITHDRAWN)
        seen.add(asked.state)
    assert seen  # which side wins is the scheduler's


def test_two_administrators_adding_the_same_person_make_one_member(
    stage: Cast, firm: Firm, newcomer: Callable[[], User]
) -> None:
    """domain 5.5"""
    anna, piet = stage.actor(stage.anna), stage.actor(stage.piet)
    for _round in range(ROUNDS):
        house, person = firm(), newcomer()
        demo.member(house, stage.piet, ADMINISTRATOR, stage.anna)
        add = [partial(adding_members.add, actor, house.pk, [Pick(person.pk)]) for actor in (anna, piet)]
        results = threads(*add)
        outcomes = sorted(result.outcomes[0] for result in results if isinstance(result, Sorted))
        assert outcomes == [Outcome.ADDED, Outcome.ALREADY_MEMBER]
        assert Membership.objects.open().filter(organization=house, user=person).count() == 1
        assert Entry.objects.filter(action="memberships.added", subject_id=person.pk).count() == 1


def test_two_administrators_asking_the_same_person_make_one_request(stage: Cast, firm: Firm) -> None:
    """domain 5.5"""
    anna, piet = stage.actor(stage.anna), stage.actor(stage.piet)
    for _round in range(ROUNDS // 4):
        house = firm()
        demo.member(house, stage.piet, ADMINISTRATOR, stage.anna)
        results = threads(
            *[partial(adding_members.add, actor, house.pk, [Pick(stage.tom.pk)]) for actor in (anna, piet)]
        )
        outcomes = sorted(result.outcomes[0] for result in results if isinstance(result, Sorted))
        assert outcomes == [Outcome.ALREADY_ASKED, Outcome.ASKED]
        assert Request.objects.filter(organization=house, state=RequestState.OPEN).count() == 1


def test_two_last_administrators_demoting_each_other_leave_one(stage: Cast, firm: Firm) -> None:
    """domain 5.7"""
    anna, piet = stage.actor(stage.anna), stage.actor(stage.piet)
    for _round in range(ROUNDS):
        house = firm()
        hers = Membership.objects.get(organization=house, user=stage.anna)
        his = demo.member(house, stage.piet, ADMINISTRATOR, stage.anna)
        results = threads(
            partial(memberships.change, anna, his.pk, MEMBER, None),
            partial(memberships.change, piet, hers.pk, MEMBER, None),
        )
        assert sum(isinstance(result, Refused) for result in results) == 1
        assert sum(isinstance(result, Membership) for result in results) == 1
        assert reach.lasting_administrators(house.pk).count() == 1


def test_two_last_administrators_leaving_at_once_leave_one(stage: Cast, firm: Firm) -> None:
    """domain 5.7"""
    anna, piet = stage.actor(stage.anna), stage.actor(stage.piet)
    for _round in range(ROUNDS // 4):
        house = firm()
        demo.member(house, stage.piet, ADMINISTRATOR, stage.anna)
        results = threads(*[partial(memberships.leave, actor, house.pk) for actor in (anna, piet)])
        assert sum(isinstance(result, Refused) for result in results) == 1
        assert reach.lasting_administrators(house.pk).count() == 1


def test_removing_the_same_member_twice_at_once_ends_one_row(
    stage: Cast, firm: Firm, newcomer: Callable[[], User]
) -> None:
    """domain 5.5: the second finds nobody there."""
    anna, piet = stage.actor(stage.anna), stage.actor(stage.piet)
    for _round in range(ROUNDS // 4):
        house, person = firm(), newcomer()
        demo.member(house, stage.piet, ADMINISTRATOR, stage.anna)
        row = demo.member(house, person, MEMBER, stage.anna)
        results = threads(*[partial(memberships.remove, actor, row.pk) for actor in (anna, piet)])
        assert sum(isinstance(result, NotFound) for result in results) == 1
        assert reach.role_in(person.pk, house.pk) is None
        assert Entry.objects.filter(action="memberships.removed", subject_id=person.pk).count() == 1
