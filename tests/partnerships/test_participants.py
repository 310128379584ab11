"""Participants: whom each side puts forward (domain 6.3, 6.5)."""

from uuid import UUID, uuid4

import pytest

from kantoor.accounts.models import Block, User
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast, member
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.kernel.prepared import Prepared
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships import participants
from kantoor.partnerships.models import Participant, Partnership


def choosable(cast: Cast) -> set[str]:
    """The people of Van Dijk whom Jansen can choose."""
    return {user.name for user in Candidates(cast.bouw).partners()}


def put_forward(cast: Cast, by: User, *users: User, everybody: bool = False) -> list[Participant]:
    keys = [user.pk for user in users]
    return participants.put_forward(cast.actor(by), cast.partnership, keys, everybody=everybody)


def place_of(cast: Cast, user: User) -> Participant:
    return Participant.objects.open().get(user=user, partnership=cast.partnership)


def test_who_is_put_forward_can_be_chosen_at_once(cast: Cast) -> None:
    """Domain 6.3: the other side sees them at once, and nobody else."""
    assert choosable(cast) == {"Eva van Dijk", "Tom Bakker"}
    put_forward(cast, cast.eva, cast.lin)
    assert choosable(cast) == {"Eva van Dijk", "Tom Bakker", "Lin Chen"}
    entry = Entry.objects.get(action="participants.put_forward")
    assert (entry.subject_id, entry.partner_id) == (cast.lin.pk, cast.jansen.pk)


def test_a_basic_or_advanced_user_cannot_put_anybody_forward(cast: Cast) -> None:
    """Domain 2: relationship managers and administrators only."""
    for user in (cast.sara, cast.tom, cast.lin):
        with pytest.raises(Refused):
            put_forward(cast, user, user)


def test_nobody_puts_the_other_sides_people_forward(cast: Cast) -> None:
    """Domain 6.3: each side its own; another's id is as good as none."""
    for keys in ([cast.lin.pk], [cast.sara.pk, cast.lin.pk], [uuid4()]):
        with pytest.raises(Invalid):
            participants.put_forward(cast.actor(cast.anna), cast.partnership, keys)
    assert choosable(cast) == {"Eva van Dijk", "Tom Bakker"}


def test_blocked_and_removed_people_are_not_put_forward(cast: Cast) -> None:
    """Domain 6.3: people are active users."""
    Block.objects.create(user=cast.lin, reason="Left her pass in the train")
    with pytest.raises(Invalid):
        put_forward(cast, cast.eva, cast.lin)


def test_blocked_participants_are_not_shown_to_the_other_side(cast: Cast) -> None:
    """Domain 3.6: a block suspends every grant, and unblocking restores it."""
    block = Block.objects.create(user=cast.tom, reason="Investigation")
    key = (cast.partnership.pk, cast.vandijk.pk)
    assert [p.user for p in participants.sides([cast.partnership])[key].first] == [cast.eva]
    Block.objects.filter(pk=block.pk).end(None)
    assert participants.sides([cast.partnership])[key].count == 2


def test_strangers_find_no_partnership_to_put_people_forward_in(cast: Cast) -> None:
    """Domain 7.7: not yours is not there."""
    with pytest.raises(NotFound):
        put_forward(cast, cast.luc, cast.luc)


def test_putting_forward_twice_changes_nothing(cast: Cast) -> None:
    """Domain 6.3: one live place per person."""
    assert put_forward(cast, cast.eva, cast.tom) == []
    assert len(put_forward(cast, cast.eva, cast.tom, cast.lin)) == 1
    assert not Entry.objects.filter(subject_id=cast.tom.pk).exists()


def test_nobody_chosen_is_said(cast: Cast) -> None:
    """Domain 6.3: an empty choice is a mistake, not an act."""
    with pytest.raises(Invalid):
        put_forward(cast, cast.eva)


def test_all_active_users_follows_who_comes_and_goes(cast: Cast) -> None:
    """Domain 6.3: "all active users" are those of this moment."""
    put_forward(cast, cast.eva, everybody=True)
    assert choosable(cast) == {"Eva van Dijk", "Tom Bakker", "Lin Chen"}
    side = participants.sides([cast.partnership])[cast.partnership.pk, cast.vandijk.pk]
    assert side.everybody is not None
    assert side.count == 3
    User.objects.filter(pk=cast.lin.pk).update(removed_at=now())
    assert choosable(cast) == {"Eva van Dijk", "Tom Bakker"}


def test_taking_everybody_out_leaves_those_who_were_named(cast: Cast) -> None:
    """Domain 6.3: named people were put forward for themselves."""
    (whole,) = put_forward(cast, cast.eva, everybody=True)
    participants.take_out(cast.actor(cast.eva), whole)
    assert choosable(cast) == {"Eva van Dijk", "Tom Bakker"}


def test_who_is_taken_out_keeps_what_they_have(cast: Cast) -> None:
    """Domain 6.5: no longer choosable; it ends nothing they already have."""
    member(cast.bouw, cast.tom, OrganizationRole.VIEWER, cast.anna, partnership=cast.partnership)
    participants.take_out(cast.actor(cast.eva), place_of(cast, cast.tom))
    assert choosable(cast) == {"Eva van Dijk"}
    assert Membership.objects.live().filter(user=cast.tom, organization=cast.bouw).exists()
    assert participants.held(cast.jansen.pk, [cast.tom.pk])[cast.tom.pk].organizations == 1


def test_a_side_takes_out_its_own_participants_only(cast: Cast) -> None:
    """Domain 6.3: each side removes its own; without the permission it is refused."""
    place = place_of(cast, cast.tom)
    for user in (cast.anna, cast.piet, cast.luc):
        with pytest.raises(NotFound):
            participants.take_out(cast.actor(user), place)
    with pytest.raises(Refused):
        participants.take_out(cast.actor(cast.tom), place)
    assert "Tom Bakker" in choosable(cast)


def test_who_was_taken_out_can_be_put_forward_again(cast: Cast) -> None:
    """Domain 8.3: the old row stays ended, a new one begins."""
    participants.take_out(cast.actor(cast.eva), place_of(cast, cast.tom))
    with pytest.raises(NotFound):
        participants.take_out(cast.actor(cast.eva), Participant.objects.get(user=cast.tom).pk)
    put_forward(cast, cast.eva, cast.tom)
    assert Participant.objects.filter(user=cast.tom).count() == 2


def test_nothing_is_put_forward_in_a_partnership_that_is_over(cast: Cast) -> None:
    """Domain 6.2: ended, by hand or by its date."""
    type(cast.partnership).objects.update(expires_at=now())
    with pytest.raises(Conflict):
        put_forward(cast, cast.eva, cast.lin)
    with pytest.raises(NotFound):
        participants.take_out(cast.actor(cast.eva), place_of(cast, cast.tom))


def test_those_who_can_be_put_forward_are_own_active_and_not_in_it_yet(cast: Cast) -> None:
    """Domain 6.3: people of one's own environment, found by any part of the name or address."""

    def found(text: str = "") -> list[UUID]:
        chosen = participants.choosable_in(cast.actor(cast.eva), cast.partnership, text)
        return [user.pk for user in chosen]

    assert found() == [cast.lin.pk]
    assert found("CHEN vandijk") == [cast.lin.pk]
    assert found("anna") == []


def test_sides_cost_the_same_for_one_partnership_and_for_many(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """Style: queries are constant, whatever the number of rows."""
    for n in range(8):
        person = User.objects.create(environment=cast.vandijk, name=f"P{n}", email=f"p{n}@vandijk.example")
        Participant.objects.create(partnership=cast.partnership, environment=cast.vandijk, user=person)
    with django_assert_num_queries(3):
        side = participants.sides([cast.partnership])[cast.partnership.pk, cast.vandijk.pk]
    assert (len(side.first), side.count) == (participants.FIRST, 10)


def test_of_very_many_active_users_only_some_are_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of members: "1,000+"; who is blocked is none of them."""
    Participant.objects.create(partnership=cast.partnership, environment=cast.vandijk)
    whole = participants.active_users(cast.vandijk.pk)

    def counted() -> int:
        return participants.sides([cast.partnership])[cast.partnership.pk, cast.vandijk.pk].count

    assert counted() == whole.count() > 2
    Block.objects.create(user=cast.tom, reason="gone")
    assert counted() == whole.count()
    monkeypatch.setattr(participants, "COUNTED", 1)
    for name in ("_some_present", "_some_unblocked"):
        monkeypatch.setattr(participants, name, Prepared(getattr(participants, name)._build))
    assert counted() == 2
    Block.objects.filter(user=cast.tom).update(ended_at=now())
    assert counted() == 2


def test_participants_are_gone_the_moment_the_partnership_is_past_its_date(cast: Cast) -> None:
    """Domain 1, 8.1: the wall closes by the database's clock, not when the worker has written the end."""
    Partnership.objects.filter(pk=cast.partnership.pk).update(expires_at=now())
    assert not participants.of(cast.partnership, cast.vandijk.pk).exists()
    side = participants.sides([cast.partnership])[cast.partnership.pk, cast.vandijk.pk]
    assert (side.count, side.first) == (0, [])
