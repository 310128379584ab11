"""Which organizations somebody sees, and what of them (domain 2)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kantoor.access import reach
from kantoor.access.actor import Actor
from kantoor.accounts.models import Block
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.errors import NotFound
from kantoor.organizations import organizations
from kantoor.organizations.models import Membership, Organization, OrganizationRole, State


def names(cast: Cast, who: str, **narrowed: Any) -> set[str]:
    """By each way of finding them, in each order, page by page."""
    actor = cast.actor(getattr(cast, who))
    listed = set()
    for sort in organizations.SORTS:
        ways = {tuple(walked(actor, many, sort, **narrowed)) for many in (0, 1, 200)}
        assert len(ways) == 1, sort
        listed |= ways
    known = organizations.Seen(mine=narrowed.get("mine", False))(actor)
    every = (
        {row.pk for row in known.filter(state=narrowed["state"])}
        if narrowed.get("state") in State.values
        else None
    )
    assert len({frozenset(rows) for rows in listed}) == 1
    assert every is None or {row.pk for row in next(iter(listed))} == every
    return {row.name for row in next(iter(listed))}


def walked(actor: Actor, near: int, sort: str, **narrowed: Any) -> list[Organization]:
    """Two on a page, to the end; `near`: how many are looked at first, as of somebody in very many."""
    with pytest.MonkeyPatch.context() as patch:
        if near:
            patch.setattr(organizations, "perhaps_few", lambda _user: None)
        patch.setattr(organizations, "NEAR", near)
        found, cursor = list[Organization](), ""
        while True:
            page = organizations.page(actor, sort=sort, cursor=cursor, size=2, **narrowed)
            found += page.rows
            cursor = page.next
            if not cursor:
                return found


def test_members_see_the_organizations_they_are_in_and_no_other(cast: Cast) -> None:
    """Domain 1: membership is what gives sight of the organization."""
    assert names(cast, "piet") == {"Jansen Vastgoed BV"}
    assert names(cast, "sara") == set()


def test_an_environment_administrator_sees_all_of_the_own_environment_and_nothing_of_others(
    cast: Cast,
) -> None:
    """Domain 2: the list of all the environment's organizations."""
    hidden = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    assert names(cast, "anna") == {cast.bouw.name, cast.vastgoed.name, cast.beheer.name, hidden.name}
    assert hidden.name not in names(cast, "anna", mine=True)
    assert hidden.name not in names(cast, "eva")


def test_who_oversees_some_and_reaches_others_sees_both_in_one_order(cast: Cast) -> None:
    """Domain 2: the company's organizations, and a partner's of which one is a member; whichever comes first by name."""
    demo.member(cast.accountants, cast.anna, OrganizationRole.VIEWER, cast.eva, partnership=cast.partnership)
    for name in ("Aannemer BV", "Zuid BV", "van Dijk Beheer BV"):
        demo.organization(cast.jansen, name, "Utrecht", cast.piet)
    assert len(names(cast, "anna")) == 7
    assert names(cast, "anna", text="dijk") == {"van Dijk Beheer BV", cast.accountants.name}
    actor = cast.actor(cast.anna)
    for sort, order in organizations.SORTS.items():
        assert walked(actor, 0, sort) == list(organizations.Seen()(actor).order_by(*order)), sort


def test_the_list_is_narrowed_by_words_and_by_state(cast: Cast) -> None:
    assert names(cast, "anna", text="bouw utrécht") == {"Jansen Bouw BV"}
    assert names(cast, "anna", state=State.NOT_ACTIVATED) == {"Jansen Beheer BV"}
    assert len(names(cast, "anna", state="nonsense")) == 3


def test_overseen_organizations_tell_who_administers_them_and_nothing_inside(cast: Cast) -> None:
    """Domain 2: who administers each, not their documents."""
    demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    actor = cast.actor(cast.anna)
    page = organizations.page(actor).rows
    found = {row.organization.name: row for row in organizations.rows(actor, page)}
    assert found["Jansen Stil BV"].role is None
    assert found["Jansen Stil BV"].administrators == ["Piet de Vries"]
    assert found["Jansen Stil BV"].members == 0
    assert found["Jansen Vastgoed BV"].role == OrganizationRole.ADMINISTRATOR
    assert found["Jansen Vastgoed BV"].members == 2


def test_a_page_of_the_list_costs_the_same_whatever_its_length(cast: Cast) -> None:
    """Style: queries per page are constant."""
    actor = cast.actor(cast.anna)
    demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            organizations.rows(actor, organizations.page(actor).rows)
        return len(counted)

    before = queries()
    for number in range(12):
        demo.organization(cast.jansen, f"Jansen {number} BV", "Utrecht", cast.piet)
    assert queries() == before == 6


def test_one_that_is_only_overseen_is_seen_but_not_reached(cast: Cast) -> None:
    """Domain 2: administrators of the environment may be no member of it."""
    hidden = demo.organization(cast.jansen, "Jansen Stil BV", "Utrecht", cast.piet)
    actor = cast.actor(cast.anna)
    assert organizations.one(actor, hidden.pk) == hidden
    with pytest.raises(NotFound):
        organizations.reached(actor, hidden.pk)
    assert organizations.reached(cast.actor(cast.piet), hidden.pk) == hidden


@pytest.mark.parametrize("forged", ["", "x", "\0", "00000000-0000-0000-0000-000000000000", "9" * 5000])
def test_a_forged_id_is_not_found(cast: Cast, forged: str) -> None:
    with pytest.raises(NotFound):
        organizations.one(cast.actor(cast.anna), forged)


def test_an_organization_of_strangers_is_not_found(cast: Cast) -> None:
    """Domain 7.7."""
    with pytest.raises(NotFound):
        organizations.one(cast.actor(cast.anna), cast.zonen.pk)


def test_an_administrator_who_is_blocked_is_no_active_administrator(cast: Cast) -> None:
    """Domain 2, take over: no active administrator left."""
    assert organizations.has_own_administrator(cast.bouw)
    Block.objects.create(user=cast.anna, reason="gone")
    assert not organizations.has_own_administrator(cast.bouw)
    assert organizations.has_own_administrator(cast.vastgoed)


def test_last_administrators_of_a_closed_organization_keep_reading_it_and_others_do_not(cast: Cast) -> None:
    """Domain 4.5."""
    open_rows = Membership.objects.filter(organization=cast.vastgoed)
    demo.member(cast.vastgoed, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    cast.vastgoed.state, cast.vastgoed.closed_at = State.CLOSED, cast.vastgoed.activated_at
    cast.vastgoed.save()
    open_rows.end(cast.anna, reach.CLOSURE)
    assert names(cast, "piet") == {"Jansen Vastgoed BV"}
    assert reach.role_in(cast.piet.pk, cast.vastgoed.pk) == OrganizationRole.VIEWER
    assert reach.role_in(cast.sara.pk, cast.vastgoed.pk) is None
    assert names(cast, "sara") == set()
    people = {row["person"] for row in reach.audience(cast.vastgoed.pk)}
    assert people == {cast.piet.pk, cast.anna.pk}


def test_who_was_blocked_or_removed_does_not_keep_reading(cast: Cast) -> None:
    """Domain 3.6, 4.5."""
    cast.vastgoed.state, cast.vastgoed.closed_at = State.CLOSED, cast.vastgoed.activated_at
    cast.vastgoed.save()
    Membership.objects.filter(organization=cast.vastgoed).end(cast.anna, reach.CLOSURE)
    Block.objects.create(user=cast.piet, reason="gone")
    type(cast.anna).objects.filter(pk=cast.anna.pk).update(removed_at=cast.vastgoed.activated_at)
    assert reach.role_in(cast.piet.pk, cast.vastgoed.pk) is None
    assert reach.role_in(cast.anna.pk, cast.vastgoed.pk) is None
    assert not reach.audience(cast.vastgoed.pk).count()
