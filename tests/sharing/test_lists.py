"""What is shared by the asker's organizations and with the asker, and many withdrawn at once (domain 7.5, 5.8)."""

import datetime as dt

import pytest

from kantoor.access import newest
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import search
from kantoor.documents.models import Document
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.clock import now
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing import lists, seen, shares
from kantoor.sharing.lists import Narrowing
from kantoor.sharing.models import Level, Share
from kantoor.sharing.receivers import to


@pytest.fixture(params=[False, True], autouse=True)
def along(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways of finding them, the one of those who are in very many organizations too."""
    monkeypatch.setattr(lists, "in_many", lambda _user: request.param)
    return bool(request.param)


def names(cast: Cast, who: object, which: str = "by_us", **narrowed: object) -> set[str]:
    to_us = which == "with_us"
    page = lists.page(cast.actor(who), Narrowing(**narrowed), to_us)  # type: ignore[arg-type]
    return {shares.holder_of(row).name for row in page.rows}


def share(cast: Cast, invoice: Document) -> None:
    """With Sara for a week, with Tom and with the partner's organization for good."""
    week = now() + dt.timedelta(days=7)
    shares.give(cast.actor(cast.anna), invoice.pk, [to(cast.sara)], Level.VIEW, week)
    shares.give(cast.actor(cast.anna), invoice.pk, [to(cast.tom), to(cast.accountants)], Level.EDIT)


def test_what_my_organizations_share_is_mine_to_see_and_nobody_elses(cast: Cast, invoice: Document) -> None:
    share(cast, invoice)
    every = {"Sara El Amrani", "Tom Bakker", "Van Dijk Accountants BV"}
    assert names(cast, cast.anna) == every
    assert names(cast, cast.sara) == names(cast, cast.piet) == names(cast, cast.eva) == set()


def test_what_is_shared_with_me_my_groups_and_my_organizations(cast: Cast, invoice: Document) -> None:
    share(cast, invoice)
    assert names(cast, cast.tom, "with_us") == {"Tom Bakker", "Van Dijk Accountants BV"}
    assert names(cast, cast.tom, "with_us", mine=True) == {"Tom Bakker"}
    assert names(cast, cast.eva, "with_us") == {"Van Dijk Accountants BV"}
    assert names(cast, cast.luc, "with_us") == set()


def test_a_level_is_told_as_far_as_the_role_goes(cast: Cast, invoice: Document) -> None:
    """domain 7.5: through an organization nobody gets more than their role in it is worth."""
    share(cast, invoice)
    demo.member(cast.accountants, cast.sara, OrganizationRole.VIEWER, by=cast.eva)
    for who, level in ((cast.sara, Level.VIEW), (cast.eva, Level.EDIT)):
        rows = lists.page(cast.actor(who), Narrowing(organization=cast.accountants.pk), True).rows
        assert [seen.described(row, cast.actor(who)).row.level for row in rows] == [level]


def test_a_level_is_told_by_the_highest_of_ones_roles(cast: Cast, invoice: Document) -> None:
    """domain 7.6: one's own role in the organization, or that of a group."""
    share(cast, invoice)
    team = Group.objects.create(
        environment=cast.accountants.environment, name="Team", folded="team", created_by=cast.eva
    )
    GroupMembership.objects.create(group=team, user=cast.sara, began_by=cast.eva)
    Membership.objects.create(
        organization=cast.accountants, group=team, role=OrganizationRole.MEMBER, began_by=cast.eva
    )

    def told() -> list[Level]:
        rows = lists.page(cast.actor(cast.sara), Narrowing(organization=cast.accountants.pk), True).rows
        return [seen.described(row, cast.actor(cast.sara)).row.level for row in rows]

    assert told() == [Level.EDIT]
    demo.member(cast.accountants, cast.sara, OrganizationRole.VIEWER, by=cast.eva)
    assert told() == [Level.EDIT]


def test_the_organizations_that_one_is_perhaps_in_are_asked_of_the_rows_in_question(
    cast: Cast, invoice: Document
) -> None:
    """Also inside a question about the same table."""
    share(cast, invoice)
    for who, some in ((cast.anna, True), (cast.luc, False)):
        inside = Share.objects.filter(newest.perhaps_in(who.pk, "organization_id")).values("pk")
        assert Share.objects.filter(pk__in=inside).exists() is some
        assert Share.objects.filter(pk__in=inside.order_by("-pk")[:50]).exists() is some


def test_there_are_organizations_to_choose_from_unless_they_are_very_many(cast: Cast, along: bool) -> None:
    """The chosen one is always among them, and of what somebody does not see nothing is said."""
    anna, others = cast.actor(cast.anna), set() if along else {"Jansen Bouw BV"}
    assert others <= {place.name for place in lists.places(anna)}
    assert cast.bouw in lists.places(anna, cast.bouw.pk)
    assert cast.accountants not in lists.places(anna, cast.accountants.pk)


def test_the_list_is_narrowed(cast: Cast, invoice: Document) -> None:
    share(cast, invoice)
    assert names(cast, cast.anna, soon=True) == {"Sara El Amrani"}
    assert names(cast, cast.anna, external=True) == {"Tom Bakker", "Van Dijk Accountants BV"}
    assert names(cast, cast.anna, text="tom vds") == {"Tom Bakker"}
    assert names(cast, cast.anna, organization=cast.vastgoed.pk) == set()
    assert names(cast, cast.anna, organization=cast.bouw.pk, text="vds TOM") == {"Tom Bakker"}
    assert names(cast, cast.tom, "with_us", organization=cast.accountants.pk) == {"Van Dijk Accountants BV"}
    assert names(cast, cast.tom, "with_us", text="accountants", external=True) == {"Van Dijk Accountants BV"}
    assert names(cast, cast.luc, organization=cast.bouw.pk, text="vds") == set()


@pytest.mark.parametrize("bound", ["FEW", "MANY", ""])
def test_words_find_the_same_whichever_way_the_shares_are_found(
    cast: Cast, invoice: Document, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """Of what is theirs to see: a word of the document, its organization, a person, a group or an organization that was
    given it; one that few things have, or more than are gathered."""
    if bound:
        monkeypatch.setattr(lists, bound, 0)
    search.write([invoice.pk])
    share(cast, invoice)
    team = Group.objects.create(environment=cast.jansen, name="Qwertz", folded="qwertz", created_by=cast.anna)
    shares.give(cast.actor(cast.anna), invoice.pk, [to(team)], Level.VIEW)
    every = {"Sara El Amrani", "Tom Bakker", "Van Dijk Accountants BV", "Qwertz"}
    said = {
        "amrani": {"Sara El Amrani"},
        "qwertz": {"Qwertz"},
        "accountants": {"Van Dijk Accountants BV"},
        invoice.number: every,
        "bouw": every,
        "bouw qwertz": {"Qwertz"},
        "vastgoed": set(),
        "zzq": set(),
    }
    for words, found in said.items():
        assert names(cast, cast.anna, text=words) == found, words
        assert names(cast, cast.luc, text=words) == set()
    assert names(cast, cast.tom, "with_us", text="bouw") == {"Tom Bakker", "Van Dijk Accountants BV"}


def test_what_is_withheld_is_listed_to_nobody_but_who_brought_it(cast: Cast, invoice: Document) -> None:
    share(cast, invoice)
    demo.member(cast.bouw, cast.piet, OrganizationRole.MEMBER, by=cast.anna)
    Document.objects.update(withheld=True)
    assert names(cast, cast.piet) == names(cast, cast.tom, "with_us") == set()
    assert len(names(cast, cast.anna)) == 3


def test_each_of_many_is_withdrawn_on_its_own(cast: Cast, invoice: Document) -> None:
    """domain 5.8: one that cannot be never stops the others, and none reports what did not happen."""
    share(cast, invoice)
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    ids = list(Share.objects.values_list("pk", flat=True))
    viewer = lists.withdraw(cast.actor(cast.sara), ids)
    assert len(viewer) == 3
    assert all(one.problem for one in viewer)
    assert Share.objects.open().count() == 3
    assert lists.withdraw(cast.actor(cast.luc), ids) == []
    assert [one.problem for one in lists.withdraw(cast.actor(cast.anna), ids)] == ["", "", ""]
    assert not Share.objects.open().exists()
