"""The end of a partnership (domain 6.4, 8.5)."""

import datetime as dt
import time

import pytest

from kantoor.access import reach
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast, member
from kantoor.groups.models import Group, GroupMembership
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.kernel.text import fold
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships import ending, hanging, participants, partnerships
from kantoor.partnerships.models import Participant, Partnership

VIEWER = OrganizationRole.VIEWER
A_DAY = dt.timedelta(days=1)
MANY = 5000


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Something in every place: Tom and Eva with Jansen, Piet with Van Dijk, Lin asked, Tom in a group."""
    member(cast.bouw, cast.tom, VIEWER, cast.anna, partnership=cast.partnership)
    member(cast.vastgoed, cast.tom, VIEWER, cast.anna, partnership=cast.partnership)
    member(cast.bouw, cast.eva, VIEWER, cast.anna, partnership=cast.partnership)
    member(cast.accountants, cast.piet, VIEWER, cast.eva, partnership=cast.partnership)
    Request.objects.create(
        kind=Kind.MEMBERSHIP,
        environment=cast.jansen,
        asked_by=cast.anna,
        to_user=cast.lin,
        organization=cast.bouw,
        role=VIEWER,
        partnership=cast.partnership,
        expires_at=now() + 30 * A_DAY,
    )
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.tom, partnership=cast.partnership)
    GroupMembership.objects.create(group=group, user=cast.sara)
    member(cast.vastgoed, cast.sara, VIEWER, cast.anna)
    return cast


def test_the_preview_counts_what_ends_in_both_directions(world: Cast) -> None:
    """Domain 6.4: memberships, requests, group places, participants; each side apart."""
    ends = ending.preview(world.actor(world.piet), world.partnership)
    theirs, ours = ends.of(world.vandijk.pk), ends.of(world.jansen.pk)
    assert (theirs.memberships, theirs.people, theirs.organizations) == (3, 2, 2)
    assert (theirs.requests, theirs.places, theirs.participants) == (1, 1, 2)
    assert (ours.memberships, ours.requests, ours.places, ours.participants) == (1, 0, 0, 1)
    assert not ends.nothing


def test_either_side_ends_it_and_the_other_has_no_access_any_more(world: Cast) -> None:
    """Domain 6.4: all of it, at once, in both directions; what does not hang on it stays."""
    ending.end(world.actor(world.eva), world.partnership)
    assert reach.role_in(world.tom.pk, world.bouw.pk) is None
    assert reach.role_in(world.piet.pk, world.accountants.pk) is None
    assert reach.role_in(world.sara.pk, world.vastgoed.pk) == VIEWER
    assert Request.objects.get().state == RequestState.ENDED
    assert not Participant.objects.open().exists()
    assert [place.user for place in GroupMembership.objects.open()] == [world.sara]
    assert not Membership.objects.open().filter(partnership__isnull=False).exists()


def test_a_membership_that_forgot_what_it_hangs_on_ends_too(world: Cast) -> None:
    """Domain 8.5: it is checked again that nothing is left, by who and where instead of by the column."""
    Membership.objects.filter(user=world.tom, organization=world.bouw).update(partnership=None)
    ending.end(world.actor(world.eva), world.partnership)
    assert reach.role_in(world.tom.pk, world.bouw.pk) is None


def test_both_sides_have_the_same_receipt(world: Cast) -> None:
    """Domain 6.4, 8.5: what ended, how many, 0 left, when, by whom; kept."""
    foreseen = ending.preview(world.actor(world.piet), world.partnership)
    ending.end(world.actor(world.eva), world.partnership)
    world.partnership.refresh_from_db()
    here = ending.receipt(world.actor(world.piet), world.partnership)
    assert here == ending.receipt(world.actor(world.eva), world.partnership)
    assert here.ends == foreseen
    assert (here.left, here.by, here.at) == (0, "Eva van Dijk", world.partnership.ended_at)
    entry = Entry.objects.get(action="partnerships.ended")
    assert (entry.environment_id, entry.partner_id) == (world.vandijk.pk, world.jansen.pk)


def test_every_organization_that_loses_members_has_it_in_its_trail(world: Cast) -> None:
    """Domain 8.6: the trail of an organization tells what happened to its members."""
    ending.end(world.actor(world.eva), world.partnership)
    rows = Entry.objects.filter(action="memberships.ended_with_partnership")
    told = {row.organization_name: (row.environment_id, row.details["people"]) for row in rows}
    assert told == {
        "Jansen Bouw BV": (world.jansen.pk, 2),
        "Jansen Vastgoed BV": (world.jansen.pk, 1),
        "Van Dijk Accountants BV": (world.vandijk.pk, 1),
    }


def test_names_are_there_before_and_after(world: Cast) -> None:
    """Domain 6.4, 8.5: who and where, on demand."""

    def names() -> set[tuple[str, str]]:
        rows = hanging.page(world.actor(world.piet), world.partnership, "memberships", world.vandijk.pk)
        return {(n.person, n.place) for n in map(hanging.name_of, rows.rows)}

    before = names()
    assert ("Tom Bakker", "Jansen Bouw BV") in before
    ending.end(world.actor(world.piet), world.partnership)
    world.partnership.refresh_from_db()
    assert names() == before


def test_basic_users_neither_end_nor_see_counts_or_names(world: Cast) -> None:
    """Domain 2: for relationship managers and administrators."""
    for user in (world.sara, world.tom, world.lin):
        actor = world.actor(user)
        with pytest.raises(Refused):
            ending.end(actor, world.partnership)
        with pytest.raises(Refused):
            ending.preview(actor, world.partnership)
        with pytest.raises(Refused):
            hanging.page(actor, world.partnership, "memberships", world.jansen.pk)
    assert partnerships.is_live(world.partnership)


def test_a_third_company_cannot_end_it(world: Cast) -> None:
    """Domain 7.7: not yours is not there."""
    with pytest.raises(NotFound):
        ending.end(world.actor(world.luc), world.partnership)
    assert not partnerships.visible_to(world.actor(world.luc)).exists()


def test_it_ends_once(world: Cast) -> None:
    """Domain 6.2: ended is the last state; the first receipt stands."""
    ending.end(world.actor(world.eva), world.partnership)
    with pytest.raises(Conflict):
        ending.end(world.actor(world.piet), world.partnership)
    assert Entry.objects.filter(action="partnerships.ended").count() == 1


def test_there_is_no_receipt_before_the_end(world: Cast) -> None:
    """Domain 8.5: a receipt tells what happened."""
    with pytest.raises(NotFound):
        ending.receipt(world.actor(world.piet), world.partnership)


def test_a_partner_group_closes_with_its_partnership(world: Cast) -> None:
    """Domain 6.4, 7.1: a group of both sides is nothing without the agreement, nor what it was given."""
    group = Group.objects.create(
        environment=world.jansen, partnership=world.partnership, name="Audit", created_by=world.anna
    )
    GroupMembership.objects.create(group=group, user=world.sara)
    Membership.objects.create(organization=world.bouw, group=group, role=VIEWER)
    assert reach.role_in(world.sara.pk, world.bouw.pk) == VIEWER
    entry = ending.end(world.actor(world.piet), world.partnership)
    assert reach.role_in(world.sara.pk, world.bouw.pk) is None
    assert entry.details["groups"] == 1


def test_a_date_ends_it_without_anybody(world: Cast) -> None:
    """Domain 6.2: past its date nothing gives access, and the worker writes what ended."""
    Partnership.objects.update(expires_at=now() - A_DAY)
    assert reach.role_in(world.tom.pk, world.bouw.pk) is None
    assert ending.end_due() == 1
    assert ending.end_due() == 0
    world.partnership.refresh_from_db()
    assert world.partnership.ended_at == world.partnership.expires_at
    assert ending.receipt(world.actor(world.eva), world.partnership).by == ""
    assert not Membership.objects.open().filter(partnership__isnull=False).exists()


def test_a_date_to_come_ends_nothing(world: Cast) -> None:
    """Domain 6.2: the worker ends what is due and nothing else."""
    Partnership.objects.update(expires_at=now() + A_DAY)
    assert ending.end_due() == 0
    assert reach.role_in(world.tom.pk, world.bouw.pk) == VIEWER


def test_either_side_changes_the_end_date(world: Cast) -> None:
    """Domain 6.4: the other side reads it in its trail."""
    until = now() + 30 * A_DAY
    partnerships.change_end(world.actor(world.eva), world.partnership, until)
    partnerships.change_end(world.actor(world.eva), world.partnership, until)
    entry = Entry.objects.get(action="partnerships.changed")
    assert (entry.partner_id, entry.details["until"]) == (world.jansen.pk, until.isoformat())
    partnerships.change_end(world.actor(world.piet), world.partnership, None)
    world.partnership.refresh_from_db()
    assert world.partnership.expires_at is None


def test_an_end_date_lies_ahead_and_is_not_for_everybody(world: Cast) -> None:
    """Domain 2, 6.4: no end in the past; only those who may end it."""
    with pytest.raises(Invalid) as refusal:
        partnerships.change_end(world.actor(world.eva), world.partnership, now())
    assert refusal.value.field == "until"
    with pytest.raises(Refused):
        partnerships.change_end(world.actor(world.tom), world.partnership, None)
    with pytest.raises(NotFound):
        partnerships.change_end(world.actor(world.luc), world.partnership, None)


def test_what_has_ended_cannot_be_prolonged(world: Cast) -> None:
    """Domain 6.2: a new agreement needs the other side's yes."""
    ending.end(world.actor(world.eva), world.partnership)
    with pytest.raises(Conflict):
        partnerships.change_end(world.actor(world.eva), world.partnership, now() + A_DAY)


def test_everybody_of_both_environments_knows_the_partners(world: Cast) -> None:
    """Domain 6: live ones and those that are over, by name."""
    sara = world.actor(world.sara)
    assert list(partnerships.of(sara)) == [world.partnership]
    assert list(partnerships.of(sara, "dijk ACC")) == [world.partnership]
    assert not partnerships.of(sara, "jansen").exists()
    ending.end(world.actor(world.eva), world.partnership)
    assert not partnerships.of(sara).exists()
    assert list(partnerships.over(sara)) == [world.partnership]
    assert not partnerships.over(world.actor(world.luc)).exists()


def test_five_thousand_memberships_end_in_two_seconds(cast: Cast) -> None:
    """Domain 6.4: in one transaction, and nobody waits for it."""
    people = [
        User(environment=cast.vandijk, name=f"P{n}", email=f"p{n}@vandijk.example", folded=fold(f"P{n}"))
        for n in range(MANY)
    ]
    User.objects.bulk_create(people, batch_size=500)
    rows = [
        Membership(organization=cast.bouw, user=p, role=VIEWER, partnership=cast.partnership) for p in people
    ]
    Membership.objects.bulk_create(rows, batch_size=500)
    began = time.process_time()  # what else runs on the machine does not count
    entry = ending.end(cast.actor(cast.eva), cast.partnership)
    took = time.process_time() - began
    assert took < 2
    assert sum(d["memberships"] for d in entry.details["directions"]) == MANY
    side = participants.sides([cast.partnership])[cast.partnership.pk, cast.vandijk.pk]
    assert side.count == 0
