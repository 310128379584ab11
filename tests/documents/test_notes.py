"""Tags, notes and kept views (domain 7.2, 7.5)."""

from collections.abc import Callable

import pytest

from kantoor.access import standing
from kantoor.access.actor import Actor
from kantoor.accounts.models import Block
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import notes, statuses, tags, views
from kantoor.documents.models import Box, Document, Status, Tag, View
from kantoor.groups.models import Group, GroupMembership
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.notifications import telling
from kantoor.notifications.models import Notice
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.delivery.conftest import Sent
from tests.guards.world import client_of


@pytest.fixture(autouse=True)
def apart(cast: Cast) -> None:
    """Jansen Vastgoed is Piet's alone."""
    Membership.objects.filter(user=cast.anna, organization=cast.vastgoed).end(None)


def test_a_tag_is_put_on_once_and_forgotten_with_its_last_document(cast: Cast, invoice: Document) -> None:
    anna = cast.actor(cast.anna)
    tag = tags.put(anna, invoice.pk, "  Project   Oost ")
    assert tag.name == "Project Oost"
    assert tags.put(anna, invoice.pk, "PROJECT OOST") == tag
    assert Entry.objects.filter(action="documents.tagged").count() == 1
    tags.take_off(anna, invoice.pk, tag.pk)
    assert not Tag.objects.exists()
    for name in ("", " ", "x" * 61):
        with pytest.raises(Invalid):
            tags.put(anna, invoice.pk, name)


def test_a_viewer_reads_and_does_not_write(cast: Cast, invoice: Document) -> None:
    """domain 2, 7.5"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    for act in (tags.put, notes.add):
        with pytest.raises(Refused):
            act(cast.actor(cast.sara), invoice.pk, "word")
        with pytest.raises(NotFound):
            act(cast.actor(cast.luc), invoice.pk, "word")
    Share.objects.create(document=invoice, organization=cast.bouw, user=cast.sara, level=Level.EDIT)
    assert notes.add(cast.actor(cast.sara), invoice.pk, "Looks right").text == "Looks right"


def test_only_who_reaches_the_document_can_be_mentioned_and_is_told(cast: Cast, invoice: Document) -> None:
    """domain 8.1: a name of somebody else is just text."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    text = f"@{cast.sara.name} and @{cast.piet.name}, is this right?"
    note = notes.add(cast.actor(cast.anna), invoice.pk, text)
    assert note.mentions == [cast.sara.name]
    entry = Entry.objects.get(action="documents.mentioned")
    assert entry.subject_id == cast.sara.pk
    telling.tell.func([str(entry.pk)])
    assert [notice.user for notice in Notice.objects.filter(entry=entry)] == [cast.sara]


def test_who_lost_the_document_meanwhile_is_not_told(cast: Cast, invoice: Document) -> None:
    given = Share.objects.create(document=invoice, organization=cast.bouw, user=cast.sara, level=Level.VIEW)
    notes.add(cast.actor(cast.anna), invoice.pk, f"@{cast.sara.name} please")
    Share.objects.filter(pk=given.pk).end(None)
    telling.tell.func([str(Entry.objects.get(action="documents.mentioned").pk)])
    assert not Notice.objects.exists()


def test_who_only_has_a_share_is_not_shown_the_members(cast: Cast, invoice: Document) -> None:
    Share.objects.create(
        document=invoice,
        organization=cast.bouw,
        user=cast.eva,
        level=Level.EDIT,
        partnership=cast.partnership,
    )
    assert notes.people(standing.on(cast.actor(cast.eva), invoice)) == []
    assert cast.eva in notes.people(standing.on(cast.actor(cast.anna), invoice))


def test_a_note_crosses_to_another_company_only_by_a_role_or_by_naming_somebody(
    cast: Cast, invoice: Document, deliver: Callable[..., Sent]
) -> None:
    """docs/decisions/0115; domain 6, 7.2, 7.5"""
    for who, pair in ((cast.tom, cast.partnership), (cast.eva, cast.partnership), (cast.piet, None)):
        Share.objects.create(
            document=invoice, organization=cast.bouw, user=who, level=Level.EDIT, partnership=pair
        )
    anna, eva, tom, piet = (cast.actor(one) for one in (cast.anna, cast.eva, cast.tom, cast.piet))
    notes.add(anna, invoice.pk, "Within")
    notes.add(anna, invoice.pk, f"@{cast.tom.name} please look")
    notes.add(eva, invoice.pk, "Ours")

    def read(actor: Actor) -> list[str]:
        return [note.text.split()[-1] for note in notes.of(standing.on(actor, invoice)).notes]

    assert read(anna) == read(piet) == ["Within", "look", "Ours"]
    assert (read(tom), read(eva)) == (["look", "Ours"], ["Ours"])
    page = client_of(cast.eva).get(f"/documents/{invoice.pk}/").content.decode()
    assert ("Within" in page, "please look" in page, "Ours" in page) == (False, False, True)
    demo.member(cast.bouw, cast.eva, OrganizationRole.VIEWER, by=cast.anna, partnership=cast.partnership)
    assert read(eva) == ["Within", "look", "Ours"]
    sent, received = deliver()
    notes.add(anna, sent.pk, "The sender's own")
    assert notes.of(standing.on(cast.actor(cast.luc), received)).notes == []


def test_from_outside_the_organizations_people_are_the_organization(cast: Cast, invoice: Document) -> None:
    """docs/decisions/0115; domain 6: the other side sees participants and nobody else."""
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    for who, pair in ((cast.tom, cast.partnership), (cast.piet, None)):
        Share.objects.create(
            document=invoice, organization=cast.bouw, user=who, level=Level.EDIT, partnership=pair
        )
    statuses.change(cast.actor(cast.sara), invoice.pk, Status.APPROVED, "Between us")
    statuses.change(cast.actor(cast.tom), invoice.pk, Status.UNDER_REVIEW)
    statuses.change(cast.actor(cast.sara), invoice.pk, Status.REJECTED, "Twice the crane")
    outside, within, member = (
        client_of(who).get(f"/documents/{invoice.pk}/").content.decode()
        for who in (cast.tom, cast.piet, cast.anna)
    )
    assert "Sara" not in outside and "Between us" not in outside
    for words in ("Jansen Bouw BV approved it", "Tom Bakker put it under review", "Twice the crane"):
        assert words in outside
    assert all("Sara El Amrani approved it" in page and "Between us" in page for page in (within, member))
    with pytest.raises(Conflict) as told:
        statuses.change(cast.actor(cast.tom), invoice.pk, Status.APPROVED, seen=Status.RECEIVED)
    assert "Jansen Bouw BV was first" in str(told.value)


def test_the_longest_name_behind_the_sign_counts(cast: Cast) -> None:
    anna, anna_maria = (cast.anna, cast.sara)
    anna.name, anna_maria.name = "Anna", "Anna María"
    assert notes.mentions("ask @anna maria", [anna, anna_maria]) == [anna_maria]
    assert notes.mentions("ask anna", [anna, anna_maria]) == []


def test_a_view_is_ones_own_until_a_group_gets_it(cast: Cast) -> None:
    group = Group.objects.create(environment=cast.jansen, name="Finance", created_by=cast.anna)
    for person in (cast.anna, cast.sara):
        GroupMembership.objects.create(group=group, user=person)
    anna, sara, piet = (cast.actor(one) for one in (cast.anna, cast.sara, cast.piet))
    mine = views.keep(anna, "Large ones", Box.RECEIVED, "least=1000")
    assert [views.of(one, Box.RECEIVED) for one in (anna, sara)] == [[mine], []]
    ours = views.keep(anna, "Large ones", Box.RECEIVED, "least=2000", group_id=group.pk)
    assert ours.pk == mine.pk
    assert [row.query for row in views.of(sara, Box.RECEIVED)] == ["least=2000"]
    assert views.of(piet, Box.RECEIVED) == []
    with pytest.raises(NotFound):
        views.keep(piet, "Theirs", Box.RECEIVED, "", group_id=group.pk)
    with pytest.raises(NotFound):
        views.remove(sara, ours.pk)
    Block.objects.create(user=cast.anna, reason="-")
    assert views.of(sara, Box.RECEIVED) == []
    Block.objects.all().delete()
    GroupMembership.objects.filter(user=cast.anna).end(None)
    assert (
        views.of(sara, Box.RECEIVED) == []
    )  # domain 7.1: what somebody gives through a group ends with their place
    assert views.of(anna, Box.RECEIVED) == [ours]
    views.remove(anna, ours.pk)
    assert not View.objects.exists()


def test_two_views_of_one_name_and_the_last_of_fifty_can_be_kept_again(cast: Cast) -> None:
    """Two that were kept at the same moment: no error page."""
    anna = cast.actor(cast.anna)
    for name in ("x", "x", *map(str, range(views.MOST - 2))):
        View.objects.create(owner=cast.anna, name=name, box=Box.RECEIVED)
    assert views.keep(anna, "x", Box.RECEIVED, "kind=order").query == "kind=order"
    with pytest.raises(Invalid):
        views.keep(anna, "another", Box.RECEIVED, "")


def test_a_view_needs_a_name_and_an_organization_of_ones_own(cast: Cast) -> None:
    anna = cast.actor(cast.anna)
    for name, query in (("", ""), ("x", "q=" + "y" * 1000)):
        with pytest.raises(Invalid):
            views.keep(anna, name, Box.RECEIVED, query)
    with pytest.raises(NotFound):
        views.keep(anna, "x", Box.RECEIVED, "", organization=cast.vastgoed.pk)
