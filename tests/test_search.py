"""The search box finds what the asker may see, and nothing else (domain 6.3, 7.7)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kantoor import search
from kantoor.accounts import finding
from kantoor.accounts.models import Block
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.environments.models import EnvironmentRole
from kantoor.partnerships.models import Participant, Partnership


def people(cast: Cast, who: str, text: str) -> list[str]:
    return [user.name for user in search.everything(cast.actor(getattr(cast, who)), text).people]


def test_colleagues_are_found_without_accents_and_case(cast: Cast) -> None:
    assert people(cast, "sara", "PÍET vries") == ["Piet de Vries"]


def test_people_of_partners_are_found_when_put_forward_by_who_may_choose_them(cast: Cast) -> None:
    """Domain 6.3: its participants and nobody else."""
    assert people(cast, "anna", "vandijk.example") == ["Eva van Dijk", "Tom Bakker"]
    assert people(cast, "sara", "vandijk.example") == []
    assert people(cast, "luc", "vandijk.example") == []


def test_all_active_users_of_a_partner_are_found_when_put_forward_as_one(cast: Cast) -> None:
    Participant.objects.create(partnership=cast.partnership, environment=cast.vandijk)
    assert people(cast, "piet", "lin") == ["Lin Chen"]


def test_when_the_partnership_ends_its_people_are_found_no_more(cast: Cast) -> None:
    Partnership.objects.filter(pk=cast.partnership.pk).end(cast.anna)
    assert people(cast, "anna", "vandijk.example") == []
    assert not search.everything(cast.actor(cast.anna), "dijk").partners


def test_a_common_word_finds_the_same_people_another_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 6.3: colleagues, who is put forward by name, and all of a partner's; of nobody else."""
    words = ("vandijk.example", "jansen.example", "an", "lin", "nobody")
    asked = [(who, word) for who in ("anna", "piet", "sara", "eva", "luc") for word in words]
    for everybody in (False, True):
        if everybody:
            Participant.objects.create(partnership=cast.partnership, environment=cast.vandijk)
        expected = [people(cast, *one) for one in asked]
        for few, many in ((0, 5_000), (0, 0)):
            with monkeypatch.context() as patch:
                patch.setattr(finding, "FEW", few)
                patch.setattr(search, "MANY", many)
                assert [people(cast, *one) for one in asked] == expected
    assert "Lin Chen" in people(cast, "piet", "vandijk.example")


def test_blocked_people_are_not_found(cast: Cast) -> None:
    Block.objects.create(user=cast.piet, reason="gone")
    assert people(cast, "anna", "piet") == []


def test_organizations_and_partners_are_those_one_sees(cast: Cast) -> None:
    found = search.everything(cast.actor(cast.piet), "jansen")
    assert found.organizations == [cast.vastgoed]
    assert [one.environment for one in search.everything(cast.actor(cast.sara), "dijk").partners] == [
        cast.vandijk
    ]
    assert not search.everything(cast.actor(cast.luc), "jansen")


@pytest.mark.parametrize("text", ["", "   ", "\0", "%", "_", "' OR 1=1 --", "x" * 5000])
def test_odd_input_finds_nothing_and_breaks_nothing(cast: Cast, text: str) -> None:
    assert not search.everything(cast.actor(cast.anna), text)


def test_it_costs_the_same_however_much_there_is(cast: Cast) -> None:
    actor = cast.actor(cast.anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            search.everything(actor, "jansen")
        return len(counted)

    before = queries()
    for number in range(8):
        demo.person(cast.jansen, f"Jansen {number}", f"j{number}@jansen.example", EnvironmentRole.BASIC)
    assert (before, queries()) == (13, 13)
