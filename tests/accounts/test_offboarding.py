"""Off-boarding: what depends on somebody is handed over or ended, and they are removed or blocked, in one act."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from kantoor.access import actor as actors
from kantoor.access import groups as standings
from kantoor.access import reach
from kantoor.accounts import blocks, offboarding
from kantoor.accounts.models import User
from kantoor.accounts.offboarding import END, STAY, Leave, Thing
from kantoor.demo import cast as demo
from kantoor.demo.cast import ADMINISTRATOR, Cast, member
from kantoor.groups import groups
from kantoor.groups.models import Group
from kantoor.inbox.models import Kind, Request
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Conflict, Invalid, NotFound, Refused
from kantoor.organizations.models import OrganizationRole
from kantoor.partnerships.models import Participant
from kantoor.receipts import receipts
from kantoor.receipts.models import Receipt
from kantoor.sharing.models import Share
from tests.documents.made import received

VIEWER, MEMBER, ADMIN = OrganizationRole
QUERIES = 7


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Piet alone administers Jansen Bouw, manages a group, is Jansen's only participant, asked De Smet, shared a paper."""
    piet = cast.piet
    member(cast.bouw, piet, ADMIN, cast.anna)
    reach.memberships().filter(user=cast.anna, organization=cast.bouw).update(ended_at=now())
    member(cast.bouw, cast.sara, MEMBER, piet)
    groups.make(cast.actor(piet), cast.jansen.pk, "Site")
    Request.objects.create(
        kind=Kind.PARTNERSHIP,
        environment=cast.jansen,
        asked_by=piet,
        to_environment=cast.desmet,
        expires_at=now() + dt.timedelta(days=30),
    )
    paper = received(cast.bouw, "B-1", by=piet)
    Share.objects.create(document=paper, organization=cast.bouw, user=cast.anna, level=1, began_by=piet)
    return cast


def leave(user: User, reason: str | None = None, **choices: str) -> Leave:
    """Chosen by the kind of thing: `organization=…`."""
    found = offboarding.items(user)
    return Leave(
        {one.field: choices[one.thing] for one in found if one.thing in choices},
        offboarding.seen(found),
        reason,
    )


def test_the_page_lists_what_depends_on_them(world: Cast) -> None:
    """Domain 5.7, 6.3, 7.1, 7.5; suggested is the own member with the highest role."""
    found = {one.thing: one for one in offboarding.items(world.piet)}
    assert found.keys() == {Thing.ORGANIZATION, Thing.GROUP, Thing.PARTNERSHIP, Thing.REQUEST, Thing.SHARE}
    assert (found[Thing.ORGANIZATION].name, found[Thing.ORGANIZATION].suggested) == (
        "Jansen Bouw BV",
        world.sara.pk,
    )
    assert (found[Thing.GROUP].name, found[Thing.PARTNERSHIP].name) == ("Site", "Van Dijk Accountants")
    assert offboarding.items(world.sara) == []


def test_what_depends_on_them_is_asked_in_as_many_questions_however_much_it_is(
    world: Cast, django_assert_num_queries: Any
) -> None:
    """Domain 5.7: two organizations, each with its own suggestion; in one nobody else is a member."""
    alone = demo.organization(world.jansen, "Jansen Alone BV", "Utrecht", world.piet)
    groups.make(world.actor(world.piet), world.jansen.pk, "Other site")
    offboarding.items(world.piet)
    with django_assert_num_queries(QUERIES):
        found = offboarding.items(world.piet)
    suggested = {one.key: one.suggested for one in found if one.thing is Thing.ORGANIZATION}
    assert suggested == {world.bouw.pk: world.sara.pk, alone.pk: None}
    assert [one.name for one in found if one.thing is Thing.GROUP] == ["Other site", "Site"]


def test_everything_is_handed_over_and_they_are_gone(world: Cast) -> None:
    """Domain 5.7, 3.6, 8.5: in one act, with one receipt that says who has what from now on."""
    sara = str(world.sara.pk)
    chosen = leave(world.piet, organization=sara, group=sara, partnership=str(world.anna.pk), request=sara)
    offboarding.offboard(world.actor(world.anna), world.piet, chosen)
    assert reach.role_in(world.sara.pk, world.bouw.pk) == ADMIN
    assert list(standings.managers(Group.objects.get().pk).values_list("user_id", flat=True)) == [
        world.sara.pk
    ]
    assert Participant.objects.live().filter(user=world.anna, partnership=world.partnership).exists()
    assert Request.objects.get(state="open").asked_by == world.sara
    assert Share.objects.live().count() == 1  # a share belongs to the organization (domain 7.5)
    assert actors.of(world.piet.pk) is None and reach.role_in(world.piet.pk, world.bouw.pk) is None
    kept = receipts.of(world.actor(world.anna), subject_id=world.piet.pk)
    assert kept is not None
    read = receipts.read(kept)
    handed = {kind: read.names.get(to or "") for kind, _what, to, _stays in read.told["handed"]}
    assert handed == {
        "organization": "Sara El Amrani",
        "group": "Sara El Amrani",
        "partnership": "Anna Jansen",
        "request": "Sara El Amrani",
        "share": None,
    }
    assert not any(read.told["left"].values())


def test_what_can_end_ends_when_chosen(world: Cast) -> None:
    """Domain 7.1, 7.5: the group is closed, the shares they gave end, nobody is put forward."""
    chosen = leave(world.piet, organization=str(world.sara.pk), group=END, share=END, partnership=END)
    offboarding.offboard(world.actor(world.anna), world.piet, chosen)
    assert Group.objects.get().closed_at is not None
    assert not Share.objects.live().exists() and not Request.objects.filter(state="open").exists()
    assert not Participant.objects.live().filter(environment=world.jansen).exists()


def test_an_organization_is_never_left_without_administrator(world: Cast) -> None:
    """Domain 5.7: it cannot be ended, stay, nor go to somebody outside, blocked or unknown; then nothing happens at all."""
    fourth = demo.person(world.jansen, "Joost de Wit", "joost@jansen.example")
    blocks.begin(world.actor(world.anna), fourth, "-")
    for wrong in ("", END, STAY, str(world.tom.pk), str(fourth.pk), str(world.piet.pk), "junk"):
        with pytest.raises(Invalid) as problem:
            offboarding.offboard(
                world.actor(world.anna), world.piet, leave(world.piet, organization=wrong, group=END)
            )
        assert problem.value.field == f"organization-{world.bouw.pk}"
    assert Group.objects.get().closed_at is None and actors.of(world.piet.pk)


def test_the_last_administrator_of_the_company_cannot_be_off_boarded(world: Cast) -> None:
    """Domain 5.7: nor oneself; and only administrators may."""
    ada = demo.person(world.jansen, "Ada Vos", "ada@jansen.example", ADMINISTRATOR)
    with pytest.raises(Refused, match="yourself"):
        offboarding.offboard(world.actor(world.anna), world.anna, leave(world.anna, organization=str(ada.pk)))
    with pytest.raises(Refused, match="administrators"):
        offboarding.offboard(world.actor(world.sara), world.piet, leave(world.piet))
    with pytest.raises(NotFound):
        offboarding.offboard(world.actor(world.eva), world.piet, leave(world.piet))


def test_a_stale_page_is_told_and_a_second_click_does_nothing(world: Cast) -> None:
    """Domain 5.5: exactly one outcome."""
    chosen = leave(world.piet, organization=str(world.sara.pk))
    groups.make(world.actor(world.piet), world.jansen.pk, "New since")
    with pytest.raises(Conflict, match="changed since"):
        offboarding.offboard(world.actor(world.anna), world.piet, chosen)
    offboarding.offboard(
        world.actor(world.anna), world.piet, leave(world.piet, organization=str(world.sara.pk))
    )
    with pytest.raises(NotFound):
        offboarding.offboard(world.actor(world.anna), world.piet, chosen)
    assert Receipt.objects.filter(subject_id=world.piet.pk).count() == 1


def test_blocking_at_the_end_keeps_their_grants(world: Cast) -> None:
    """Domain 3.6: suspended; the administration has gone to somebody else all the same."""
    chosen = leave(world.piet, "Long leave", organization=str(world.sara.pk))
    offboarding.offboard(world.actor(world.anna), world.piet, chosen)
    assert actors.of(world.piet.pk) is None and reach.role_in(world.sara.pk, world.bouw.pk) == ADMIN
    kept = receipts.of(world.actor(world.anna), subject_id=world.piet.pk)
    assert kept and receipts.read(kept).told["suspended"]
    with pytest.raises(Invalid):
        offboarding.offboard(
            world.actor(world.anna), world.sara, leave(world.sara, "", organization=str(world.anna.pk))
        )


def test_what_was_ended_before_a_block_does_not_come_back_with_unblocking(world: Cast) -> None:
    """Domain 3.6, 6.2, 8.5: what the receipt says has ended has ended, and is not only suspended."""
    chosen = leave(
        world.piet, "Long leave", organization=str(world.sara.pk), partnership=END, request=END, group=END
    )
    offboarding.offboard(world.actor(world.anna), world.piet, chosen)
    blocks.end(world.actor(world.anna), world.piet.pk)
    assert not Participant.objects.live().filter(user=world.piet).exists()
    assert not Request.objects.filter(state="open").exists() and actors.of(world.piet.pk)


def test_a_successor_is_found_among_any_number_of_colleagues(world: Cast, client: Client) -> None:
    """Domain 5.7, 1: by name or address, active ones of the own company; for administrators of it alone."""
    User.objects.bulk_create(
        User(environment=world.jansen, name=f"A {n}", email=f"a{n}@jansen.example", folded=f"a {n}")
        for n in range(offboarding.OFFERED)
    )
    User.objects.filter(pk=world.anna.pk).update(folded="zz anna jansen")
    demo.person(world.jansen, "Zoë Zwart", "zoe@jansen.example")
    first = [one.name for one in offboarding.successors(world.piet)]
    assert (first[0], len(first), "Zoë Zwart" in first) == ("Anna Jansen", offboarding.OFFERED, False)
    where = f"/people/{world.piet.pk}/offboarding/options/"
    client.force_login(world.anna)

    def found(text: str) -> list[str]:
        answer = client.get(where, {"q": text})
        assert answer.status_code == 200
        return [one["name"] for group in answer.context["groups"] for one in group["options"]]

    assert found("zoe zw") == found("zoe@jansen") == ["Zoë Zwart"]
    assert found("")[0] == "Anna Jansen" and len(found("")) == 20
    assert found("piet") == found("tom") == found("nobody at all") == []
    blocks.begin(world.actor(world.anna), User.objects.get(name="Zoë Zwart").pk, "-")
    assert found("zoe") == []
    client.force_login(world.sara)
    assert client.get(where).status_code == 403
    client.force_login(world.eva)
    assert client.get(where).status_code == 404


def test_the_page_keeps_what_was_chosen_and_leads_to_the_receipt(world: Cast, client: Client) -> None:
    """Domain 5.7, 8.5: refused with the reason at the field; done, the receipt; once more, the receipt again."""
    client.force_login(world.anna)
    where = f"/people/{world.piet.pk}/offboarding/"
    page = client.get(where)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Jansen Bouw BV" in text and "They alone administer" in text
    assert "loses sight of" in client.get(f"{where}?foreseen").content.decode()
    seen = page.context["seen"]
    organization, group = f"organization-{world.bouw.pk}", f"group-{Group.objects.get().pk}"
    posted = {"seen": seen, "how": "remove", organization: "", group: END}
    refused = client.post(where, posted)
    assert refused.status_code == 400 and "Choose who has Jansen Bouw BV" in refused.content.decode()
    stale = client.post(where, posted | {"seen": "old", organization: str(world.sara.pk)})
    assert stale.status_code == 409 and f'value="{world.sara.pk}" selected' in stale.content.decode()
    assert f'<input type="checkbox" name="{organization}" value="{world.sara.pk}"' in stale.content.decode()
    done = client.post(where, posted | {organization: str(world.sara.pk)})
    again = client.post(where, posted | {organization: str(world.sara.pk)})
    assert done.status_code == again.status_code == 302 and done["Location"] == again["Location"]
    receipt = client.get(done["Location"]).content.decode()
    assert "Piet de Vries was removed" in receipt and "Handed over" in receipt and "Sara El Amrani" in receipt
    assert client.get(where)["Location"] == done["Location"]
