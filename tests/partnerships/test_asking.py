"""Relationship requests (domain 6.2, 6.3)."""

import datetime as dt

import pytest

from kantoor.access.actor import Actor
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.environments.models import Environment
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.partnerships import asking, participants, partnerships
from kantoor.partnerships.models import Partnership

A_DAY = dt.timedelta(days=1)


def ask(actor: Actor, other: Environment, message: str = "", number: str = "") -> Request:
    return asking.ask(actor, actor.environment, other.pk, message, number)


def live(one: Environment, other: Environment) -> int:
    return partnerships.between(one.pk, other.pk).count()


def test_a_relationship_manager_asks_and_the_other_side_finds_the_request(cast: Cast) -> None:
    """Domain 6.2: a relationship manager sends it; those of the other side find it in Inbox IN."""
    made = ask(cast.actor(cast.piet), cast.desmet, "Shall we?")
    assert made.state == RequestState.OPEN
    assert requests.waiting_for(cast.actor(cast.luc)).get().message == "Shall we?"
    assert not requests.waiting_for(cast.actor(cast.eva)).exists()
    assert not live(cast.jansen, cast.desmet)


def test_a_basic_user_cannot_ask(cast: Cast) -> None:
    """Domain 2: finding partners and sending requests is for relationship managers and administrators."""
    with pytest.raises(Refused) as refusal:
        ask(cast.actor(cast.sara), cast.desmet)
    assert refusal.value.helpers == ("Anna Jansen",)
    assert Entry.objects.get(refused=True).action == "partnerships.ask"


def test_an_advanced_user_who_is_no_relationship_manager_cannot_ask(cast: Cast) -> None:
    """Domain 2: the mark counts, not the role alone."""
    with pytest.raises(Refused):
        ask(cast.actor(cast.tom), cast.desmet)


def test_accepting_begins_the_partnership_with_asker_and_accepter_in_it(cast: Cast) -> None:
    """Domain 6.3: the asker and the accepter become its first participants."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    requests.accept(cast.actor(cast.luc), made)
    partnership = partnerships.between(cast.jansen.pk, cast.desmet.pk).get()
    sides = participants.sides([partnership])
    assert [p.user for p in sides[partnership.pk, cast.jansen.pk].first] == [cast.piet]
    assert [p.user for p in sides[partnership.pk, cast.desmet.pk].first] == [cast.luc]
    made.refresh_from_db()
    assert made.partnership_id == partnership.pk
    entry = Entry.objects.get(action="partnerships.accepted")
    assert {entry.environment_id, entry.partner_id} == {cast.jansen.pk, cast.desmet.pk}


def test_a_blocked_or_removed_asker_does_not_hinder_the_acceptance(cast: Cast) -> None:
    """Domain 3.6, 6.3: who has been removed since is no participant; the agreement is between companies."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    type(cast.piet).objects.filter(pk=cast.piet.pk).update(removed_at=now())
    requests.accept(cast.actor(cast.luc), made)
    partnership = partnerships.between(cast.jansen.pk, cast.desmet.pk).get()
    assert participants.sides([partnership])[partnership.pk, cast.jansen.pk].count == 0


def test_only_the_asked_side_can_accept(cast: Cast) -> None:
    """Domain 6.2: asked by one, accepted by the other; for anybody else the request is not there."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    for user in (cast.anna, cast.eva, cast.sara):
        with pytest.raises(NotFound):
            requests.accept(cast.actor(user), made.pk)


def test_declining_leaves_no_partnership_and_one_may_ask_again(cast: Cast) -> None:
    """Domain 6.2: declined, with a reason for the asker; a new request may follow."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    requests.decline(cast.actor(cast.luc), made, "Not now")
    assert not live(cast.jansen, cast.desmet)
    assert ask(cast.actor(cast.piet), cast.desmet).pk != made.pk


def test_asking_twice_changes_nothing(cast: Cast) -> None:
    """Domain 6.2: one open request per pair; a colleague's second asking is the same request."""
    first = ask(cast.actor(cast.piet), cast.desmet)
    assert ask(cast.actor(cast.anna), cast.desmet) == first
    assert Request.objects.count() == 1


def test_crossing_requests_become_one_partnership(cast: Cast) -> None:
    """Domain 6.2: asking somebody who has asked you is accepting."""
    ask(cast.actor(cast.piet), cast.desmet)
    crossed = ask(cast.actor(cast.luc), cast.jansen)
    assert crossed.state == RequestState.ACCEPTED
    assert live(cast.jansen, cast.desmet) == 1
    assert not Request.objects.filter(state=RequestState.OPEN).exists()


def test_partners_cannot_ask_each_other_again(cast: Cast) -> None:
    """Domain 6.2: no open request beside an active partnership, whichever side asks."""
    for user, other in ((cast.piet, cast.vandijk), (cast.eva, cast.jansen)):
        with pytest.raises(Conflict):
            ask(cast.actor(user), other)
    assert not Request.objects.exists()


def test_nobody_asks_their_own_environment(cast: Cast) -> None:
    """Domain 6.1: never one's own."""
    with pytest.raises(NotFound):
        ask(cast.actor(cast.piet), cast.jansen)


def test_an_unlisted_environment_is_asked_with_its_number_only(cast: Cast) -> None:
    """Domain 6.1: unlisted, so its id alone is as good as nothing."""
    Environment.objects.filter(pk=cast.desmet.pk).update(listed=False)
    for number in ("", "0403170702", "04031707"):
        with pytest.raises(NotFound):
            ask(cast.actor(cast.piet), cast.desmet, number=number)
    assert ask(cast.actor(cast.piet), cast.desmet, number="0403.170.701").state == RequestState.OPEN


def test_who_was_asked_by_an_unlisted_environment_may_ask_back(cast: Cast) -> None:
    """Domain 6.1, 6.2: their request has shown them; asking is accepting."""
    Environment.objects.filter(pk=cast.jansen.pk).update(listed=False)
    ask(cast.actor(cast.piet), cast.desmet)
    assert ask(cast.actor(cast.luc), cast.jansen).state == RequestState.ACCEPTED


@pytest.mark.parametrize("forged", ["", "x", "0" * 5000, "\0", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_id_is_not_there(cast: Cast, forged: str) -> None:
    """Domain 7.7: not there and not yours are the same."""
    piet = cast.actor(cast.piet)
    with pytest.raises(NotFound):
        asking.ask(piet, piet.environment, forged)


def test_a_message_has_an_end(cast: Cast) -> None:
    """Domain 6.2: the message is kept whole or refused, never cut."""
    with pytest.raises(Invalid) as refusal:
        ask(cast.actor(cast.piet), cast.desmet, "x" * 1001)
    assert refusal.value.field == "message"
    assert ask(cast.actor(cast.piet), cast.desmet, "x" * 1000 + " \0").message == "x" * 1000


def test_the_asking_side_withdraws_and_the_other_can_no_longer_accept(cast: Cast) -> None:
    """Domain 6.2: withdrawn by anybody of the asking side who may ask."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    asking.withdraw(cast.actor(cast.anna), made)
    with pytest.raises(Conflict):
        requests.accept(cast.actor(cast.luc), made)
    assert not live(cast.jansen, cast.desmet)


def test_a_colleague_without_the_permission_cannot_withdraw_and_strangers_see_nothing(cast: Cast) -> None:
    """Domain 2: yours but not allowed is refused; not yours is not there."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    with pytest.raises(Refused):
        asking.withdraw(cast.actor(cast.sara), made)
    for user in (cast.luc, cast.eva):
        with pytest.raises(NotFound):
            asking.withdraw(cast.actor(user), made)


def test_a_request_is_recalled_at_most_once_a_day(cast: Cast) -> None:
    """Domain 5.4, 6.2: a reminder, and not a storm of them."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    asking.remind(cast.actor(cast.anna), made)
    with pytest.raises(Conflict):
        asking.remind(cast.actor(cast.anna), made)
    Request.objects.update(reminded_at=now() - A_DAY)
    asking.remind(cast.actor(cast.piet), made)
    assert Entry.objects.filter(action="partnerships.reminded").count() == 2


def test_a_settled_request_cannot_be_recalled(cast: Cast) -> None:
    """Domain 6.2: there is nothing left to remind of."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    asking.withdraw(cast.actor(cast.piet), made)
    with pytest.raises(Conflict):
        asking.remind(cast.actor(cast.piet), made)


def test_an_expired_request_is_over_and_does_not_stand_in_the_way(cast: Cast) -> None:
    """Domain 6.2: after 30 days it cannot be accepted, and either side may ask anew."""
    made = ask(cast.actor(cast.piet), cast.desmet)
    assert made.expires_at - made.asked_at >= dt.timedelta(days=29, hours=23) if made.asked_at else True
    Request.objects.update(expires_at=now() - A_DAY)
    with pytest.raises(Conflict):
        requests.accept(cast.actor(cast.luc), made)
    assert not asking.waiting_across(cast.actor(cast.piet)).exists()
    again = ask(cast.actor(cast.luc), cast.jansen)
    assert again.state == RequestState.OPEN
    made.refresh_from_db()
    assert made.state == RequestState.EXPIRED


def test_a_new_partnership_can_follow_one_that_is_past_its_date(cast: Cast) -> None:
    """Domain 6.2: past its date is over, even before the worker has written its end."""
    Partnership.objects.update(expires_at=now() - A_DAY)
    made = ask(cast.actor(cast.piet), cast.vandijk)
    requests.accept(cast.actor(cast.eva), made)
    assert live(cast.jansen, cast.vandijk) == 1
    cast.partnership.refresh_from_db()
    assert cast.partnership.ended_at == cast.partnership.expires_at
