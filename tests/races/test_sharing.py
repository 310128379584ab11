"""Shares and groups, raced: exactly one outcome, never an error page (domain 5.5, 6.4, 7.1, 7.5)."""

from collections.abc import Callable
from functools import partial

from kantoor.access import documents as reached
from kantoor.access import groups as standings
from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.groups import asking, groups, people
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.errors import Conflict, DomainError, Refused
from kantoor.partnerships import ending
from kantoor.partnerships.models import Partnership
from kantoor.sharing import shares
from kantoor.sharing.models import Share
from kantoor.sharing.receivers import to
from tests.threads import threads

ROUNDS = 10


def made(stage: Cast, number: int) -> Group:
    return groups.make(stage.actor(stage.piet), stage.jansen.pk, f"Race {number} {Group.objects.count()}")


def paper(stage: Cast) -> Document:
    return documents.begin(
        stage.bouw, Box.RECEIVED, DocumentKind.OTHER, Source.UPLOADED, "Raced", by=stage.anna
    )


def test_accepting_a_place_against_withdrawing_it_has_one_outcome(stage: Cast) -> None:
    """domain 5.5"""
    piet, tom = stage.actor(stage.piet), stage.actor(stage.tom)
    for number in range(ROUNDS):
        group = made(stage, number)
        people.add(piet, group.pk, [stage.tom.pk])
        asked = Request.objects.get(group=group)
        results = threads(partial(requests.accept, tom, asked.pk), partial(asking.withdraw, piet, asked.pk))
        assert [type(one) for one in results if isinstance(one, Exception)] == [Conflict]
        asked.refresh_from_db()
        inside = reach.places().filter(group=group, user=stage.tom).exists()
        assert inside == (asked.state == RequestState.ACCEPTED)


def test_two_managers_who_dismiss_each_other_leave_one(stage: Cast, newcomer: Callable[[], User]) -> None:
    """A group keeps a manager."""
    for number in range(ROUNDS):
        group, other = made(stage, number), newcomer()
        people.add(stage.actor(stage.piet), group.pk, [other.pk])
        place = GroupMembership.objects.open().get(group=group, user=other)
        people.appoint(stage.actor(stage.piet), place.pk, True)
        mine = {row.user_id: row.pk for row in GroupMembership.objects.open().filter(group=group)}
        results = threads(
            partial(people.take_out, stage.actor(stage.piet), mine[other.pk]),
            partial(people.take_out, stage.actor(other), mine[stage.piet.pk]),
        )
        late = [one for one in results if isinstance(one, Exception)]
        assert len(late) == 1
        assert isinstance(late[0], DomainError)
        assert standings.managers(group.pk).count() == 1


def test_two_managers_who_both_leave_leave_one(stage: Cast, newcomer: Callable[[], User]) -> None:
    for number in range(ROUNDS):
        group, other = made(stage, number), newcomer()
        people.add(stage.actor(stage.piet), group.pk, [other.pk])
        place = GroupMembership.objects.open().get(group=group, user=other)
        people.appoint(stage.actor(stage.piet), place.pk, True)
        results = threads(
            partial(people.leave, stage.actor(stage.piet), group.pk),
            partial(people.leave, stage.actor(other), group.pk),
        )
        assert [type(one) for one in results if isinstance(one, Exception)] == [Refused]
        assert standings.managers(group.pk).count() == 1


def test_two_who_share_with_the_same_person_make_one_share(stage: Cast, newcomer: Callable[[], User]) -> None:
    """domain 5.5"""
    anna = stage.actor(stage.anna)
    for _round in range(ROUNDS):
        document, person = paper(stage), newcomer()
        give = partial(shares.give, anna, document.pk, [to(person)], 1)
        results = threads(give, give)
        assert not [one for one in results if isinstance(one, Exception)]
        assert Share.objects.open().filter(document=document).count() == 1


def test_a_share_against_the_end_of_the_partnership_leaves_nothing(stage: Cast) -> None:
    """domain 6.4: whichever comes first, nothing across it is left."""
    anna = stage.actor(stage.anna)
    for number in range(ROUNDS):
        side = demo.environment(f"Raced side {number} {Partnership.objects.count()}")
        boss = demo.person(side, "Boss", f"boss{side.pk}@side.example", demo.ADMINISTRATOR)
        pair = demo.partnership(stage.jansen, side, asked_by=stage.piet, accepted_by=boss)
        document = paper(stage)
        give = partial(shares.give, anna, document.pk, [to(boss)], 1)
        results = threads(give, partial(ending.end, stage.actor(boss), pair.pk))
        assert not isinstance(results[1], Exception)
        assert not isinstance(results[0], Exception) or isinstance(results[0], DomainError)
        assert not Share.objects.open().filter(document=document).exists()
        assert reached.level_on(boss.pk, document.pk) is None
