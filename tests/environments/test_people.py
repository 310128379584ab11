"""The people of an environment, their roles, blocks and removals."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from kantoor.access import actor as actors
from kantoor.access import reach
from kantoor.accounts import blocks, holdings, removals, users
from kantoor.accounts.models import Block, User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.environments import administrators, appointments, people
from kantoor.environments.models import Appointment, EnvironmentRole
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships.models import Participant

BASIC, ADVANCED, ADMINISTRATOR = EnvironmentRole
SOON = dt.timedelta(days=3)


def second_administrator(cast: Cast) -> User:
    """Anna is no longer the only one of the environment, nor of her organizations."""
    joost = demo.person(cast.jansen, "Joost de Wit", "joost@jansen.example", ADMINISTRATOR)
    for place in (cast.bouw, cast.vastgoed):
        demo.member(place, joost, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    return joost


def session_of(user: User) -> str:
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.create()
    UserSession.objects.create(
        user=user, ip="127.0.0.1", user_agent="test", session_key=store.session_key, data={}
    )
    return str(store.session_key)


def names(rows: object) -> list[str]:
    return sorted(row.name for row in rows)  # type: ignore[attr-defined]


def test_administrators_see_everybody_of_their_own_environment_and_nobody_else(cast: Cast) -> None:
    """Domain 2."""
    seen = people.listed(cast.actor(cast.anna))
    assert names(seen) == ["Anna Jansen", "Piet de Vries", "Sara El Amrani"]


@pytest.mark.parametrize("who", ["piet", "sara"])
def test_others_do_not_see_the_list_and_read_who_can_help(cast: Cast, who: str) -> None:
    """Domain 2, last line."""
    with pytest.raises(Refused, match="Anna Jansen"):
        people.listed(cast.actor(getattr(cast, who)))


@pytest.mark.parametrize("text", ["el amrani", "AMRÁNI sara", "sara@jansen", "example amrani"])
def test_every_word_is_found_without_accents_and_case(cast: Cast, text: str) -> None:
    assert names(people.listed(cast.actor(cast.anna), text)) == ["Sara El Amrani"]


def test_one_word_that_is_not_there_finds_nobody(cast: Cast) -> None:
    assert not people.listed(cast.actor(cast.anna), "sara vries").exists()


def test_filters_by_state_and_role(cast: Cast) -> None:
    """Domain 3.6."""
    anna = cast.actor(cast.anna)
    blocks.begin(anna, cast.sara, "On leave")
    assert names(people.listed(anna, state="blocked")) == ["Sara El Amrani"]
    assert names(people.listed(anna, state="active")) == ["Anna Jansen", "Piet de Vries"]
    assert names(people.listed(anna, role="2")) == ["Piet de Vries"]
    assert not people.listed(anna, state="removed").exists()
    removals.remove(anna, cast.sara)
    assert names(people.listed(anna, state="removed")) == ["Sara El Amrani"]
    assert "Sara El Amrani" not in names(people.listed(anna))


def test_organizations_are_counted_once_whatever_the_paths(cast: Cast) -> None:
    """Domain 7.6: a person in an organization directly and through a group is in one organization."""
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.piet)
    for place in (cast.bouw, cast.vastgoed):
        Membership.objects.create(organization=place, group=group, role=OrganizationRole.VIEWER)
    demo.member(
        cast.accountants, cast.piet, OrganizationRole.VIEWER, by=cast.eva, partnership=cast.partnership
    )
    row = people.person(cast.actor(cast.anna), cast.piet.pk).row
    assert (row.ours, row.theirs) == (2, 1)
    Membership.objects.filter(organization=cast.bouw, group=group).end(cast.anna)
    assert people.person(cast.actor(cast.anna), cast.piet.pk).row.ours == 1


def test_names_of_other_environments_organizations_are_not_told(cast: Cast) -> None:
    """Domain 2: an environment administrator sees the list of the own environment's organizations."""
    demo.member(
        cast.accountants, cast.sara, OrganizationRole.VIEWER, by=cast.eva, partnership=cast.partnership
    )
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    person = people.person(cast.actor(cast.anna), cast.sara.pk)
    assert [place.organization for place in person.places] == [cast.bouw]
    assert person.row.theirs == 1


def test_somebody_of_another_environment_is_not_found(cast: Cast) -> None:
    """Domain 7.7."""
    with pytest.raises(NotFound):
        people.person(cast.actor(cast.anna), cast.eva.pk)
    with pytest.raises(NotFound):
        people.person(cast.actor(cast.anna), "nonsense")


# roles


def test_a_role_change_works_at_once_and_keeps_the_past(cast: Cast) -> None:
    """Domain 2, 8.3."""
    appointments.change(cast.actor(cast.anna), cast.sara, ADVANCED, relationship_manager=True)
    sara = cast.actor(cast.sara)
    assert (sara.role, sara.relationship_manager) == (ADVANCED, True)
    assert Appointment.objects.filter(user=cast.sara).count() == 2
    assert Entry.objects.filter(action="people.appointed", subject_id=cast.sara.pk).count() == 1


def test_the_same_role_again_changes_nothing(cast: Cast) -> None:
    appointments.change(cast.actor(cast.anna), cast.sara, BASIC)
    assert not Entry.objects.filter(action="people.appointed").exists()


def test_only_administrators_change_roles(cast: Cast) -> None:
    """Domain 2; the refusal stands in the trail (8.6)."""
    with pytest.raises(Refused, match="Anna Jansen"):
        appointments.change(cast.actor(cast.piet), cast.sara, ADMINISTRATOR)
    assert cast.actor(cast.sara).role == BASIC
    assert Entry.objects.filter(action="people.appoint", refused=True, actor_id=cast.piet.pk).exists()


def test_nobody_changes_roles_in_another_environment(cast: Cast) -> None:
    with pytest.raises(NotFound):
        appointments.change(cast.actor(cast.anna), cast.eva, BASIC)


@pytest.mark.parametrize(("role", "mark"), [(0, False), (4, False), (1, True)])
def test_a_role_that_does_not_exist_or_cannot_bear_the_mark(cast: Cast, role: int, mark: bool) -> None:
    """Domain 2: a relationship manager is an advanced user or an administrator."""
    with pytest.raises(Invalid):
        appointments.change(cast.actor(cast.anna), cast.sara, role, relationship_manager=mark)


def test_the_last_administrator_cannot_be_demoted_and_reads_whom_to_appoint(cast: Cast) -> None:
    """Domain 5.7."""
    with pytest.raises(Refused, match="Piet de Vries"):
        appointments.change(cast.actor(cast.anna), cast.anna, BASIC)
    second_administrator(cast)
    appointments.change(cast.actor(cast.anna), cast.anna, BASIC)
    assert cast.actor(cast.anna).role == BASIC


def test_a_blocked_administrator_does_not_count(cast: Cast) -> None:
    """Domain 5.7: at least one *active* administrator."""
    joost = second_administrator(cast)
    blocks.begin(cast.actor(cast.anna), joost, "Left")
    with pytest.raises(Refused):
        appointments.change(cast.actor(cast.anna), cast.anna, BASIC)


# blocks


def test_a_block_ends_sessions_and_suspends_grants(cast: Cast) -> None:
    """Domain 3.6."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    key, other = session_of(cast.sara), session_of(cast.piet)
    blocks.begin(cast.actor(cast.anna), cast.sara, "Lost laptop")
    assert not Session.objects.filter(session_key=key).exists()
    assert Session.objects.filter(session_key=other).exists()
    assert actors.of(cast.sara.pk) is None
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) is None
    assert holdings.of(cast.sara).memberships == 1


def test_unblocking_restores(cast: Cast) -> None:
    """Domain 3.6."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    anna = cast.actor(cast.anna)
    blocks.begin(anna, cast.sara, "Lost laptop")
    blocks.end(anna, cast.sara)
    assert actors.of(cast.sara.pk) is not None
    assert reach.role_in(cast.sara.pk, cast.bouw.pk) == OrganizationRole.VIEWER
    blocks.begin(anna, cast.sara, "Again")
    assert Block.objects.filter(user=cast.sara).count() == 2


def test_a_block_wants_a_reason(cast: Cast) -> None:
    for reason in ("", "  \0 ", "x" * 501):
        with pytest.raises(Invalid):
            blocks.begin(cast.actor(cast.anna), cast.sara, reason)
    assert not Block.objects.exists()


def test_blocking_twice_or_unblocking_nobody_changes_nothing(cast: Cast) -> None:
    anna = cast.actor(cast.anna)
    blocks.end(anna, cast.sara)
    blocks.begin(anna, cast.sara, "Left")
    blocks.begin(anna, cast.sara, "Left again")
    assert Entry.objects.filter(action="people.blocked").count() == 1
    assert not Entry.objects.filter(action="people.unblocked").exists()


def test_only_administrators_block(cast: Cast) -> None:
    with pytest.raises(Refused):
        blocks.begin(cast.actor(cast.piet), cast.sara, "Because")
    assert actors.of(cast.sara.pk) is not None


def test_nobody_blocks_or_removes_themselves(cast: Cast) -> None:
    second_administrator(cast)
    with pytest.raises(Refused):
        blocks.begin(cast.actor(cast.anna), cast.anna, "Tired")
    with pytest.raises(Refused):
        removals.remove(cast.actor(cast.anna), cast.anna)


def sole_administrator_of_bouw(cast: Cast) -> User:
    joost = demo.person(cast.jansen, "Joost de Wit", "joost@jansen.example", BASIC)
    bouw = Membership.objects.filter(organization=cast.bouw)
    bouw.end(None)
    demo.member(cast.bouw, joost, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    return joost


def test_the_last_administrator_of_an_organization_is_neither_blocked_nor_removed(cast: Cast) -> None:
    """Domain 5.7; the refusal names the organization."""
    joost, anna = sole_administrator_of_bouw(cast), cast.actor(cast.anna)
    with pytest.raises(Refused, match="Jansen Bouw BV"):
        blocks.begin(anna, joost, "Left")
    with pytest.raises(Refused, match="Jansen Bouw BV"):
        removals.remove(anna, joost)
    demo.member(cast.bouw, cast.piet, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    removals.remove(anna, joost)
    assert actors.of(joost.pk) is None


def test_an_administrator_with_an_end_date_does_not_stand_in(cast: Cast) -> None:
    """Domain 5.7: ending by date cannot break it."""
    joost = sole_administrator_of_bouw(cast)
    soon = now() + SOON
    demo.member(cast.bouw, cast.piet, OrganizationRole.ADMINISTRATOR, by=cast.anna, expires_at=soon)
    with pytest.raises(Refused):
        blocks.begin(cast.actor(cast.anna), joost, "Left")


def test_an_organization_that_was_never_activated_does_not_hold_its_creator(cast: Cast) -> None:
    """Domain 5.7, our rule: it can have no second administrator (4.2), so it cannot ask for one."""
    anna = second_administrator(cast)
    assert administrators.alone_in(cast.anna) == []
    removals.remove(cast.actor(anna), cast.anna)
    assert actors.of(cast.anna.pk) is None


# removals


def laden(cast: Cast) -> User:
    """Piet with one of everything."""
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.piet)
    demo.member(
        cast.accountants, cast.piet, OrganizationRole.VIEWER, by=cast.eva, partnership=cast.partnership
    )
    Request.objects.create(
        kind=Kind.MEMBERSHIP,
        environment=cast.desmet,
        organization=cast.zonen,
        asked_by=cast.luc,
        to_user=cast.piet,
        role=1,
        expires_at=now() + SOON,
    )
    session_of(cast.piet)
    return cast.piet


def test_removing_ends_everything_with_a_receipt_that_agrees_with_the_preview(cast: Cast) -> None:
    """Domain 3.6, 8.5."""
    piet = laden(cast)
    preview = holdings.of(piet)
    assert (preview.memberships, preview.memberships_elsewhere) == (1, 1)
    assert (preview.groups, preview.participations) == (["Finance"], ["Van Dijk Accountants"])
    assert (preview.requests, preview.sessions) == (1, 1)
    removals.remove(cast.actor(cast.anna), piet)
    receipt = removals.receipt(cast.actor(cast.anna), piet)
    assert receipt is not None
    assert removals.ended(receipt) == preview
    assert receipt.details["left"] == 0
    assert receipt.actor_id == cast.anna.pk


def test_nothing_is_left_after_a_removal(cast: Cast) -> None:
    """Domain 3.6: every grant in the same transaction."""
    piet = laden(cast)
    removals.remove(cast.actor(cast.anna), piet)
    assert holdings.of(piet).total == 0
    assert not reach.organizations(piet.pk).exists()
    assert not Participant.objects.live().filter(user=piet).exists()
    assert Request.objects.get(to_user=piet).state == RequestState.ENDED
    assert actors.of(piet.pk) is None
    assert Membership.objects.filter(user=piet).count() == 2, "grants are ended, not deleted (8.3)"


def test_every_organization_that_loses_a_member_has_it_in_its_trail(cast: Cast) -> None:
    """Domain 8.6."""
    removals.remove(cast.actor(cast.anna), laden(cast))
    places = Entry.objects.filter(action="memberships.ended").values_list("organization_id", flat=True)
    assert set(places) == {cast.vastgoed.pk, cast.accountants.pk}


def test_the_address_can_be_used_again(cast: Cast) -> None:
    removals.remove(cast.actor(cast.anna), cast.sara)
    assert not EmailAddress.objects.filter(email="sara@jansen.example").exists()
    again = users.create(cast.jansen, "Sara El Amrani", "sara@jansen.example", BASIC)
    assert actors.of(again.pk) is not None
    assert actors.of(cast.sara.pk) is None


def test_only_administrators_remove(cast: Cast) -> None:
    with pytest.raises(Refused):
        removals.remove(cast.actor(cast.piet), cast.sara)
    with pytest.raises(NotFound):
        removals.remove(cast.actor(cast.anna), cast.eva)


def test_somebody_blocked_can_be_removed(cast: Cast) -> None:
    anna = cast.actor(cast.anna)
    blocks.begin(anna, cast.sara, "Left")
    removals.remove(anna, cast.sara)
    assert people.standing(people.one(anna, cast.sara.pk)) == people.Standing.REMOVED


def test_a_removal_is_final(cast: Cast) -> None:
    anna = cast.actor(cast.anna)
    removals.remove(anna, cast.sara)
    with pytest.raises(NotFound):
        removals.remove(anna, cast.sara)
    with pytest.raises(NotFound):
        appointments.change(anna, cast.sara, ADVANCED)


def test_the_number_of_queries_does_not_depend_on_the_number_of_people(
    cast: Cast, django_assert_num_queries: object
) -> None:
    anna = cast.actor(cast.anna)
    for number in range(30):
        someone = demo.person(cast.jansen, f"Person {number}", f"p{number}@jansen.example")
        demo.member(cast.bouw, someone, OrganizationRole.VIEWER, by=cast.anna)
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = people.rows(list(people.listed(anna)))
    assert len(found) > 30
