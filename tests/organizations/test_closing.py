"""Closing an organization, and taking over one that nobody administers (domain 2, 4.5)."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kantoor.access import reach
from kantoor.accounts.models import Block
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations import activations, adding, closing, organizations, takeover
from kantoor.organizations.details import Details
from kantoor.organizations.models import Identifier, Membership, Organization, OrganizationRole, State

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole


def lived_in(cast: Cast) -> Organization:
    """Jansen Vastgoed with a partner's member and an open request."""
    demo.member(cast.vastgoed, cast.tom, MEMBER, by=cast.anna, partnership=cast.partnership)
    Request.objects.create(
        kind=Kind.MEMBERSHIP,
        environment=cast.jansen,
        asked_by=cast.anna,
        expires_at=now() + dt.timedelta(days=30),
        to_user=cast.eva,
        organization=cast.vastgoed,
        partnership=cast.partnership,
        role=VIEWER,
    )
    return cast.vastgoed


def test_closing_ends_every_grant_and_request_and_says_how_many(cast: Cast) -> None:
    """Domain 4.5, 8.5: preview, one transaction, nothing left, receipt."""
    place = lived_in(cast)
    before = closing.preview(place)
    assert (before.people, before.outside, before.requests, before.numbers) == (3, 1, 1, 1)
    ended = closing.close(cast.actor(cast.anna), place)
    assert replace(ended, receipt="") == before
    assert not Membership.objects.open().filter(organization=place).exists()
    assert Request.objects.get(organization=place).state == RequestState.ENDED
    assert reach.role_in(cast.tom.pk, place.pk) is None
    kept = Entry.objects.get(action="organizations.closed")
    assert (kept.details["people"], kept.details["left"], kept.details["receipt"]) == (3, 0, ended.receipt)


def test_the_partner_reads_of_the_closing_in_its_own_trail(cast: Cast) -> None:
    """Domain 6.4 by analogy: both sides are told."""
    closing.close(cast.actor(cast.anna), lived_in(cast))
    told = Entry.objects.get(action="organizations.closed_to_partner")
    assert (told.partner_id, told.details["people"]) == (cast.vandijk.pk, 1)


def test_its_last_administrators_keep_reading_and_can_do_nothing_more(cast: Cast) -> None:
    """Domain 4.5."""
    place = lived_in(cast)
    closing.close(cast.actor(cast.anna), place)
    piet = cast.actor(cast.piet)
    assert organizations.reached(piet, place.pk).state == State.CLOSED
    with pytest.raises(Refused):
        closing.close(piet, place)
    with pytest.raises(NotFound):
        organizations.reached(cast.actor(cast.tom), place.pk)


def test_only_administrators_of_the_organization_close_it(cast: Cast) -> None:
    """Domain 2."""
    with pytest.raises(Refused, match="Eva van Dijk"):
        closing.close(cast.actor(cast.tom), cast.accountants)
    hidden = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    with pytest.raises(Refused):
        closing.close(cast.actor(cast.anna), hidden)
    with pytest.raises(NotFound):
        closing.close(cast.actor(cast.luc), cast.accountants)
    assert Organization.objects.get(pk=cast.accountants.pk).state == State.ACTIVE


def test_closing_sets_the_numbers_free_for_another(cast: Cast) -> None:
    """Domain 4.1: claimed from activation until closing."""
    closing.close(cast.actor(cast.anna), cast.bouw)
    assert Identifier.objects.get(organization=cast.bouw).released_at is not None
    eva = cast.actor(cast.eva)
    assert adding.add(eva, cast.vandijk, Details(name="Bouw"), {"kvk": "68120930"}).pk


def test_closing_takes_back_an_open_application(cast: Cast) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    attempt = activations.give_evidence(cast.actor(cast.anna), cast.beheer, file)
    closing.close(cast.actor(cast.anna), cast.beheer)
    attempt.refresh_from_db()
    assert attempt.outcome == activations.Outcome.WITHDRAWN
    assert Organization.objects.get(pk=cast.beheer.pk).state == State.CLOSED


def orphaned(cast: Cast) -> Organization:
    """An organization whose only administrator is blocked; Sara is a viewer of it."""
    made = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    demo.member(made, cast.sara, VIEWER, by=cast.piet)
    Block.objects.create(user=cast.piet, reason="gone")
    return made


def test_an_administrator_takes_over_what_nobody_administers(cast: Cast) -> None:
    """Domain 2."""
    made = orphaned(cast)
    takeover.take_over(cast.actor(cast.anna), made, cast.anna.pk)
    assert reach.role_in(cast.anna.pk, made.pk) == ADMINISTRATOR
    entry = Entry.objects.get(action="organizations.taken_over")
    assert (entry.subject_id, entry.organization_id) == (cast.anna.pk, made.pk)


def test_another_own_user_can_be_appointed_also_one_who_is_a_member(cast: Cast) -> None:
    made = orphaned(cast)
    takeover.take_over(cast.actor(cast.anna), made, str(cast.sara.pk))
    assert reach.role_in(cast.sara.pk, made.pk) == ADMINISTRATOR
    assert Membership.objects.open().filter(organization=made, user=cast.sara).count() == 1


def test_it_is_refused_while_an_active_administrator_is_left(cast: Cast) -> None:
    """Domain 2: no active administrator left."""
    made = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    with pytest.raises(Conflict):
        takeover.take_over(cast.actor(cast.anna), made, cast.anna.pk)
    assert reach.role_in(cast.anna.pk, made.pk) is None


@pytest.mark.parametrize("who", ["tom", "piet", "nobody", "garbage"])
def test_only_an_own_active_user_can_be_appointed(cast: Cast, who: str) -> None:
    made = orphaned(cast)
    person = getattr(getattr(cast, who, None), "pk", "not-an-id")
    with pytest.raises(Invalid):
        takeover.take_over(cast.actor(cast.anna), made, person)


def test_others_cannot_take_over(cast: Cast) -> None:
    """Domain 2: environment administrators of the own environment."""
    made = orphaned(cast)
    with pytest.raises(Refused):
        takeover.take_over(cast.actor(cast.sara), made, cast.sara.pk)
    with pytest.raises(NotFound):
        takeover.take_over(cast.actor(cast.eva), made, cast.eva.pk)


def test_a_closed_organization_is_not_taken_over(cast: Cast) -> None:
    closing.close(cast.actor(cast.anna), cast.bouw)
    with pytest.raises(Conflict):
        takeover.take_over(cast.actor(cast.anna), cast.bouw, cast.anna.pk)


def test_colleagues_are_found_by_a_part_of_the_name(cast: Cast) -> None:
    actor = cast.actor(cast.anna)
    assert takeover.candidates(actor, "amrani") == [cast.anna, cast.sara]
    assert cast.tom not in takeover.candidates(actor, "")
