"""Finding partners (domain 6.1)."""

import pytest

from kantoor.demo.cast import Cast, organization
from kantoor.environments.models import Environment
from kantoor.kernel.errors import NotFound, Refused
from kantoor.organizations.models import Identifier, Organization, State
from kantoor.partnerships import asking, finding
from kantoor.partnerships.finding import Found


def found(cast: Cast, text: str) -> list[Found]:
    piet = cast.actor(cast.piet)
    return finding.described(piet, finding.search(piet, text).rows, text)


def names(cast: Cast, text: str) -> list[str]:
    return [hit.environment.name for hit in found(cast, text)]


def unlist(environment: Environment) -> None:
    Environment.objects.filter(pk=environment.pk).update(listed=False)


@pytest.mark.parametrize(
    "text", ["De Smet & Zonen", "SMET", "zonen de", "smét", "De Smet & Zonen NV", "smet gent"]
)
def test_found_by_any_part_of_its_name_or_an_organizations(cast: Cast, text: str) -> None:
    """Domain 6.1: by name, or by name of one of their active organizations; accents and case ignored."""
    assert names(cast, text) == ["De Smet & Zonen"]


@pytest.mark.parametrize("text", ["0403170701", "0403.170.701", " 0403 170 701 ", "BE 0403.170.701"])
def test_found_by_number_however_it_is_spelled(cast: Cast, text: str) -> None:
    """Domain 6.1: by number of one of their active organizations."""
    (hit,) = found(cast, text)
    assert hit.organization is not None
    assert (hit.environment, hit.organization.city) == (cast.desmet, "Gent")


def test_a_part_of_a_number_finds_nothing(cast: Cast) -> None:
    """Domain 6.1: exact."""
    assert names(cast, "0403170") == []


def test_only_active_organizations_are_looked_at(cast: Cast) -> None:
    """Domain 6.1: by neither name nor number of one that is not active."""
    Organization.objects.filter(pk=cast.zonen.pk).update(
        state=State.NOT_ACTIVATED, activated_at=None, name="Vlasfabriek", folded="vlasfabriek gent"
    )
    assert names(cast, "vlasfabriek") == names(cast, "0403170701") == []
    assert [hit.organization for hit in found(cast, "smet")] == [None]


def test_a_number_that_was_given_up_finds_nothing(cast: Cast) -> None:
    """Domain 4.1: claimed from activation until closing."""
    Identifier.objects.filter(organization=cast.zonen).update(claimed_at=None)
    assert names(cast, "0403170701") == []


def test_an_unlisted_environment_is_found_by_its_exact_number_only(cast: Cast) -> None:
    """Domain 6.1: neither by its name nor by its organizations' names."""
    unlist(cast.desmet)
    assert names(cast, "de smet") == names(cast, "zonen nv") == names(cast, "gent") == []
    assert names(cast, "0403.170.701") == ["De Smet & Zonen"]


def test_an_unlisted_one_found_by_number_shows_that_organization_and_no_other(cast: Cast) -> None:
    """Domain 6.1: what a stranger learns is what they knew."""
    organization(cast.desmet, "0403170701 Geheim NV", "Aalst", cast.luc)
    unlist(cast.desmet)
    (hit,) = found(cast, "0403170701")
    assert hit.organization == cast.zonen


def test_own_environment_is_never_found(cast: Cast) -> None:
    """Domain 6.1: never one's own, by name or number."""
    assert names(cast, "jansen") == names(cast, "68120930") == []


@pytest.mark.parametrize("text", ["", " ", "%", "_", "x", "\0", "%%", "a\0", "x" * 5000, "' OR 1=1 --"])
def test_too_little_or_nonsense_finds_nobody(cast: Cast, text: str) -> None:
    """Domain 6.1: a search, not a list of everybody."""
    assert names(cast, text) == []


def test_finding_is_for_relationship_managers_and_administrators(cast: Cast) -> None:
    """Domain 2."""
    for user in (cast.sara, cast.tom):
        with pytest.raises(Refused):
            finding.search(cast.actor(user), "smet")
        with pytest.raises(Refused):
            finding.one(cast.actor(user), cast.desmet.pk)


def test_partners_and_requests_are_shown_as_such(cast: Cast) -> None:
    """Domain 6.2: one sees how one stands to each."""
    assert found(cast, "van dijk")[0].partnership == cast.partnership
    piet, luc = cast.actor(cast.piet), cast.actor(cast.luc)
    made = asking.ask(piet, cast.jansen, cast.desmet.pk)
    assert found(cast, "smet")[0].request == made
    assert not found(cast, "smet")[0].asked_by_them
    (there,) = finding.described(luc, finding.search(luc, "jansen groep").rows, "jansen groep")
    assert there.asked_by_them


def test_twenty_at_a_time_in_order_of_name_and_none_twice(cast: Cast) -> None:
    """Style: keyset pages of a fixed size."""
    for n in range(25):
        Environment.objects.create(name=f"Bakkerij {n:02}", folded=f"bakkerij {n:02}")
    piet = cast.actor(cast.piet)
    first = finding.search(piet, "bakkerij")
    second = finding.search(piet, "bakkerij", first.next)
    assert [e.name for e in first.rows + second.rows] == [f"Bakkerij {n:02}" for n in range(25)]
    assert len(first.rows) == finding.SIZE
    assert finding.search(piet, "bakkerij", "nonsense").rows == first.rows


def test_an_unlisted_one_is_not_there_without_its_number(cast: Cast) -> None:
    """Domain 7.7: the same answer as for what does not exist."""
    unlist(cast.desmet)
    with pytest.raises(NotFound):
        finding.one(cast.actor(cast.piet), cast.desmet.pk, "0403170702")
    assert finding.one(cast.actor(cast.piet), cast.desmet.pk, "0403170701") == cast.desmet
