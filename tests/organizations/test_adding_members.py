"""Adding members (domain 5.1 to 5.5)."""

import datetime as dt

import pytest

from kantoor.access import reach
from kantoor.accounts.models import Block
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.inbox import requests
from kantoor.inbox.models import Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import adding_members, asking, memberships
from kantoor.organizations.adding_members import Outcome, Pick
from kantoor.organizations.models import Membership, OrganizationRole

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


def add(cast: Cast, *people: object, by: object = None, **more: object) -> list[Outcome]:
    picks = [Pick(person.pk, **more) for person in people]  # type: ignore[attr-defined, arg-type]
    return adding_members.add(cast.actor(by or cast.anna), cast.bouw.pk, picks).outcomes  # type: ignore[arg-type]


def test_a_colleague_is_a_member_at_once(cast: Cast) -> None:
    """domain 5.3"""
    assert add(cast, cast.sara, role=VIEWER) == [Outcome.ADDED]
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == VIEWER


def test_a_partner_has_no_access_until_they_accept(cast: Cast) -> None:
    """domain 5.4"""
    assert add(cast, cast.tom) == [Outcome.ASKED]
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    request = requests.waiting_for(cast.actor(cast.tom)).get()
    requests.accept(cast.actor(cast.tom), request.pk)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) == MEMBER


def test_a_declined_request_gives_nothing_and_keeps_the_reason(cast: Cast) -> None:
    """domain 5.4"""
    add(cast, cast.tom)
    request = requests.waiting_for(cast.actor(cast.tom)).get()
    requests.decline(cast.actor(cast.tom), request.pk, "Wrong Tom")
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.DECLINED, "Wrong Tom")
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None


def test_nobody_else_can_answer_a_request(cast: Cast) -> None:
    """domain 5.4: another person's request does not exist for them."""
    add(cast, cast.tom)
    request = requests.waiting_for(cast.actor(cast.tom)).get()
    for other in (cast.eva, cast.anna, cast.luc):
        with pytest.raises(NotFound):
            requests.accept(cast.actor(other), request.pk)


def test_strangers_and_colleagues_of_participants_cannot_be_chosen(cast: Cast) -> None:
    """domain 5.2, 6: the other side sees its participants and nobody else."""
    assert add(cast, cast.luc, cast.lin, cast.tom) == [
        Outcome.NOT_CHOOSABLE,
        Outcome.NOT_CHOOSABLE,
        Outcome.ASKED,
    ]
    assert not Membership.objects.filter(user=cast.luc, organization=cast.bouw).exists()


def test_blocked_people_cannot_be_chosen(cast: Cast) -> None:
    """domain 5.2: active users."""
    Block.objects.create(user=cast.sara, reason="away")
    assert add(cast, cast.sara, cast.piet) == [Outcome.NOT_CHOOSABLE, Outcome.ADDED]


def test_only_administrators_of_the_organization_add_members(cast: Cast) -> None:
    """domain 5.1; the refusal names who can help (domain 2)."""
    add(cast, cast.sara)
    with pytest.raises(Refused, match="Anna Jansen") as refusal:
        add(cast, cast.piet, by=cast.sara)
    assert refusal.value.helpers == ("Anna Jansen",)
    assert Entry.objects.filter(action="memberships.add", refused=True, actor_id=cast.sara.pk).exists()


def test_for_others_the_organization_does_not_exist(cast: Cast) -> None:
    """domain 7.7"""
    for outsider in (cast.eva, cast.luc, cast.piet):
        with pytest.raises(NotFound):
            add(cast, cast.sara, by=outsider)


def test_an_overseeing_administrator_sees_the_organization_but_may_not_add(cast: Cast) -> None:
    """domain 2: the two levels are independent."""
    made = demo.organization(cast.jansen, "Jansen Hout BV", "Ede", cast.piet)
    with pytest.raises(Refused, match="Piet de Vries"):
        adding_members.add(cast.actor(cast.anna), made.pk, [Pick(cast.sara.pk)])


def test_an_organization_that_is_not_active_takes_no_members(cast: Cast) -> None:
    """domain 4.2, 5.1"""
    with pytest.raises(Conflict, match="not active"):
        adding_members.add(cast.actor(cast.anna), cast.beheer.pk, [Pick(cast.sara.pk)])


def test_adding_again_changes_nothing_and_says_so(cast: Cast) -> None:
    """domain 5.5"""
    add(cast, cast.sara, cast.tom)
    entries = Entry.objects.count()
    assert add(cast, cast.sara, cast.tom) == [Outcome.ALREADY_MEMBER, Outcome.ALREADY_ASKED]
    assert Entry.objects.count() == entries
    assert Membership.objects.open().filter(user=cast.sara, organization=cast.bouw).count() == 1


def test_the_same_person_picked_twice_is_added_once(cast: Cast) -> None:
    """domain 5.5"""
    assert add(cast, cast.sara, cast.sara) == [Outcome.ADDED, Outcome.ALREADY_MEMBER]


def test_a_lapsed_membership_gives_way_to_a_new_one(cast: Cast) -> None:
    """domain 5.5, 8.3"""
    demo.member(
        cast.bouw,
        cast.sara,
        VIEWER,
        cast.anna,
        expires_at=now() - dt.timedelta(days=1),
        valid_from=now() - dt.timedelta(days=9),
    )
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    assert add(cast, cast.sara, role=MEMBER) == [Outcome.ADDED]
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == MEMBER
    assert reach.role_in(cast.sara.pk, cast.bouw.pk, now() - dt.timedelta(days=5)) == VIEWER


def test_an_expired_request_can_be_made_anew(cast: Cast) -> None:
    """domain 5.4: it expires after 30 days."""
    add(cast, cast.tom)
    old = Request.objects.get(to_user=cast.tom)
    assert dt.timedelta(days=29) < old.expires_at - now() <= dt.timedelta(days=30)
    Request.objects.filter(pk=old.pk).update(expires_at=now() - dt.timedelta(seconds=1))
    with pytest.raises(Conflict, match="expired"):
        requests.accept(cast.actor(cast.tom), old.pk)
    assert add(cast, cast.tom) == [Outcome.ASKED]


@pytest.mark.parametrize(
    ("more", "named"),
    [({"role": 9}, "role"), ({"until": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "until")],
)
def test_a_role_that_is_none_and_a_day_gone_by_are_told(
    cast: Cast, more: dict[str, object], named: str
) -> None:
    """domain 5.2"""
    with pytest.raises(Invalid) as problem:
        add(cast, cast.sara, **more)
    assert problem.value.field == named
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None


def test_an_end_date_ends_the_membership_by_itself(cast: Cast) -> None:
    """domain 5.2"""
    add(cast, cast.sara, until=now() + dt.timedelta(days=2))
    assert reach.role_in(cast.sara.pk, cast.bouw.pk, now() + dt.timedelta(days=1)) == MEMBER
    assert reach.role_in(cast.sara.pk, cast.bouw.pk, now() + dt.timedelta(days=3)) is None


def test_a_withdrawn_request_cannot_be_accepted(cast: Cast) -> None:
    """domain 5.4, 5.5"""
    add(cast, cast.tom)
    request = Request.objects.get(to_user=cast.tom)
    asking.withdraw(cast.actor(cast.anna), request.pk)
    with pytest.raises(Conflict, match="withdrawn"):
        requests.accept(cast.actor(cast.tom), request.pk)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None


def test_only_administrators_withdraw_and_remind(cast: Cast) -> None:
    """domain 5.4"""
    add(cast, cast.tom, cast.sara)
    request = Request.objects.get(to_user=cast.tom)
    for act in (asking.withdraw, asking.remind):
        with pytest.raises(Refused):
            act(cast.actor(cast.sara), request.pk)
        with pytest.raises(NotFound):
            act(cast.actor(cast.tom), request.pk)


def test_a_reminder_goes_out_at_most_once_a_day(cast: Cast) -> None:
    """domain 5.4"""
    add(cast, cast.tom)
    request = Request.objects.get(to_user=cast.tom)
    asking.remind(cast.actor(cast.anna), request.pk)
    with pytest.raises(Conflict, match="less than a day"):
        asking.remind(cast.actor(cast.anna), request.pk)


def test_a_membership_of_a_partner_ends_with_the_partnership(cast: Cast) -> None:
    """domain 6.4: the right hangs on the row that gives it."""
    add(cast, cast.tom)
    requests.accept(cast.actor(cast.tom), Request.objects.get(to_user=cast.tom).pk)
    type(cast.partnership).objects.filter(pk=cast.partnership.pk).end(cast.anna)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None


def test_what_was_asked_under_an_ended_partnership_cannot_be_accepted(cast: Cast) -> None:
    """domain 5.5"""
    add(cast, cast.tom)
    type(cast.partnership).objects.filter(pk=cast.partnership.pk).end(cast.anna)
    with pytest.raises(Conflict, match="partnership has ended"):
        requests.accept(cast.actor(cast.tom), Request.objects.get(to_user=cast.tom).pk)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None


def test_a_thousand_people_in_one_act_need_few_queries(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    """performance: the number of queries does not grow with the people, but for the batches of rows."""
    people = [
        demo.users.create(cast.jansen, f"Person {n}", f"p{n}@jansen.example", demo.BASIC) for n in range(60)
    ]
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        outcomes = add(cast, *people)
    assert outcomes == [Outcome.ADDED] * 60
    assert memberships.count(cast.bouw) == 61
