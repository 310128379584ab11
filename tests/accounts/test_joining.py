"""What becomes of a sign-up link: the address's domain decides (domain 3.2, 3.3)."""

import datetime as dt

import pytest

from kantoor.access import actor as actors
from kantoor.accounts import joining, operators, signups
from kantoor.accounts.models import Operatorship, User
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.environments.models import DomainClaim, Environment, EnvironmentRole, Invitation, Joining
from kantoor.inbox import requests
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations.models import Membership
from tests.accounts.conftest import Ask
from tests.mailbox import Letters

pytestmark = pytest.mark.django_db
NEW = "nora.de.wit@newcomer.example"
COLLEAGUE = "nora@jansen.example"
PASSWORD = "four words in a row"


def claim(cast: Cast, policy: Joining, *, proven: bool = True, **more: object) -> None:
    Environment.objects.filter(pk=cast.jansen.pk).update(joining=policy)
    DomainClaim.objects.create(
        environment=cast.jansen,
        domain="jansen.example",
        token="t",
        proven_at=now() if proven else None,
        **more,
    )


def test_an_unclaimed_domain_gives_an_environment_of_ones_own_as_its_administrator(ask: Ask) -> None:
    """Domain 3.2."""
    user = joining.join(ask(NEW), " Nora  de Wit ", PASSWORD, company="De Wit Advies", language="nl")
    actor = actors.of(user.pk)
    assert actor and actor.is_environment_administrator
    assert (user.name, user.language, user.environment.name) == ("Nora de Wit", "nl", "De Wit Advies")
    assert user.check_password(PASSWORD)
    assert "nora de wit" in user.folded
    assert {entry.action for entry in Entry.objects.filter(environment_id=user.environment_id)} >= {
        "environments.created",
        "signups.accepted",
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"company": ""}, "company"),
        ({"company": "c" * 121}, "company"),
        ({"password": "short"}, "password"),
        ({"password": "1234567890"}, "password"),
        ({"password": "nora de wit"}, "password"),
        ({"password": "p" * 1001}, "password"),
        ({"password": "with\0nul-inside-it"}, "password"),
    ],
)
def test_what_cannot_be_used_is_refused_and_the_link_still_works(
    ask: Ask, given: dict[str, str], field: str
) -> None:
    token = ask(NEW)
    good = {"name": "Nora de Wit", "password": PASSWORD, "company": "De Wit"}
    with pytest.raises(Invalid) as refusal:
        joining.join(token, **{**good, **given})
    assert refusal.value.field == field
    assert not User.objects.exists() and not Environment.objects.exists()
    assert joining.join(token, **good).email == NEW


def test_a_used_link_makes_no_second_account(ask: Ask) -> None:
    """Domain 3.1: works once."""
    token = ask(NEW)
    joining.join(token, "Nora", PASSWORD, company="De Wit")
    with pytest.raises(Conflict):
        joining.join(token, "Nora", PASSWORD, company="De Wit")
    assert User.objects.count() == 1


def test_of_two_links_for_one_address_the_second_makes_no_account(ask: Ask) -> None:
    first, second = ask(NEW), ask(NEW)
    joining.join(first, "Nora", PASSWORD, company="De Wit")
    with pytest.raises(Conflict):
        joining.join(second, "Nora", PASSWORD, company="De Wit")
    assert User.objects.count() == 1


def test_at_once_means_a_basic_user_there_without_any_organization(cast: Cast, ask: Ask) -> None:
    """Domain 3.3, first policy."""
    claim(cast, Joining.AT_ONCE)
    user = joining.join(ask(COLLEAGUE), "Nora", PASSWORD)
    actor = cast.actor(user)
    assert (actor.environment, actor.role) == (cast.jansen, EnvironmentRole.BASIC)
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("policy", [Joining.ASK, Joining.INVITATION])
def test_the_other_policies_make_no_account(cast: Cast, ask: Ask, policy: Joining) -> None:
    """Domain 3.3."""
    claim(cast, policy)
    token = ask(COLLEAGUE)
    with pytest.raises(Refused):
        joining.join(token, "Nora", PASSWORD, company="Own company")
    assert not User.objects.filter(email=COLLEAGUE).exists()
    assert signups.opened(token).state is signups.LinkState.OPEN


@pytest.mark.parametrize("policy", [Joining.ASK, Joining.INVITATION])
def test_asking_puts_a_request_in_the_administrators_inbox(cast: Cast, ask: Ask, policy: Joining) -> None:
    """Domain 3.3: ask its administrators; or by invitation only, and tell them."""
    claim(cast, policy)
    token = ask(COLLEAGUE)
    joining.ask(token, "Nora", "I start on Monday")
    (request,) = requests.waiting_for(cast.actor(cast.anna))
    assert (request.kind, request.address, request.name) == (Kind.JOINING, COLLEAGUE, "Nora")
    assert not requests.waiting_for(cast.actor(cast.sara)).exists()
    assert not requests.waiting_for(cast.actor(cast.eva)).exists()
    with pytest.raises(Conflict):
        joining.ask(token, "Nora")


def test_asking_twice_is_one_request(cast: Cast, ask: Ask) -> None:
    claim(cast, Joining.ASK)
    joining.ask(ask(COLLEAGUE), "Nora")
    joining.ask(ask(COLLEAGUE), "Nora")
    assert Request.objects.filter(kind=Kind.JOINING, state=RequestState.OPEN).count() == 1


def test_asking_again_after_the_request_expired_makes_a_new_one(cast: Cast, ask: Ask) -> None:
    claim(cast, Joining.ASK)
    joining.ask(ask(COLLEAGUE), "Nora")
    Request.objects.update(expires_at=now() - dt.timedelta(days=1))
    joining.ask(ask(COLLEAGUE), "Nora")
    assert Request.objects.filter(state=RequestState.OPEN, expires_at__gt=now()).count() == 1


def test_the_administrators_yes_is_an_invitation_mailed_to_the_newcomer(
    cast: Cast, ask: Ask, letters_to: Letters
) -> None:
    """Domain 3.3: asked, they let somebody in; the invitation decides the environment (3.5)."""
    claim(cast, Joining.ASK)
    joining.ask(ask(COLLEAGUE), "Nora")
    (request,) = requests.waiting_for(cast.actor(cast.anna))
    requests.accept(cast.actor(cast.anna), request.pk)
    invitation = Invitation.objects.get(address=COLLEAGUE)
    assert (invitation.environment_id, invitation.role) == (cast.jansen.pk, EnvironmentRole.BASIC)
    assert len(letters_to(COLLEAGUE)) == 2, "the sign-up link and the invitation"
    assert not User.objects.filter(email=COLLEAGUE).exists()


def test_who_is_no_administrator_cannot_let_anybody_in(cast: Cast, ask: Ask) -> None:
    """Domain 2."""
    claim(cast, Joining.ASK)
    joining.ask(ask(COLLEAGUE), "Nora")
    request = Request.objects.get()
    for person in (cast.piet, cast.sara, cast.eva):
        with pytest.raises(NotFound):
            requests.accept(cast.actor(person), request.pk)
    assert not Invitation.objects.exists()


def test_nobody_is_asked_when_nobody_decides(ask: Ask) -> None:
    token = ask(NEW)
    with pytest.raises(Refused):
        joining.ask(token, "Nora")
    assert signups.opened(token).state is signups.LinkState.OPEN


@pytest.mark.parametrize("message", ["m" * 1001, "nul\0"])
def test_a_message_that_cannot_be_kept_is_refused(cast: Cast, ask: Ask, message: str) -> None:
    claim(cast, Joining.ASK)
    with pytest.raises(Invalid):
        joining.ask(ask(COLLEAGUE), "Nora", message)


def test_a_claim_that_is_not_proven_decides_nothing(cast: Cast) -> None:
    """Domain 3.4: by proof, not by being first."""
    claim(cast, Joining.AT_ONCE, proven=False)
    assert joining.destination(COLLEAGUE) == joining.Destination()


def test_a_claim_given_up_decides_nothing_any_more(cast: Cast) -> None:
    """Domain 3.4: claims can be given up again."""
    claim(cast, Joining.AT_ONCE)
    assert joining.destination(COLLEAGUE).environment_id == cast.jansen.pk
    DomainClaim.objects.all().end(cast.anna)
    assert joining.destination(COLLEAGUE) == joining.Destination()


def test_a_subdomain_or_lookalike_is_another_domain(cast: Cast) -> None:
    claim(cast, Joining.AT_ONCE)
    for address in ("x@mail.jansen.example", "x@notjansen.example", "jansen.example@other.example"):
        assert joining.destination(address) == joining.Destination()


def test_who_uses_the_link_of_the_machine_itself_becomes_the_operator() -> None:
    """Decision note first-user: the machine's own link proves who runs it."""
    token = signups.hand_over(NEW).rstrip("/").rpartition("/")[2]
    user = joining.join(token, "Nora", PASSWORD, company="De Wit")
    actor = actors.of(user.pk)
    assert actor and actor.is_operator


def test_a_mailed_link_makes_no_operator_even_of_the_first_user(ask: Ask) -> None:
    """The first stranger to find an empty installation must not run it."""
    user = joining.join(ask(NEW), "Nora", PASSWORD, company="De Wit")
    actor = actors.of(user.pk)
    assert actor and not actor.is_operator


def test_the_machines_link_makes_no_second_operator(cast: Cast) -> None:
    token = signups.hand_over(NEW).rstrip("/").rpartition("/")[2]
    user = joining.join(token, "Nora", PASSWORD, company="De Wit")
    assert not cast.actor(user).is_operator
    assert list(Operatorship.objects.values_list("user", flat=True)) == [cast.olga.pk]


def test_the_command_line_appoints_an_operator_once(cast: Cast) -> None:
    assert operators.appoint("ANNA@jansen.example") == cast.anna
    assert cast.actor(cast.anna).is_operator
    with pytest.raises(Conflict):
        operators.appoint("anna@jansen.example")


def test_names_are_proposed_from_the_address() -> None:
    """Domain 3.2: the person names it; the address only proposes."""
    assert joining.proposed_name("nora.de-wit@x.example") == "Nora De Wit"
    assert joining.proposed_name("info@x.example") == ""
    assert joining.proposed_company("nora@de-wit.example") == "De Wit"
    assert joining.proposed_company("nora@gmail.com") == ""
