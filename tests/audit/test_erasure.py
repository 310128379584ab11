"""A deletion request is answered and the chain still holds (domain 8.6)."""

import pytest

from kantoor.accounts import erasures, removals
from kantoor.audit import linking, verifying
from kantoor.audit.models import Entry, Link
from kantoor.cli import erase as command
from kantoor.demo.cast import Cast
from kantoor.environments import invitations
from kantoor.environments.models import EnvironmentRole, Invitation
from kantoor.kernel.errors import NotFound, Refused
from tests.audit.conftest import Write

pytestmark = pytest.mark.django_db


def mentions(name: str) -> list[Entry]:
    return [
        e for e in Entry.objects.all() if name in f"{e.actor_name} {e.subject_name} {e.private} {e.details}"
    ]


def test_nothing_in_the_trail_names_an_erased_person_and_it_still_holds(cast: Cast, write: Write) -> None:
    address = cast.sara.email
    write(3)
    linking.all_waiting()
    removals.remove(cast.actor(cast.anna), cast.sara.pk)
    assert mentions("Sara")
    done = erasures.erase(address)
    assert mentions("Sara") == mentions(address) == []
    assert done.entries >= 4
    assert verifying.verify().breaks == []
    kept = Entry.objects.filter(subject_id=cast.sara.pk, action="memberships.changed")
    assert {entry.actor_name for entry in kept} == {cast.anna.name}  # the other one keeps theirs
    cast.sara.refresh_from_db()
    assert cast.sara.name == done.pseudonym
    assert "sara" not in cast.sara.folded


def test_a_changed_fact_of_an_erased_entry_is_found_still(cast: Cast, write: Write) -> None:
    from tests.audit.conftest import Attacker

    (entry,) = write()
    removals.remove(cast.actor(cast.anna), cast.sara.pk)
    erasures.erase(str(cast.sara.pk))
    Attacker()
    Entry.objects.filter(pk=entry.pk).update(action="memberships.added")
    assert [found.entry for found in verifying.verify().breaks] == [entry.pk.hex]


def test_a_name_put_in_the_place_of_an_erased_one_is_found(cast: Cast, write: Write) -> None:
    from tests.audit.conftest import Attacker

    (entry,) = write()
    removals.remove(cast.actor(cast.anna), cast.sara.pk)
    erasures.erase(str(cast.sara.pk))
    Attacker()
    Entry.objects.filter(pk=entry.pk).update(subject_name="Tom")
    assert [found.entry for found in verifying.verify().breaks] == [entry.pk.hex]


def test_the_salt_goes_with_the_name(cast: Cast, write: Write) -> None:
    """With it, a list of likely names would tell whose entry it was."""
    (entry,) = write()
    removals.remove(cast.actor(cast.anna), cast.sara.pk)
    erasures.erase(str(cast.sara.pk))
    link = Link.objects.get(entry_id=entry.pk)
    assert bytes(link.subject_salt) == b""
    assert len(bytes(link.actor_salt)) == linking.SALT


def test_somebody_with_an_account_is_removed_first(cast: Cast) -> None:
    for asked in (cast.sara.email, str(cast.sara.pk)):
        with pytest.raises(Refused, match="Remove them first"):
            erasures.erase(asked)


def test_an_address_that_never_had_an_account_is_erased(cast: Cast) -> None:
    invitations.invite(cast.actor(cast.anna), cast.jansen.pk, "nina@jansen.example", EnvironmentRole.BASIC)
    linking.all_waiting()
    assert mentions("nina@jansen.example")
    erasures.erase("Nina@jansen.example")
    assert mentions("nina@jansen.example") == []
    assert not Invitation.objects.filter(address="nina@jansen.example").exists()
    assert verifying.verify().breaks == []
    with pytest.raises(NotFound):
        erasures.erase("nina@jansen.example")


@pytest.mark.parametrize("asked", ["", "x", "%", "nobody@nowhere.example", "\x00", "'; --"])
def test_odd_requests_get_a_sentence(cast: Cast, asked: str) -> None:
    assert command.main([asked]) == 1
