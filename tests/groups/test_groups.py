"""Groups: who makes them, who is in them, what they pass on, what ends with them (domain 7.1)."""

import pytest

from kantoor.access import documents as reached
from kantoor.access import reach
from kantoor.accounts import removals
from kantoor.accounts.models import Block, User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.groups import asking, groups, people
from kantoor.groups.models import Group, GroupMembership
from kantoor.groups.people import Outcome
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import adding_members, memberships
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships import ending
from kantoor.sharing import shares
from kantoor.sharing.models import Share
from kantoor.sharing.receivers import To
from tests.documents import made

VIEWER = OrganizationRole.VIEWER


def make(cast: Cast, by: User | None = None, **more: object) -> Group:
    actor = cast.actor(by or cast.piet)
    return groups.make(actor, actor.environment_id, "Finance", **more)  # type: ignore[arg-type]


def add(cast: Cast, group: Group, *users: User, by: User | None = None) -> list[Outcome]:
    found = people.add(cast.actor(by or cast.piet), group.pk, [user.pk for user in users])
    return list(found.outcomes.values())


def place(group: Group, user: User) -> GroupMembership:
    found: GroupMembership = reach.places().get(group=group, user=user)
    return found


def accept(cast: Cast, who: User) -> None:
    requests.accept(cast.actor(who), requests.waiting_for(cast.actor(who)).get().pk)


def test_advanced_users_make_groups_and_basic_ones_do_not(cast: Cast) -> None:
    """domain 2, 7.1: who makes one manages it."""
    group = make(cast)
    assert place(group, cast.piet).manager
    with pytest.raises(Refused, match="advanced"):
        make(cast, by=cast.sara)


@pytest.mark.parametrize("name", ["", " \0 ", "x" * 121])
def test_a_group_has_a_name(cast: Cast, name: str) -> None:
    actor = cast.actor(cast.piet)
    with pytest.raises(Invalid):
        groups.make(actor, actor.environment_id, name)


def test_two_groups_of_one_name_would_be_taken_for_each_other(cast: Cast) -> None:
    make(cast)
    with pytest.raises(Invalid):
        make(cast, by=cast.anna)


def test_own_people_are_in_it_at_once_and_a_partners_is_asked_first(cast: Cast) -> None:
    """domain 7.1, 5.4: until they accept they have nothing of it."""
    group = make(cast)
    demo.member(cast.bouw, cast.piet, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    adding_members.add(cast.actor(cast.piet), cast.bouw.pk, [Pick(group.pk, VIEWER, group=True)])
    assert add(cast, group, cast.sara, cast.tom, cast.lin, cast.luc) == [
        Outcome.ADDED,
        Outcome.ASKED,
        Outcome.NOT_CHOOSABLE,
        Outcome.NOT_CHOOSABLE,
    ]
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == VIEWER
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) is None
    accept(cast, cast.tom)
    assert reach.role_in(cast.tom.pk, cast.bouw.pk) == VIEWER
    assert place(group, cast.tom).partnership_id == cast.partnership.pk


def test_adding_again_changes_nothing_and_says_so(cast: Cast) -> None:
    """domain 5.5"""
    group = make(cast)
    add(cast, group, cast.sara, cast.tom)
    assert add(cast, group, cast.sara, cast.tom) == [Outcome.ALREADY_IN, Outcome.ALREADY_ASKED]


def test_a_request_can_be_withdrawn_reminded_once_a_day_and_declined(cast: Cast) -> None:
    """domain 5.4"""
    group = make(cast)
    add(cast, group, cast.tom)
    request = Request.objects.get(kind=Kind.GROUP)
    asking.remind(cast.actor(cast.piet), request.pk)
    with pytest.raises(Conflict):
        asking.remind(cast.actor(cast.piet), request.pk)
    asking.withdraw(cast.actor(cast.piet), request.pk)
    with pytest.raises(Conflict):
        requests.accept(cast.actor(cast.tom), request.pk)
    add(cast, group, cast.tom)
    again = requests.waiting_for(cast.actor(cast.tom)).get()
    requests.decline(cast.actor(cast.tom), again.pk)
    assert not reach.places().filter(user=cast.tom).exists()
    told = Entry.objects.filter(action="groups.asked").latest("id")
    assert (told.environment_id, told.partner_id) == (cast.jansen.pk, cast.vandijk.pk)


def test_only_managers_change_a_group_and_others_do_not_see_it(cast: Cast) -> None:
    group = make(cast)
    add(cast, group, cast.sara)
    with pytest.raises(Refused, match="Piet de Vries"):
        add(cast, group, cast.anna, by=cast.sara)  # in it, but no manager
    with pytest.raises(Refused):
        groups.close(cast.actor(cast.anna), group.pk)  # administers the environment
    for stranger in (cast.eva, cast.luc):
        with pytest.raises(NotFound):
            groups.rename(cast.actor(stranger), group.pk, "Ours")


def test_a_co_manager_manages_it(cast: Cast) -> None:
    """domain 7.1"""
    group = make(cast)
    add(cast, group, cast.sara)
    people.appoint(cast.actor(cast.piet), place(group, cast.sara).pk, True)
    assert add(cast, group, cast.anna, by=cast.sara) == [Outcome.ADDED]
    people.appoint(cast.actor(cast.sara), place(group, cast.piet).pk, False)
    assert not place(group, cast.piet).manager


def test_a_group_keeps_a_manager_of_its_own_environment(cast: Cast) -> None:
    group = make(cast)
    add(cast, group, cast.tom, cast.sara)
    accept(cast, cast.tom)
    people.appoint(cast.actor(cast.piet), place(group, cast.tom).pk, True)  # a partner's does not count
    piet = cast.actor(cast.piet)
    for refused in (
        lambda: people.leave(piet, group.pk),
        lambda: people.appoint(piet, place(group, cast.piet).pk, False),
        lambda: people.take_out(piet, place(group, cast.piet).pk),
    ):
        with pytest.raises(Refused, match="last manager"):
            refused()
    people.appoint(piet, place(group, cast.sara).pk, True)
    people.leave(piet, group.pk)
    assert not reach.places().filter(group=group, user=cast.piet).exists()


def test_an_administrator_takes_over_a_group_that_nobody_manages_any_more(cast: Cast) -> None:
    group = make(cast)
    with pytest.raises(Conflict):
        groups.take_over(cast.actor(cast.anna), group.pk)
    removals.remove(cast.actor(cast.anna), cast.piet.pk)
    with pytest.raises(NotFound):
        groups.take_over(cast.actor(cast.eva), group.pk)
    groups.take_over(cast.actor(cast.anna), group.pk)
    assert place(group, cast.anna).manager


def test_a_blocked_manager_leaves_it_to_be_taken_over(cast: Cast) -> None:
    group = make(cast)
    Block.objects.create(user=cast.piet, reason="-")
    groups.take_over(cast.actor(cast.anna), group.pk)
    assert place(group, cast.anna).manager


def test_taking_somebody_out_ends_what_they_had_through_it_alone(cast: Cast) -> None:
    """domain 7.6"""
    group = make(cast)
    add(cast, group, cast.sara)
    invoice = documents.begin(cast.bouw, Box.RECEIVED, DocumentKind.OTHER, Source.UPLOADED, "A", by=cast.anna)
    shares.give(cast.actor(cast.anna), invoice.pk, [To("g", group.pk)], 3)
    shares.give(cast.actor(cast.anna), invoice.pk, [To("u", cast.sara.pk)], 1)
    assert reached.level_on(cast.sara.pk, invoice.pk) == 3
    people.take_out(cast.actor(cast.piet), place(group, cast.sara).pk)
    assert reached.level_on(cast.sara.pk, invoice.pk) == 1


def test_closing_ends_places_memberships_shares_and_requests(cast: Cast) -> None:
    """domain 8.5"""
    group = make(cast)
    add(cast, group, cast.sara, cast.tom)
    adding_members.add(cast.actor(cast.anna), cast.bouw.pk, [Pick(group.pk, VIEWER, group=True)])
    invoice = documents.begin(cast.vastgoed, Box.MADE, DocumentKind.OTHER, Source.UPLOADED, "A", by=cast.anna)
    shares.give(cast.actor(cast.anna), invoice.pk, [To("g", group.pk)], 1)
    ends = groups.close(cast.actor(cast.piet), group.pk)
    assert ends == groups.Ending(people=2, outside=0, memberships=1, shares=1, requests=1)
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    assert reached.level_on(cast.sara.pk, invoice.pk) is None
    assert Request.objects.get(kind=Kind.GROUP).state == RequestState.ENDED
    assert Entry.objects.get(action="groups.closed").details["left"] == 0
    with pytest.raises(NotFound):
        groups.rename(cast.actor(cast.piet), group.pk, "Again")


def test_a_partner_group_is_found_among_the_members_by_its_name(cast: Cast) -> None:
    """domain 7.1: of whichever side it is; nobody else is called so."""
    group = groups.make(cast.actor(cast.piet), cast.jansen.pk, "Qwertz", partnership_id=cast.partnership.pk)
    adding_members.add(cast.actor(cast.eva), cast.accountants.pk, [Pick(group.pk, VIEWER, group=True)])
    assert [row.name for row in memberships.of(cast.accountants, "qwertz")] == ["Qwertz"]
    assert [row.name for row in memberships.of(cast.accountants, "dijk accountants")] != []
    assert list(memberships.of(cast.accountants, "jansen groep")) == []


def test_a_partner_group_has_people_of_both_sides_and_ends_with_the_partnership(cast: Cast) -> None:
    """domain 7.1, 6.4"""
    group = make(cast, partnership_id=cast.partnership.pk)
    add(cast, group, cast.sara, cast.tom)
    accept(cast, cast.tom)
    adding_members.add(cast.actor(cast.eva), cast.accountants.pk, [Pick(group.pk, VIEWER, group=True)])
    assert reach.role_in(cast.sara.pk, cast.accountants.pk) == VIEWER
    people.appoint(cast.actor(cast.piet), place(group, cast.tom).pk, True)
    ends = ending.preview(cast.actor(cast.eva), cast.partnership)
    assert (ends.groups, ends.of(cast.jansen.pk).places) == (1, 2)
    ending.end(cast.actor(cast.eva), cast.partnership.pk)
    assert reach.role_in(cast.sara.pk, cast.accountants.pk) is None
    group.refresh_from_db()
    assert group.closed_at is not None
    assert not GroupMembership.objects.open().filter(group=group).exists()


def test_a_partner_group_is_made_with_a_partner_alone(cast: Cast) -> None:
    with pytest.raises(NotFound):
        make(cast, by=cast.luc, partnership_id=cast.partnership.pk)
    ending.end(cast.actor(cast.eva), cast.partnership.pk)
    with pytest.raises(Conflict):
        make(cast, partnership_id=cast.partnership.pk)


def test_a_partners_manager_chooses_among_those_they_may_know(cast: Cast) -> None:
    """domain 1: nobody of Jansen Groep but its participants crosses the wall to Tom."""
    group = make(cast, partnership_id=cast.partnership.pk)
    add(cast, group, cast.tom)
    accept(cast, cast.tom)
    people.appoint(cast.actor(cast.piet), place(group, cast.tom).pk, True)
    known = {user.name for user in people.search(cast.actor(cast.tom), group, "")}
    assert known == {"Piet de Vries", "Eva van Dijk", "Tom Bakker"}
    assert add(cast, group, cast.sara, by=cast.tom) == [Outcome.NOT_CHOOSABLE]


def test_a_name_changes_where_it_is_sorted_by(cast: Cast) -> None:
    group = make(cast)
    adding_members.add(cast.actor(cast.anna), cast.bouw.pk, [Pick(group.pk, VIEWER, group=True)])
    groups.rename(cast.actor(cast.piet), group.pk, "  Bookkeeping ")
    assert cast.bouw.memberships.get(group=group).name_key == "bookkeeping"
    assert [one.name for one in groups.page(cast.actor(cast.piet), "book").rows] == ["Bookkeeping"]


def test_of_what_a_group_has_each_is_told_what_they_reach(cast: Cast) -> None:
    """domain 1, 7.7: others' organizations are a number, and a document that somebody cannot open is not named."""
    group = make(cast)
    add(cast, group, cast.sara, cast.anna)
    people.add(cast.actor(cast.piet), group.pk, [cast.tom.pk])
    for house in (cast.bouw, cast.vastgoed):
        Membership.objects.create(organization=house, group=group, role=VIEWER, began_by=cast.anna)
    papers = [made.received(cast.bouw, f"G-{n}", by=cast.anna) for n in range(3)]
    Document.objects.filter(pk=papers[1].pk).update(withheld=True, made_by=cast.anna)
    for paper in papers:
        Share.objects.create(document=paper, organization=cast.bouw, group=group, level=1)
    given = list(groups.shares_of(group).order_by("-id"))
    for who in (cast.anna, cast.piet, cast.sara, cast.tom, cast.luc):
        actor = cast.actor(who)
        mine = set(reached.reached(who.pk).values_list("pk", flat=True))
        told = [one.document_id for one in groups.reached_in(actor, given)]
        assert told == [one.document_id for one in given if one.document_id in mine]
        held = set(reach.organizations(who.pk).values_list("pk", flat=True))
        if actor.is_environment_administrator:
            held |= {
                one.pk for one in (cast.bouw, cast.vastgoed) if one.environment_id == actor.environment_id
            }
        named, others = groups.memberships_of(actor, group)
        assert {row.organization_id for row in named} == held & {cast.bouw.pk, cast.vastgoed.pk}
        assert len(named) + others == 2
    assert groups.reached_in(cast.actor(cast.anna), []) == []
