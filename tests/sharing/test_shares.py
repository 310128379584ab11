"""Giving, changing and withdrawing shares (domain 7.5, 7.6)."""

import datetime as dt

import pytest

from kantoor.access import documents as reached
from kantoor.access import paths, standing
from kantoor.accounts import removals
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid, NotFound, Refused
from kantoor.kernel.ids import uuid7
from kantoor.notifications.models import Notice
from kantoor.notifications.telling import tell
from kantoor.organizations import closing
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships import ending, hanging
from kantoor.sharing import own, receivers, seen, shares
from kantoor.sharing.models import Level, Share
from kantoor.sharing.receivers import Receivers, To, to
from kantoor.sharing.shares import Outcome

VIEW, EDIT, FULL = Level


def give(
    cast: Cast,
    document: Document,
    *holders: User | Group | Organization,
    by: User | None = None,
    level: int = VIEW,
    until: dt.datetime | None = None,
) -> list[Outcome]:
    picks = [to(holder) for holder in holders]
    return shares.give(cast.actor(by or cast.anna), document.pk, picks, level, until).outcomes


def level(user: User, document: Document) -> int | None:
    return reached.level_on(user.pk, document.pk)


def test_a_share_counts_at_once_and_gives_nothing_beside_the_document(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    assert give(cast, invoice, cast.sara) == [Outcome.GIVEN]
    assert level(cast.sara, invoice) == VIEW
    assert list(reached.reached(cast.sara.pk)) == [invoice]


def test_a_partners_participant_can_be_given_a_share_and_a_colleague_of_theirs_cannot(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5: related"""
    outcomes = give(cast, invoice, cast.tom, cast.lin, cast.luc, cast.accountants, cast.zonen)
    assert outcomes == [
        Outcome.GIVEN,
        Outcome.NOT_CHOOSABLE,
        Outcome.NOT_CHOOSABLE,
        Outcome.GIVEN,
        Outcome.NOT_CHOOSABLE,
    ]
    assert (level(cast.tom, invoice), level(cast.eva, invoice), level(cast.lin, invoice)) == (
        VIEW,
        VIEW,
        None,
    )
    assert set(Share.objects.values_list("partnership", flat=True)) == {cast.partnership.pk}


def test_nobody_who_has_less_than_full_can_share_on(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    give(cast, invoice, cast.sara, level=EDIT)
    with pytest.raises(Refused) as refused:
        give(cast, invoice, cast.piet, by=cast.sara)
    assert "Anna" not in str(refused.value)  # who is in the organization is told to its members
    with pytest.raises(NotFound):
        give(cast, invoice, cast.sara, by=cast.piet)  # not theirs to see
    assert level(cast.piet, invoice) is None


def test_someone_with_full_by_a_share_shares_on_within_their_own_sight(cast: Cast, invoice: Document) -> None:
    """domain 7.5, 1: Eva reaches her own participants and those put forward to her."""
    give(cast, invoice, cast.eva, level=FULL)
    outcomes = give(cast, invoice, cast.tom, cast.piet, cast.sara, by=cast.eva, level=FULL)
    assert outcomes == [Outcome.GIVEN, Outcome.GIVEN, Outcome.NOT_CHOOSABLE]


def test_giving_again_changes_nothing_and_says_so(cast: Cast, invoice: Document) -> None:
    give(cast, invoice, cast.sara, level=EDIT)
    assert give(cast, invoice, cast.sara, level=VIEW) == [Outcome.ALREADY]
    assert (level(cast.sara, invoice), Share.objects.count()) == (EDIT, 1)


def test_a_change_ends_one_row_and_begins_another(cast: Cast, invoice: Document) -> None:
    """domain 8.3"""
    give(cast, invoice, cast.sara)
    share = Share.objects.get()
    shares.change(cast.actor(cast.anna), share.pk, EDIT, now() + dt.timedelta(days=3))
    assert level(cast.sara, invoice) == EDIT
    assert sorted(Share.objects.values_list("level", "ended_why")) == [(VIEW, "changed"), (EDIT, "")]


def test_a_share_is_withdrawn_by_any_holder_of_full_and_by_nobody_else(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    give(cast, invoice, cast.sara, cast.piet, level=EDIT)
    given = Share.objects.get(user=cast.sara)
    with pytest.raises(NotFound):
        shares.withdraw(cast.actor(cast.piet), given.pk)
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    shares.withdraw(cast.actor(cast.piet), given.pk)
    assert level(cast.sara, invoice) is None
    entry = Entry.objects.get(action="shares.withdrawn")
    assert (entry.subject_id, entry.organization_id, entry.target_id) == (
        cast.sara.pk,
        cast.bouw.pk,
        invoice.pk,
    )


@pytest.mark.parametrize(("bad", "days"), [(0, None), (4, None), (1, -1)])
def test_levels_and_dates_are_checked(cast: Cast, invoice: Document, bad: int, days: int | None) -> None:
    until = now() + dt.timedelta(days=days) if days else None
    with pytest.raises(Invalid):
        give(cast, invoice, cast.sara, level=bad, until=until)


def test_a_share_stays_when_who_gave_it_is_removed_and_one_to_them_ends(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5, 3.6: it belongs to the organization."""
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    give(cast, invoice, cast.sara, by=cast.piet)
    give(cast, invoice, cast.piet)
    entry = removals.remove(cast.actor(cast.anna), cast.piet.pk)
    assert (entry.details["ended"]["shares"], entry.details["left"]) == (1, 0)
    assert level(cast.sara, invoice) == VIEW
    assert list(Share.objects.live().values_list("user", flat=True)) == [cast.sara.pk]


def test_the_end_of_a_partnership_takes_the_shares_across_it_in_both_directions(
    cast: Cast, invoice: Document
) -> None:
    """domain 6.4, 8.5"""
    give(cast, invoice, cast.tom, cast.accountants, cast.sara)
    before = ending.preview(cast.actor(cast.piet), cast.partnership)
    assert (before.of(cast.vandijk.pk).shares, before.of(cast.jansen.pk).shares) == (2, 0)
    ending.end(cast.actor(cast.eva), cast.partnership.pk)
    assert (level(cast.tom, invoice), level(cast.eva, invoice), level(cast.sara, invoice)) == (
        None,
        None,
        VIEW,
    )
    cast.partnership.refresh_from_db()
    kept = ending.receipt(cast.actor(cast.eva), cast.partnership)
    assert (kept.left, kept.ends.of(cast.vandijk.pk).shares) == (0, 2)
    names = hanging.page(cast.actor(cast.eva), cast.partnership, "shares", cast.vandijk.pk)
    shown = {hanging.name_of(row).person for row in names.rows}
    assert shown == {"Tom Bakker", "Van Dijk Accountants BV"}


def test_closing_an_organization_ends_the_shares_of_it_and_to_it(cast: Cast, invoice: Document) -> None:
    """domain 4.5"""
    give(cast, invoice, cast.sara, cast.vastgoed)
    ends = closing.close(cast.actor(cast.anna), cast.vastgoed.pk)
    assert (ends.shares, ends.shares_received) == (0, 1)
    assert level(cast.piet, invoice) is None
    assert closing.close(cast.actor(cast.anna), cast.bouw.pk).shares == 1
    assert (level(cast.sara, invoice), Share.objects.open().count()) == (None, 0)


def test_receivers_are_told_the_person_the_group_and_the_organizations_administrators(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5"""
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.piet)
    give(cast, invoice, cast.sara, group, cast.accountants)
    rows = Entry.objects.filter(action="shares.given")
    tell.func([str(row.pk) for row in rows])
    told = {(notice.user_id, notice.entry.subject_id) for notice in Notice.objects.select_related("entry")}
    assert told == {
        (cast.sara.pk, cast.sara.pk),
        (cast.piet.pk, group.pk),
        (cast.eva.pk, cast.accountants.pk),
    }
    across = rows.get(subject_id=cast.accountants.pk)
    assert across.partner_id == cast.vandijk.pk


def test_a_withdrawn_share_is_told_to_nobody_as_given(cast: Cast, invoice: Document) -> None:
    give(cast, invoice, cast.sara)
    shares.withdraw(cast.actor(cast.anna), Share.objects.get().pk)
    tell.func([str(Entry.objects.get(action="shares.given").pk)])
    assert not Notice.objects.exists()


def test_somebody_elses_id_is_left_out_as_if_it_did_not_exist(cast: Cast, invoice: Document) -> None:
    """domain 7.7"""
    for one in (To("u", cast.luc.pk), To("o", cast.zonen.pk), To("g", invoice.pk)):
        assert shares.give(cast.actor(cast.anna), invoice.pk, [one], VIEW).outcomes == [Outcome.NOT_CHOOSABLE]


# Who sees who has access.


def steps(rows: list[seen.Row]) -> dict[str, list[str]]:
    return {row.name: row.steps for row in rows}


def test_members_see_everybody_with_the_path_in_words(cast: Cast, invoice: Document) -> None:
    """domain 7.5, 8.4"""
    group = Group.objects.create(environment=cast.jansen, name="Jaarrekening", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.piet)
    give(cast, invoice, cast.tom, group)
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    shown = steps(seen.of(standing.on(cast.actor(cast.sara), invoice)).rows)
    assert shown == {
        "Sara El Amrani": ["viewer of Jansen Bouw BV"],
        "Tom Bakker": ["shared by Anna Jansen"],
        "Jaarrekening": ["group of 1", "shared by Anna Jansen"],
        "Anna Jansen": ["administrator of Jansen Bouw BV"],
    }
    page, rows = seen.readers(cast.actor(cast.sara), invoice)
    assert steps(rows)["Piet de Vries"] == ["via group Jaarrekening", "shared by Anna Jansen"]
    assert {row.name for row in rows} == {"Sara El Amrani", "Tom Bakker", "Anna Jansen", "Piet de Vries"}
    assert len(page.rows) == 4


def test_a_group_inside_a_partners_organization_is_named_to_its_own_people_alone(
    cast: Cast, invoice: Document
) -> None:
    """domain 1, 7.1, 7.5: a group of another company does not exist for us; who reads the document does."""
    audit = Group.objects.create(environment=cast.vandijk, name="Fraud inquiry", created_by=cast.eva)
    GroupMembership.objects.create(group=audit, user=cast.lin)
    Membership.objects.create(organization=cast.accountants, group=audit, role=OrganizationRole.VIEWER)
    own = Group.objects.create(environment=cast.jansen, name="Jaarrekening", created_by=cast.anna)
    GroupMembership.objects.create(group=own, user=cast.piet)
    Membership.objects.create(organization=cast.vastgoed, group=own, role=OrganizationRole.VIEWER)
    Membership.objects.filter(organization=cast.vastgoed, user=cast.piet).end(cast.anna, "removed")
    give(cast, invoice, cast.accountants, cast.vastgoed)
    member = demo.member
    member(cast.bouw, cast.tom, OrganizationRole.VIEWER, by=cast.anna, partnership=cast.partnership)
    theirs, by = "via a group of theirs", "shared by Anna Jansen"
    shown = {who: steps(seen.readers(cast.actor(who), invoice)[1]) for who in (cast.anna, cast.tom)}
    assert shown[cast.anna]["Lin Chen"] == [theirs, "Van Dijk Accountants BV", by]
    assert shown[cast.anna]["Piet de Vries"] == ["via group Jaarrekening", "Jansen Vastgoed BV", by]
    assert shown[cast.tom]["Lin Chen"] == ["via group Fraud inquiry", "Van Dijk Accountants BV", by]
    assert shown[cast.tom]["Piet de Vries"] == [theirs, "Jansen Vastgoed BV", by]
    assert (
        steps(seen.of(standing.on(cast.actor(cast.lin), invoice)).rows)["Lin Chen"][0]
        == "via group Fraud inquiry"
    )
    member(cast.accountants, cast.sara, OrganizationRole.VIEWER, by=cast.eva, partnership=cast.partnership)
    GroupMembership.objects.create(group=audit, user=cast.sara, partnership=cast.partnership)
    asked = seen.of(standing.on(cast.actor(cast.sara), invoice)).rows  # in it herself
    assert ["via group Fraud inquiry", "Van Dijk Accountants BV", by] in (asked[0].steps, *asked[0].also)


def test_a_reader_by_a_share_sees_their_own_path_and_nobody_else(cast: Cast, invoice: Document) -> None:
    """domain 2, 7.5: who the members are is for members."""
    give(cast, invoice, cast.tom, cast.sara)
    shown = seen.of(standing.on(cast.actor(cast.tom), invoice))
    assert (steps(shown.rows), shown.everybody, shown.count) == (
        {"Tom Bakker": ["shared by Anna Jansen"]},
        False,
        None,
    )
    with pytest.raises(Refused):
        seen.readers(cast.actor(cast.tom), invoice)


def test_who_has_full_by_a_share_sees_the_shares_and_not_the_members(cast: Cast, invoice: Document) -> None:
    give(cast, invoice, cast.tom, level=FULL)
    give(cast, invoice, cast.sara)
    assert set(steps(seen.of(standing.on(cast.actor(cast.tom), invoice)).rows)) == {
        "Tom Bakker",
        "Sara El Amrani",
    }


def test_a_withdrawal_says_what_remains_beneath(cast: Cast, invoice: Document) -> None:
    """domain 7.6"""
    give(cast, invoice, cast.sara, level=EDIT)
    share = Share.objects.get()
    anna = cast.actor(cast.anna)
    assert shares.beneath(anna, share) is None
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    assert shares.beneath(anna, share) == VIEW
    assert {way.level for way in paths.ways(invoice, [cast.sara.pk])} == {VIEW, EDIT}


def test_expired_shares_get_their_end_written(cast: Cast, invoice: Document) -> None:
    """domain 8.3"""
    give(cast, invoice, cast.sara)
    past = now() - dt.timedelta(minutes=1)
    Share.objects.update(expires_at=past)
    assert (shares.end_expired(), shares.end_expired()) == (1, 0)
    share = Share.objects.get()
    assert (share.ended_at, share.ended_why) == (share.expires_at, "expired")


def test_nobody_gives_for_longer_than_they_have(cast: Cast, invoice: Document) -> None:
    """domain 7.5: never more than they have; else a week's right would be made a lasting one."""
    week, later = now() + dt.timedelta(days=7), now() + dt.timedelta(days=8)
    give(cast, invoice, cast.eva, level=FULL, until=week)
    own = Share.objects.get(user=cast.eva)
    for until in (None, later):
        with pytest.raises(Invalid, match="until"):
            give(cast, invoice, cast.tom, by=cast.eva, until=until)
        with pytest.raises(Invalid, match="until"):
            give(cast, invoice, cast.accountants, by=cast.eva, level=FULL, until=until)
        with pytest.raises(Invalid, match="until"):
            shares.change(cast.actor(cast.eva), own.pk, FULL, until)
    assert give(cast, invoice, cast.tom, by=cast.eva, until=week) == [Outcome.GIVEN]


def test_a_share_that_outlasts_ones_own_can_be_lowered(cast: Cast, invoice: Document) -> None:
    """domain 7.5"""
    give(cast, invoice, cast.eva, level=FULL, until=now() + dt.timedelta(days=7))
    give(cast, invoice, cast.tom, level=EDIT)
    shares.change(cast.actor(cast.eva), Share.objects.get(user=cast.tom).pk, VIEW, None)
    assert level(cast.tom, invoice) == VIEW


def test_a_role_that_ends_gives_for_as_long_as_one_likes(cast: Cast, invoice: Document) -> None:
    """domain 7.5: a share belongs to the organization and stays when they leave."""
    until = now() + dt.timedelta(days=7)
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna, expires_at=until)
    give(cast, invoice, cast.piet, level=FULL, until=until)
    assert give(cast, invoice, cast.sara, by=cast.piet) == [Outcome.GIVEN]


def test_who_was_given_a_share_gives_it_up_and_the_level_beneath_remains(
    cast: Cast, invoice: Document
) -> None:
    """domain 7.5, 7.6, 8.2: a share of one's own, at once and recorded; nobody else's, whoever has full."""
    give(cast, invoice, cast.tom, cast.accountants, level=EDIT)
    give(cast, invoice, cast.sara)
    toms, saras = Share.objects.get(user=cast.tom), Share.objects.get(user=cast.sara)
    theirs = Share.objects.get(to_organization=cast.accountants)
    for who, share in ((cast.anna, toms), (cast.sara, toms), (cast.tom, saras), (cast.tom, theirs)):
        with pytest.raises(NotFound):
            own.give_up(cast.actor(who), share.pk)
    with pytest.raises(NotFound):
        own.give_up(cast.actor(cast.luc), uuid7())
    Share.objects.filter(pk=theirs.pk).update(level=VIEW)
    own.give_up(cast.actor(cast.tom), toms.pk)
    assert level(cast.tom, invoice) == VIEW
    own.give_up(cast.actor(cast.sara), saras.pk)
    assert (level(cast.sara, invoice), own.on(cast.actor(cast.sara), invoice)) == (None, None)
    entry = Entry.objects.filter(action="shares.given_up").latest("id")
    assert (entry.actor_id, entry.subject_id, entry.organization_id) == (
        cast.sara.pk,
        cast.sara.pk,
        cast.bouw.pk,
    )
    assert Share.objects.get(pk=saras.pk).ended_why == "given up"
    with pytest.raises(NotFound):
        own.give_up(cast.actor(cast.sara), saras.pk)


def test_who_is_in_very_many_organizations_is_offered_the_same(
    cast: Cast, invoice: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """domain 1, 7.5: organizations that one knows of, however they are found."""
    group = Group.objects.create(environment=cast.jansen, name="G", folded="g", created_by=cast.anna)
    GroupMembership.objects.create(group=group, user=cast.sara, began_by=cast.anna)
    Membership.objects.create(organization=cast.vastgoed, group=group, role=1, began_by=cast.anna)
    demo.member(cast.accountants, cast.lin, OrganizationRole.VIEWER, by=cast.eva)
    people = (cast.anna, cast.piet, cast.sara, cast.eva, cast.tom, cast.lin, cast.luc)
    every = [receivers.to(place) for place in Organization.objects.all()]

    def offered() -> list[list[str]]:
        made = [Receivers(cast.actor(who), invoice) for who in people]
        return [sorted(place.name for place in one.organizations(every)) for one in made]

    expected = offered()
    assert expected[2] == ["Jansen Vastgoed BV", "Van Dijk Accountants BV"]
    assert expected[5] == ["Van Dijk Accountants BV"] and expected[6] == []
    monkeypatch.setattr(receivers, "in_many", lambda _user: True)
    assert offered() == expected
