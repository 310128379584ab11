"""Inviting, renewing, withdrawing and accepting (domain 3.5)."""

import datetime as dt

import pytest

from kantoor.access import reach
from kantoor.accounts import removals
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.environments import invitations, welcome
from kantoor.environments.invitations import Outcome
from kantoor.environments.models import EnvironmentRole, Invitation
from kantoor.environments.welcome import Welcome
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.notifications.models import Mail
from kantoor.organizations.models import OrganizationRole, State

NEW = "nora@elsewhere.example"
PASSWORD = "three words together"
ADVANCED = EnvironmentRole.ADVANCED


def invite(cast: Cast, address: str = NEW, **more: object) -> str:
    """An invitation by Anna; gives its token."""
    made = invitations.invite(cast.actor(cast.anna), cast.jansen.pk, address, **more)  # type: ignore[arg-type]
    assert made.outcome is Outcome.INVITED
    return token_in(made.link)


def token_in(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def only() -> Invitation:
    return Invitation.objects.get()


def expire() -> None:
    Invitation.objects.update(expires_at=now() - dt.timedelta(minutes=1))


# inviting


def test_accepting_makes_an_account_with_role_and_organizations(cast: Cast) -> None:
    """Domain 3.5: the invitation decides the environment, whatever the domain."""
    token = invite(cast, role=ADVANCED, places=[(cast.bouw.pk, OrganizationRole.VIEWER)])
    nora = welcome.accept(token, "Nora Maas", PASSWORD)
    actor = cast.actor(nora)
    assert (actor.environment_id, actor.role) == (cast.jansen.pk, ADVANCED)
    assert reach.role_in(nora.pk, cast.bouw.pk) == OrganizationRole.VIEWER
    assert reach.organizations(nora.pk).count() == 1
    assert only().accepted_by == nora


def test_the_token_is_kept_as_a_hash_only(cast: Cast) -> None:
    """Domain 3.5."""
    token = invite(cast)
    assert len(token) >= 43
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(Entry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("who", ["piet", "sara"])
def test_only_administrators_invite(cast: Cast, who: str) -> None:
    """Domain 2."""
    with pytest.raises(Refused, match="Anna Jansen"):
        invitations.invite(cast.actor(getattr(cast, who)), cast.jansen.pk, NEW)
    assert not Invitation.objects.exists()


def test_nobody_invites_into_another_environment(cast: Cast) -> None:
    with pytest.raises(NotFound):
        invitations.invite(cast.actor(cast.anna), cast.vandijk.pk, NEW)


@pytest.mark.parametrize("place", ["beheer", "accountants"])
def test_only_active_own_organizations_are_handed_out(cast: Cast, place: str) -> None:
    """Domain 4.2, 2: until active no members; and another's are not to give."""
    with pytest.raises(Invalid):
        invite(cast, places=[(getattr(cast, place).pk, OrganizationRole.VIEWER)])
    assert not Invitation.objects.exists()


def test_an_inviter_hands_out_only_what_they_administer(cast: Cast) -> None:
    """Domain 2: the two levels are independent."""
    joost = demo.person(cast.jansen, "Joost de Wit", "joost@jansen.example", EnvironmentRole.ADMINISTRATOR)
    with pytest.raises(Invalid):
        places = [(cast.bouw.pk, OrganizationRole.VIEWER)]
        invitations.invite(cast.actor(joost), cast.jansen.pk, NEW, places=places)
    reasons = {one.organization.name: one.reason for one in invitations.choosable(cast.actor(joost))}
    assert set(reasons) == {"Jansen Bouw BV", "Jansen Vastgoed BV"}
    assert all(reasons.values())
    assert not any(one.reason for one in invitations.choosable(cast.actor(cast.anna)))


def test_several_addresses_at_once_each_with_its_outcome(cast: Cast) -> None:
    invite(cast)
    addresses = invitations.parse(
        f"Nora <{NEW}>, sara@jansen.example; eva@vandijk.example\nx@y.example x@Y.example"
    )
    done = invitations.invite_all(cast.actor(cast.anna), cast.jansen.pk, addresses)
    assert [one.outcome for one in done] == [
        Outcome.INVITED_ALREADY,
        Outcome.HERE_ALREADY,
        Outcome.INVITED,
        Outcome.INVITED,
    ]


def test_that_somebody_has_an_account_elsewhere_is_not_told_to_the_inviter(cast: Cast) -> None:
    """Domain 1: nothing crosses the wall."""
    known = invitations.invite(cast.actor(cast.anna), cast.jansen.pk, cast.eva.email)
    unknown = invitations.invite(cast.actor(cast.anna), cast.jansen.pk, NEW)
    assert known.outcome is unknown.outcome


@pytest.mark.parametrize("text", ["", "nobody", "a@b", "a b c", "x@" + "y" * 300 + ".example", "\0"])
def test_text_without_an_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        invitations.parse(text)


def test_at_most_a_hundred_at_once() -> None:
    with pytest.raises(Invalid):
        invitations.parse(" ".join(f"p{number}@x.example" for number in range(101)))


@pytest.mark.parametrize("role", [0, 4, -1])
def test_a_role_that_does_not_exist_is_refused(cast: Cast, role: int) -> None:
    with pytest.raises(Invalid):
        invite(cast, role=role)


def test_each_link_is_mailed_once(cast: Cast) -> None:
    invite(cast)
    invitations.send_again(cast.actor(cast.anna), only())
    assert Mail.objects.filter(to=NEW).count() == 2


# what the link leads to


def test_a_fresh_link_is_open(cast: Cast) -> None:
    opened = welcome.opened(invite(cast))
    assert (opened.state, opened.invitation.environment) == (Welcome.OPEN, cast.jansen)


def test_signed_in_as_somebody_else_it_stays_pending_and_names_a_masked_address(cast: Cast) -> None:
    """Domain 3.5."""
    token = invite(cast)
    opened = welcome.opened(token, cast.actor(cast.sara))
    assert opened.state is Welcome.SOMEBODY_ELSE
    assert opened.masked == "n•••@elsewhere.example"
    assert welcome.opened(token).state is Welcome.OPEN


def test_an_expired_one_says_so_and_cannot_be_accepted(cast: Cast) -> None:
    """Domain 3.5: 14 days."""
    token = invite(cast)
    assert only().expires_at - now() > dt.timedelta(days=13, hours=23)
    expire()
    assert welcome.opened(token).state is Welcome.EXPIRED
    with pytest.raises(Conflict):
        welcome.accept(token, "Nora", PASSWORD)
    assert not User.objects.filter(email=NEW).exists()


def test_a_withdrawn_one_says_so_and_cannot_be_accepted(cast: Cast) -> None:
    token = invite(cast)
    invitations.withdraw(cast.actor(cast.anna), only())
    assert welcome.opened(token).state is Welcome.WITHDRAWN
    with pytest.raises(Conflict):
        welcome.accept(token, "Nora", PASSWORD)


def test_an_accepted_one_says_so_and_works_once(cast: Cast) -> None:
    token = invite(cast)
    welcome.accept(token, "Nora", PASSWORD)
    assert welcome.opened(token).state is Welcome.ACCEPTED
    with pytest.raises(Conflict):
        welcome.accept(token, "Another", PASSWORD)
    assert User.objects.filter(environment=cast.jansen).count() == 4


def test_a_replaced_one_says_so_and_only_the_newest_works(cast: Cast) -> None:
    """Domain 3.5: one live link at a time."""
    first = invite(cast)
    second = token_in(invitations.send_again(cast.actor(cast.anna), only()))
    third = token_in(invitations.fresh_link(cast.actor(cast.anna), only()))
    assert {welcome.opened(old).state for old in (first, second)} == {Welcome.REPLACED}
    with pytest.raises(NotFound):
        welcome.accept(first + "x", "Nora", PASSWORD)
    with pytest.raises((Conflict, NotFound)):
        welcome.accept(first, "Nora", PASSWORD)
    welcome.accept(third, "Nora", PASSWORD)
    assert welcome.opened(first).state is Welcome.ACCEPTED


@pytest.mark.parametrize("token", ["", "x", "\0", "ä" * 500, "\ud800"])
def test_a_forged_one_is_not_found(cast: Cast, token: str) -> None:
    with pytest.raises(NotFound):
        welcome.opened(token)
    with pytest.raises(NotFound):
        welcome.accept(token, "Nora", PASSWORD)


def test_an_address_with_an_account_elsewhere_says_so(cast: Cast) -> None:
    """Domain 1: one account, in exactly one environment."""
    token = invite(cast, cast.eva.email)
    assert welcome.opened(token).state is Welcome.ELSEWHERE
    assert welcome.opened(token, cast.actor(cast.eva)).state is Welcome.ELSEWHERE
    with pytest.raises(Conflict):
        welcome.accept(token, "Eva", PASSWORD)
    assert only().accepted_at is None, "the refusal takes the acceptance back"


def test_an_address_that_came_in_another_way_says_so(cast: Cast) -> None:
    token = invite(cast)
    demo.person(cast.jansen, "Nora Maas", NEW)
    assert welcome.opened(token).state is Welcome.MEMBER


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("Nora", "short"), ("Nora", "password1234"), ("N" * 121, PASSWORD)]
)
def test_a_name_or_password_that_will_not_do_leaves_the_invitation_open(
    cast: Cast, name: str, password: str
) -> None:
    token = invite(cast)
    with pytest.raises(Invalid):
        welcome.accept(token, name, password)
    assert welcome.opened(token).state is Welcome.OPEN


def test_an_organization_closed_in_the_meantime_is_left_out(cast: Cast) -> None:
    """Domain 4.2: only an active organization has members."""
    token = invite(cast, places=[(cast.bouw.pk, 1), (cast.vastgoed.pk, 1)])
    type(cast.bouw).objects.filter(pk=cast.bouw.pk).update(state=State.CLOSED, closed_at=now())
    nora = welcome.accept(token, "Nora", PASSWORD)
    assert list(reach.organizations(nora.pk)) == [cast.vastgoed]


# afterwards


def test_an_expired_one_can_be_sent_again_or_invited_anew(cast: Cast) -> None:
    first = invite(cast)
    expire()
    again = token_in(invitations.send_again(cast.actor(cast.anna), only()))
    assert welcome.opened(again).state is Welcome.OPEN
    expire()
    anew = invite(cast, role=ADVANCED)
    assert welcome.opened(anew).invitation.role == ADVANCED
    assert welcome.opened(first).state is Welcome.WITHDRAWN


@pytest.mark.parametrize("act", [invitations.send_again, invitations.fresh_link, invitations.withdraw])
def test_an_accepted_one_cannot_be_renewed_or_withdrawn(cast: Cast, act: object) -> None:
    welcome.accept(invite(cast), "Nora", PASSWORD)
    with pytest.raises(Conflict):
        act(cast.actor(cast.anna), only())  # type: ignore[operator]


@pytest.mark.parametrize("act", [invitations.send_again, invitations.fresh_link, invitations.withdraw])
def test_only_own_administrators_renew_or_withdraw(cast: Cast, act: object) -> None:
    """Domain 2; another environment's is not found (7.7)."""
    token = invite(cast)
    with pytest.raises(Refused):
        act(cast.actor(cast.piet), only())  # type: ignore[operator]
    with pytest.raises(NotFound):
        act(cast.actor(cast.eva), only())  # type: ignore[operator]
    assert welcome.opened(token).state is Welcome.OPEN


def test_withdrawing_twice_changes_nothing(cast: Cast) -> None:
    invite(cast)
    for _time in range(2):
        invitations.withdraw(cast.actor(cast.anna), only())
    assert Entry.objects.filter(action="people.invitation_withdrawn").count() == 1


def test_a_withdrawn_one_cannot_be_sent_again_but_the_person_can_be_invited_anew(cast: Cast) -> None:
    invite(cast)
    invitations.withdraw(cast.actor(cast.anna), only())
    with pytest.raises(Conflict):
        invitations.send_again(cast.actor(cast.anna), only())
    assert welcome.opened(invite(cast)).state is Welcome.OPEN


def test_the_list_shows_what_waits_and_narrows_by_address(cast: Cast) -> None:
    invite(cast)
    invite(cast, "omar@elsewhere.example")
    anna = cast.actor(cast.anna)
    assert [row.address for row in invitations.listed(anna, "OMAR")] == ["omar@elsewhere.example"]
    assert invitations.waiting(anna) == 2
    with pytest.raises(Refused):
        invitations.listed(cast.actor(cast.sara))
    assert not invitations.listed(cast.actor(cast.eva)).exists()


def test_removed_people_can_be_invited_again(cast: Cast) -> None:
    removals.remove(cast.actor(cast.anna), cast.sara)
    token = invite(cast, "sara@jansen.example")
    again = welcome.accept(token, "Sara El Amrani", PASSWORD)
    assert again.pk != cast.sara.pk
