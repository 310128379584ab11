"""Adding an organization and changing its details (domain 4.1, 4.4)."""

import pytest

from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import adding, claims, details, registers
from kantoor.organizations.details import Details
from kantoor.organizations.models import Identifier, Membership, Organization, OrganizationRole, State

NEW = Details(name="Jansen Nieuw BV", city="Utrecht")


def added(cast: Cast, who: str = "anna", given: Details = NEW, **numbers: str) -> Organization:
    actor = cast.actor(getattr(cast, who))
    return adding.add(actor, actor.environment, given, {k.replace("_", "-"): v for k, v in numbers.items()})


def test_who_adds_an_organization_is_its_first_administrator(cast: Cast) -> None:
    """Domain 4.4."""
    made = added(cast, kvk="1234 5678")
    assert made.state == State.NOT_ACTIVATED
    held = Membership.objects.get(organization=made)
    assert (held.user, held.role) == (cast.anna, OrganizationRole.ADMINISTRATOR)
    assert Identifier.objects.get(organization=made).value == "12345678"
    assert Entry.objects.get(action="organizations.added").organization_id == made.pk


def test_others_cannot_add_organizations_and_are_told_who_can(cast: Cast) -> None:
    """Domain 2."""
    with pytest.raises(Refused) as refusal:
        added(cast, "piet")
    assert refusal.value.helpers == ("Anna Jansen",)
    assert not Organization.objects.filter(name=NEW.name).exists()


def test_nobody_adds_an_organization_to_another_environment(cast: Cast) -> None:
    """Domain 1: nothing crosses the wall."""
    with pytest.raises(NotFound):
        adding.add(cast.actor(cast.anna), cast.vandijk, NEW, {})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Details(name="  "), "name"),
        (Details(name="x" * 201), "name"),
        (Details(name="X", country="XX"), "country"),
        (Details(name="X", city="c" * 121), "city"),
        (Details(name="X", domain="no domain"), "domain"),
    ],
)
def test_details_that_cannot_be_kept_are_named(cast: Cast, given: Details, field: str) -> None:
    with pytest.raises(Invalid) as problem:
        added(cast, given=given)
    assert problem.value.field == field


def test_a_number_that_is_none_of_its_scheme_is_named(cast: Cast) -> None:
    """Domain 4.1: validated per scheme."""
    with pytest.raises(Invalid) as problem:
        added(cast, kvk="1234567")
    assert problem.value.field == claims.field_of("kvk")


def test_a_number_active_elsewhere_is_refused_without_saying_where(cast: Cast) -> None:
    """Domain 4.1: active in one organization only; 7.7: not told whose."""
    with pytest.raises(Conflict) as clash:
        added(cast, kvk="24301964")
    assert clash.value.field == claims.field_of("kvk")
    assert "Van Dijk" not in str(clash.value)


def test_a_number_that_waits_elsewhere_can_be_added(cast: Cast) -> None:
    """Domain 4.1: the first to be activated has it, not the first to type it."""
    assert added(cast, "eva", kvk="68120956").state == State.NOT_ACTIVATED


def test_the_own_company_is_told_which_organization_has_the_number(cast: Cast) -> None:
    with pytest.raises(Conflict, match="Jansen Beheer BV"):
        added(cast, kvk="68120956")


def test_a_number_that_repeats_another_is_judged_by_that_one(cast: Cast) -> None:
    """Domain 4.1: 0106:24301964 is KvK 24301964, which Van Dijk has active."""
    with pytest.raises(Conflict):
        added(cast, peppol="0106:24301964")
    made = added(cast, peppol="0106:12345678")
    assert set(made.identifiers.values_list("scheme", flat=True)) == {"peppol", "kvk"}


def test_an_account_number_may_be_shared(cast: Cast) -> None:
    first = added(cast, iban="NL91ABNA0417164300")
    assert added(cast, iban="NL91 ABNA 0417 1643 00").pk != first.pk


class Down:
    code, label, country = "down", "The register", None

    def search(self, text: str, limit: int) -> list[registers.Company]:
        raise registers.RegisterUnavailable(self.label)

    def company(self, number: str) -> registers.Company | None:
        raise registers.RegisterUnavailable(self.label)


def test_a_register_that_is_down_is_said_and_the_others_still_answer(
    cast: Cast, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain 4.1; issue 2."""
    settings.KANTOOR_REGISTERS = ["demo"]  # type: ignore[attr-defined]
    (demo,) = registers.configured()
    monkeypatch.setattr(registers, "configured", lambda: [Down(), demo])
    found = adding.search(cast.actor(cast.anna), "jansen")
    assert found.companies
    assert len(found.problems) == 1


def test_a_company_of_the_register_is_found_for_those_who_may_add(cast: Cast, settings: object) -> None:
    settings.KANTOOR_REGISTERS = ["demo"]  # type: ignore[attr-defined]
    actor = cast.actor(cast.anna)
    first = adding.search(actor, "jansen bouw").companies[0]
    company = adding.company(actor, first.register, first.number)
    assert company is not None
    assert company.name == first.name
    assert adding.company(actor, "nowhere", first.number) is None
    with pytest.raises(Refused):
        adding.search(cast.actor(cast.sara), "jansen")


def test_administrators_change_details_and_the_trail_keeps_what_it_was(cast: Cast) -> None:
    """Domain 2, organization roles."""
    actor = cast.actor(cast.anna)
    details.edit(actor, cast.beheer, Details(name="Beheer BV", city="Gent"), {"kvk": "12345678"})
    kept = Entry.objects.get(action="organizations.edited").details
    assert kept["before"] == {"name": "Jansen Beheer BV", "city": "Utrecht"}
    assert details.numbers_of(cast.beheer) == {"kvk": "12345678"}
    cast.beheer.refresh_from_db()
    assert cast.beheer.folded == "beheer bv gent"


def test_who_is_no_administrator_cannot_change_details(cast: Cast) -> None:
    """Domain 2."""
    with pytest.raises(Refused, match="Eva van Dijk"):
        details.edit(cast.actor(cast.tom), cast.accountants, NEW, {})
    with pytest.raises(NotFound):
        details.edit(cast.actor(cast.luc), cast.accountants, NEW, {})


def test_saving_the_same_details_records_nothing(cast: Cast) -> None:
    actor = cast.actor(cast.anna)
    same = details.of(cast.bouw)
    details.edit(actor, cast.bouw, same, details.numbers_of(cast.bouw))
    assert not Entry.objects.filter(action="organizations.edited").exists()


def test_a_proven_number_stays_as_long_as_the_organization_is_active(cast: Cast) -> None:
    """Domain 4.1: another number is another legal entity."""
    actor = cast.actor(cast.anna)
    for numbers in ({}, {"kvk": "12345678"}):
        with pytest.raises(Conflict):
            details.edit(actor, cast.bouw, details.of(cast.bouw), numbers)
    assert details.locked_numbers(cast.bouw) == {"kvk"}


def test_a_further_number_of_an_active_organization_is_claimed_at_once(cast: Cast) -> None:
    """Domain 4.1."""
    actor = cast.actor(cast.anna)
    details.edit(actor, cast.bouw, details.of(cast.bouw), {"kvk": "68120930", "gln": "8712345678906"})
    assert Identifier.objects.get(scheme="gln").claimed_at is not None
    with pytest.raises(Conflict):
        added(cast, "eva", gln="8712345678906")


def test_details_under_review_or_closed_stay(cast: Cast) -> None:
    """Domain 4.2: what is judged does not change meanwhile."""
    Organization.objects.filter(pk=cast.beheer.pk).update(state=State.UNDER_REVIEW)
    with pytest.raises(Conflict):
        details.edit(cast.actor(cast.anna), cast.beheer, NEW, {})
