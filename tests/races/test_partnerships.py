"""Partnerships under two hands at once: one outcome and no error (domain 5.5, 6.2, 6.4)."""

import itertools
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from kantoor.access import actor as actors
from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.environments.models import Environment
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, NotFound
from kantoor.organizations import memberships
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships import asking, ending, participants, partnerships
from kantoor.partnerships.models import Participant, Partnership
from tests.races.conftest import ROUNDS
from tests.threads import threads

VIEWER, MEMBER, _ADMINISTRATOR = OrganizationRole
_numbers = itertools.count(1)


class Pair(NamedTuple):
    """Two environments with an administrator each; the second may have the smaller id or the larger."""

    one: User
    other: User

    @property
    def live(self) -> int:
        return partnerships.between(self.one.environment_id, self.other.environment_id).count()

    @property
    def open(self) -> int:
        both = [self.one.environment_id, self.other.environment_id]
        return Request.objects.filter(
            kind=Kind.PARTNERSHIP, environment__in=both, state=RequestState.OPEN
        ).count()


def act(user: User) -> Actor:
    found = actors.of(user.pk)
    assert found is not None
    return found


def administrator(place: Environment | None = None) -> User:
    number = next(_numbers)
    place = place or demo.environment(f"Pair {number}")
    return demo.users.create(
        place, f"Head {number}", f"head{number}@pair{number}.example", demo.ADMINISTRATOR
    )


@pytest.fixture
def pair(stage: Cast) -> Callable[[], Pair]:
    """Makes pairs that nobody else uses."""

    def make() -> Pair:
        heads = [administrator(), administrator()]
        return Pair(*(heads if next(_numbers) % 2 else reversed(heads)))

    return make


def asks(by: User, other: User) -> Callable[[], Request]:
    return lambda: asking.ask(act(by), by.environment, other.environment_id)


def test_two_crossing_requests_become_one_partnership(pair: Callable[[], Pair]) -> None:
    """Domain 6.2: no error on either side, whoever is first."""
    for _round in range(ROUNDS):
        two = pair()
        results = threads(asks(two.one, two.other), asks(two.other, two.one))
        assert not [result for result in results if isinstance(result, Exception)]
        assert (two.live, two.open) == (1, 0)
        partnership = partnerships.between(two.one.environment_id, two.other.environment_id).get()
        assert Participant.objects.live().filter(partnership=partnership).count() == 2


def test_colleagues_who_ask_at_once_make_one_request(pair: Callable[[], Pair]) -> None:
    """Domain 6.2: one open request per pair."""
    for _round in range(ROUNDS // 4):
        two = pair()
        colleague = administrator(two.one.environment)
        first, second = threads(asks(two.one, two.other), asks(colleague, two.other))
        assert first == second
        assert (two.live, two.open) == (0, 1)


def test_accepting_withdrawing_and_asking_again_never_leave_a_request_beside_a_partnership(
    pair: Callable[[], Pair],
) -> None:
    """Domain 6.2: all four hands at once; a partnership or an open request or neither, never both."""
    for _round in range(ROUNDS // 4):
        two = pair()
        made = asks(two.one, two.other)()
        results = threads(
            lambda two=two, made=made: requests.accept(act(two.other), made.pk),
            lambda two=two, made=made: asking.withdraw(act(two.one), made.pk),
            asks(two.other, two.one),
            asks(two.one, two.other),
        )
        wrong = [r for r in results if isinstance(r, Exception) and not isinstance(r, Conflict)]
        assert not wrong
        assert (two.live, two.open) in {(1, 0), (0, 1), (0, 0)}


class Firm(NamedTuple):
    """A partnership, an organization of one side, and a person of the other."""

    partnership: Partnership
    organization: Organization
    head: User
    other_head: User
    person: User

    def left(self) -> Counter[str]:
        """What is open on the partnership."""
        return Counter(
            memberships=Membership.objects.open().filter(partnership=self.partnership).count(),
            participants=Participant.objects.open().filter(partnership=self.partnership).count(),
            requests=self.partnership.requests.filter(state=RequestState.OPEN).count(),
        )


@pytest.fixture
def firm(pair: Callable[[], Pair]) -> Callable[[], Firm]:
    def make() -> Firm:
        head, other = pair()
        number = next(_numbers)
        made = demo.partnership(head.environment, other.environment, head, other)
        where = demo.organization(head.environment, f"Pair {number} BV", "Utrecht", head)
        person = demo.users.create(
            other.environment, f"Guest {number}", f"guest{number}@pair.example", demo.BASIC
        )
        return Firm(made, where, head, other, person)

    return make


def test_accepting_a_membership_against_the_end_of_the_partnership(firm: Callable[[], Firm]) -> None:
    """Domain 5.5: whoever is first, afterwards nothing is left, and nobody sees an error page."""
    seen: Counter[str] = Counter()
    for _round in range(ROUNDS):
        it = firm()
        asked = Request.objects.create(
            kind=Kind.MEMBERSHIP,
            environment=it.head.environment,
            asked_by=it.head,
            to_user=it.person,
            organization=it.organization,
            role=VIEWER,
            partnership=it.partnership,
            expires_at=now() + requests.LIFE,
        )
        accepted, ended = threads(
            lambda it=it, asked=asked: requests.accept(act(it.person), asked.pk),
            lambda it=it: ending.end(act(it.other_head), it.partnership),
        )
        assert isinstance(ended, Entry)
        assert isinstance(accepted, Request | Conflict)
        asked.refresh_from_db()
        expected = RequestState.ENDED if isinstance(accepted, Conflict) else RequestState.ACCEPTED
        assert asked.state == expected
        assert +it.left() == Counter()
        assert reach.role_in(it.person.pk, it.organization.pk) is None
        seen[asked.state] += 1
    assert seen.total() == ROUNDS


def test_changing_a_role_against_the_end_of_the_partnership(firm: Callable[[], Firm]) -> None:
    """Domain 6.4, 8.5: no new row slips in beside the end."""
    for _round in range(ROUNDS // 4):
        it = firm()
        held = demo.member(it.organization, it.person, VIEWER, it.head, partnership=it.partnership)
        changed, ended = threads(
            lambda it=it, held=held: memberships.change(act(it.head), held.pk, MEMBER, None),
            lambda it=it: ending.end(act(it.other_head), it.partnership),
        )
        assert isinstance(ended, Entry)
        assert isinstance(changed, Membership | Conflict | NotFound)
        assert +it.left() == Counter()


def test_putting_forward_against_the_end_of_the_partnership(firm: Callable[[], Firm]) -> None:
    """Domain 6.3, 6.4: in it and ended with it, or told that it has ended."""
    for _round in range(ROUNDS // 4):
        it = firm()
        forward, ended = threads(
            lambda it=it: participants.put_forward(act(it.other_head), it.partnership, [it.person.pk]),
            lambda it=it: ending.end(act(it.head), it.partnership),
        )
        assert isinstance(ended, Entry)
        assert isinstance(forward, list | Conflict)
        assert +it.left() == Counter()


def test_both_sides_end_it_at_once(firm: Callable[[], Firm]) -> None:
    """Domain 6.4: one receipt; the other side reads that it has ended already."""
    for _round in range(ROUNDS // 4):
        it = firm()
        results = threads(
            lambda it=it: ending.end(act(it.head), it.partnership),
            lambda it=it: ending.end(act(it.other_head), it.partnership),
        )
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "Entry"]
        assert Entry.objects.filter(target_id=it.partnership.pk, action="partnerships.ended").count() == 1
