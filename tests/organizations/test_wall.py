"""What an administrator who is of another company sees of ours (domain 1: participants and nobody else)."""

import pytest

from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import Refused
from kantoor.organizations import adding_members
from kantoor.organizations.adding_members import Outcome, Pick
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import OrganizationRole


@pytest.fixture
def tom_administers(cast: Cast) -> Cast:
    """Tom of Van Dijk administers Jansen Bouw; Jansen is a partner of De Smet too."""
    demo.member(
        cast.bouw, cast.tom, OrganizationRole.ADMINISTRATOR, by=cast.anna, partnership=cast.partnership
    )
    demo.partnership(cast.jansen, cast.desmet, asked_by=cast.piet, accepted_by=cast.luc)
    return cast


def names(cast: Cast, asker: User) -> set[str]:
    found = Candidates(cast.bouw, asker.environment_id).search("")
    return {candidate.holder.name for candidate in found}


def test_an_own_administrator_chooses_among_all_own_people_and_participants(tom_administers: Cast) -> None:
    """Domain 5.2."""
    cast = tom_administers
    assert names(cast, cast.anna) >= {"Sara El Amrani", "Piet de Vries", "Tom Bakker", "Luc De Smet"}


def test_an_outside_administrator_chooses_among_participants_only(tom_administers: Cast) -> None:
    """Domain 1, 5.2: ours whom we put forward to their company and their own; nobody else's, no groups of ours."""
    cast = tom_administers
    assert names(cast, cast.tom) == {"Piet de Vries", "Eva van Dijk", "Tom Bakker"}


def test_an_outside_administrator_cannot_add_whom_they_cannot_see(tom_administers: Cast) -> None:
    """Domain 1: another's id is as good as none."""
    cast = tom_administers
    picks = [Pick(cast.sara.pk), Pick(cast.luc.pk), Pick(cast.piet.pk)]
    done = adding_members.add(cast.actor(cast.tom), cast.bouw.pk, picks)
    assert done.outcomes == [Outcome.NOT_CHOOSABLE, Outcome.NOT_CHOOSABLE, Outcome.ADDED]


def test_a_refusal_stands_in_the_trail_of_the_organization(cast: Cast) -> None:
    """Domain 8.6: its administrators read of it, whoever tried."""
    demo.member(cast.bouw, cast.tom, OrganizationRole.VIEWER, by=cast.anna, partnership=cast.partnership)
    with pytest.raises(Refused):
        adding_members.add(cast.actor(cast.tom), cast.bouw.pk, [Pick(cast.sara.pk)])
    entry = Entry.objects.get(refused=True)
    assert (entry.organization_id, entry.environment_id) == (cast.bouw.pk, cast.jansen.pk)
    assert (entry.partner_id, entry.actor_id) == (cast.vandijk.pk, cast.tom.pk)
