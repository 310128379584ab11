"""Further addresses: verified by link before they count; the last verified one stays (domain 3.7)."""

import pytest
from allauth.account.models import EmailAddress

from kantoor.access.actor import Actor
from kantoor.accounts import addresses, users
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.environments.models import AllowedDomain, DomainClaim
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.mailbox import Letters, token_in

pytestmark = pytest.mark.django_db
SECOND = "a.jansen@jansen.example"


@pytest.fixture
def anna(cast: Cast) -> Actor:
    return cast.actor(cast.anna)


def add_verified(anna: Actor, letters_to: Letters, address: str = SECOND) -> EmailAddress:
    addresses.add(anna, anna.user_id, address)
    return addresses.confirm(token_in(letters_to(address)[-1]))


def test_an_added_address_does_not_count_before_its_link_is_opened(anna: Actor, letters_to: Letters) -> None:
    addresses.add(anna, anna.user_id, SECOND.upper())
    assert users.owner_of(SECOND) is None
    addresses.confirm(token_in(letters_to(SECOND)[-1]))
    assert users.owner_of(SECOND) == anna.user


def test_a_verified_address_finds_the_person(anna: Actor, letters_to: Letters) -> None:
    add_verified(anna, letters_to)
    assert "a.jansen" in User.objects.get(pk=anna.user_id).folded


def test_adding_it_again_changes_nothing(anna: Actor, letters_to: Letters) -> None:
    first = addresses.add(anna, anna.user_id, SECOND)
    assert addresses.add(anna, anna.user_id, SECOND).pk == first.pk
    assert len(letters_to(SECOND)) == 1


def test_another_domain_is_refused_and_says_whose_to_use(anna: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        addresses.add(anna, anna.user_id, "anna@elsewhere.example")
    assert "jansen.example" in str(refusal.value)
    assert refusal.value.field == "address"


def test_unless_the_environment_has_claimed_it(cast: Cast, anna: Actor) -> None:
    claim = DomainClaim.objects.create(environment=cast.jansen, domain="elsewhere.example", token="t")
    with pytest.raises(Invalid):
        addresses.add(anna, anna.user_id, "anna@elsewhere.example")
    DomainClaim.objects.filter(pk=claim.pk).update(proven_at=now())
    assert addresses.add(anna, anna.user_id, "anna@elsewhere.example").pk


def test_or_allowed_it(cast: Cast, anna: Actor) -> None:
    AllowedDomain.objects.create(environment=cast.vandijk, domain="elsewhere.example")
    with pytest.raises(Invalid):
        addresses.add(anna, anna.user_id, "anna@elsewhere.example")
    AllowedDomain.objects.create(environment=cast.jansen, domain="elsewhere.example")
    assert addresses.add(anna, anna.user_id, "anna@elsewhere.example").pk


def test_eight_addresses_are_the_most(anna: Actor) -> None:
    for n in range(7):
        addresses.add(anna, anna.user_id, f"a{n}@jansen.example")
    with pytest.raises(Invalid):
        addresses.add(anna, anna.user_id, "a8@jansen.example")


def test_somebody_elses_verified_address_cannot_be_verified_again(
    cast: Cast, anna: Actor, letters_to: Letters
) -> None:
    """Both may type it; who opens the link first has it."""
    piet = cast.actor(cast.piet)
    for actor in (anna, piet):
        addresses.add(actor, actor.user_id, SECOND)
    first, second = (token_in(letter) for letter in letters_to(SECOND))
    addresses.confirm(first)
    with pytest.raises(Conflict):
        addresses.confirm(second)
    assert users.owner_of(SECOND) == anna.user


def test_adding_a_colleagues_address_answers_as_for_any_other(cast: Cast, anna: Actor) -> None:
    """No enumeration: whether it has an account is not told here."""
    assert not addresses.add(anna, anna.user_id, "piet@jansen.example").verified


def test_confirming_twice_changes_nothing(anna: Actor, letters_to: Letters) -> None:
    addresses.add(anna, anna.user_id, SECOND)
    key = token_in(letters_to(SECOND)[-1])
    addresses.confirm(key)
    before = Entry.objects.count()
    assert addresses.confirm(key).verified
    assert Entry.objects.count() == before


@pytest.mark.parametrize("key", ["", "x", "a:b:c", "\0", "é" * 3000])
def test_a_forged_link_is_not_found(db: None, key: str) -> None:
    with pytest.raises(NotFound):
        addresses.opened(key)


def test_a_link_of_three_days_ago_is_too_old(
    anna: Actor, letters_to: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses.add(anna, anna.user_id, SECOND)
    monkeypatch.setattr(addresses, "LIFE", -1)
    with pytest.raises(Conflict):
        addresses.confirm(token_in(letters_to(SECOND)[-1]))


def test_the_link_of_a_removed_address_verifies_nothing(anna: Actor, letters_to: Letters) -> None:
    row = addresses.add(anna, anna.user_id, SECOND)
    addresses.remove(anna, anna.user_id, row.pk)
    with pytest.raises(Conflict):
        addresses.confirm(token_in(letters_to(SECOND)[-1]))


def test_a_verified_address_can_be_primary(anna: Actor, letters_to: Letters) -> None:
    row = add_verified(anna, letters_to)
    addresses.make_primary(anna, anna.user_id, row.pk)
    assert User.objects.get(pk=anna.user_id).email == SECOND
    assert [one.email for one in addresses.of(anna) if one.primary] == [SECOND]


def test_an_unverified_one_cannot(anna: Actor) -> None:
    row = addresses.add(anna, anna.user_id, SECOND)
    with pytest.raises(Refused):
        addresses.make_primary(anna, anna.user_id, row.pk)
    assert User.objects.get(pk=anna.user_id).email == "anna@jansen.example"


def test_the_last_verified_address_cannot_be_removed(anna: Actor) -> None:
    addresses.add(anna, anna.user_id, SECOND)
    primary = addresses.of(anna).get(primary=True)
    with pytest.raises(Refused):
        addresses.remove(anna, anna.user_id, primary.pk)
    assert users.owner_of("anna@jansen.example") == anna.user


def test_the_old_primary_can_be_removed_after_another_took_its_place(
    anna: Actor, letters_to: Letters
) -> None:
    old = addresses.of(anna).get(primary=True)
    addresses.make_primary(anna, anna.user_id, add_verified(anna, letters_to).pk)
    addresses.remove(anna, anna.user_id, old.pk)
    assert users.owner_of("anna@jansen.example") is None
    assert "anna@" not in User.objects.get(pk=anna.user_id).folded


def test_the_link_can_be_mailed_again(anna: Actor, letters_to: Letters) -> None:
    row = addresses.add(anna, anna.user_id, SECOND)
    addresses.send_again(anna, anna.user_id, row.pk)
    assert len(letters_to(SECOND)) == 2
    addresses.confirm(token_in(letters_to(SECOND)[0]))
    addresses.send_again(anna, anna.user_id, row.pk)
    assert len(letters_to(SECOND)) == 2


def test_where_nothing_is_mailed_the_machine_gives_the_link(anna: Actor) -> None:
    addresses.add(anna, anna.user_id, SECOND)
    key = addresses.hand_over(SECOND).rstrip("/").rpartition("/")[2]
    assert addresses.confirm(key).email == SECOND
    with pytest.raises(NotFound):
        addresses.hand_over(SECOND)


@pytest.mark.parametrize("act", [addresses.send_again, addresses.make_primary, addresses.remove])
def test_anothers_address_is_not_there(cast: Cast, anna: Actor, act: object) -> None:
    theirs = EmailAddress.objects.get(user=cast.piet)
    for address_id in (theirs.pk, 0, 2**80):
        with pytest.raises(NotFound):
            act(anna, anna.user_id, address_id)  # type: ignore[operator]
    with pytest.raises(NotFound):
        act(anna, cast.piet.pk, theirs.pk)  # type: ignore[operator]
