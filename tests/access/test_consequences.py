"""What an act would change is told beforehand, by the act itself, and leaves no trace (domain 8.5)."""

import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from kantoor.access import consequences, documents, reach, spheres
from kantoor.access.actor import Actor
from kantoor.access.consequences import Foreseen, Kind
from kantoor.accounts import blocks, removals
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast, member
from kantoor.documents.models import Document
from kantoor.groups import foreseeing as groups_foreseeing
from kantoor.groups import groups, people
from kantoor.groups.models import GroupMembership
from kantoor.kernel import brief
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Refused
from kantoor.organizations import adding_members, closing, foreseeing, memberships
from kantoor.organizations.adding_members import Pick
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.partnerships import ending, hanging
from kantoor.partnerships.models import Participant
from kantoor.receipts.models import Receipt
from kantoor.sharing import foreseeing as sharing_foreseeing
from kantoor.sharing import shares
from kantoor.sharing.models import Level, Share
from kantoor.sharing.receivers import To
from tests.documents.made import received
from tests.guards.world import client_of

VIEWER, MEMBER, ADMINISTRATOR = OrganizationRole
Rows = dict[str, int]


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Papers, a group with a membership and a share, and people of both sides."""
    member(cast.bouw, cast.sara, VIEWER, cast.anna)
    member(cast.bouw, cast.tom, MEMBER, cast.anna, partnership=cast.partnership)
    member(cast.accountants, cast.piet, VIEWER, cast.eva, partnership=cast.partnership)
    demo.person(cast.jansen, "Mia Smit", "mia@jansen.example")
    for number in range(3):
        received(cast.bouw, f"B-{number}")
    paper = received(cast.vastgoed, "V-1")
    received(cast.accountants, "A-1")
    group = groups.make(cast.actor(cast.anna), cast.jansen.pk, "Finance")
    people.add(cast.actor(cast.anna), group, [cast.sara.pk])
    Membership.objects.create(organization=cast.vastgoed, group=group, role=VIEWER)
    Share.objects.create(
        document=paper, organization=cast.vastgoed, user=cast.tom, level=1, partnership=cast.partnership
    )
    return cast


def everything() -> Rows:
    """How many rows every table has."""
    counts: Rows = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
            counts[name] = cursor.fetchone()[0]
    assert len(counts) >= len(apps.get_models())
    return counts


def state() -> list[Any]:
    """What would change without a row more or less."""
    tables: tuple[Any, ...] = (Membership, GroupMembership, Share, Participant)
    rows = [
        list(
            table.objects.order_by("pk").values_list(
                "pk", "ended_at", "role" if table is Membership else "pk"
            )
        )
        for table in tables
    ]
    rows.append(list(Organization.objects.order_by("pk").values_list("state", "closed_at")))
    rows.append(list(User.objects.order_by("pk").values_list("email", "removed_at")))
    return rows


def asked() -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Everybody's role and level, one question each."""
    users, places = list(User.objects.all()), list(Organization.objects.all())
    papers = list(Document.objects.all())
    held = {(u.pk, p.pk): reach.role_in(u.pk, p.pk) for u in users for p in places}
    return held, {(u.pk, d.pk): documents.level_on(u.pk, d.pk) for u in users for d in papers}


def losers(before: Any, after: Any) -> set[Any]:
    lost = [
        {pair[0] for pair in old if old[pair] and not new[pair]}
        for old, new in zip(before, after, strict=True)
    ]
    return lost[0] | lost[1]


def gainers(before: Any, after: Any) -> set[Any]:
    return losers(after, before)


Case = tuple[Callable[[], Foreseen | None], Callable[[], object]]


def cases(c: Cast) -> dict[str, Case]:
    """Each act that changes access: its preview and the act."""
    anna, group = c.actor(c.anna), groups.visible_to(c.actor(c.anna)).get()
    mia = User.objects.get(email="mia@jansen.example")
    of_sara = Membership.objects.get(user=c.sara, organization=c.bouw)
    place = GroupMembership.objects.get(group=group, user=c.sara)
    share = Share.objects.get()
    paper = Document.objects.get(number="B-0")
    picks = [Pick(c.piet.pk), Pick(group.pk, group=True), Pick(c.eva.pk)]
    giving = (paper, [To("o", c.vastgoed.pk), To("u", c.eva.pk)], Level.EDIT, None)
    return {
        "adding": (
            partial(foreseeing.adding, anna, c.bouw, picks),
            partial(adding_members.add, anna, c.bouw, picks),
        ),
        "role": (
            partial(foreseeing.changing, anna, of_sara, MEMBER, None),
            partial(memberships.change, anna, of_sara, MEMBER, None),
        ),
        "removing": (partial(foreseeing.removing, anna, of_sara), partial(memberships.remove, anna, of_sara)),
        "group adding": (
            partial(groups_foreseeing.adding, anna, group, [mia.pk]),
            partial(people.add, anna, group, [mia.pk]),
        ),
        "group taking out": (
            partial(groups_foreseeing.taking_out, anna, place),
            partial(people.take_out, anna, place),
        ),
        "group closing": (
            partial(groups_foreseeing.closing, anna, group),
            partial(groups.close, anna, group),
        ),
        "sharing": (partial(sharing_foreseeing.giving, anna, *giving), partial(shares.give, anna, *giving)),
        "withdrawing": (
            partial(sharing_foreseeing.withdrawing, anna, share),
            partial(shares.withdraw, anna, share),
        ),
        "partnership": (
            partial(ending.foresee, anna, c.partnership),
            partial(ending.end, anna, c.partnership),
        ),
        "blocking": (partial(blocks.foresee, anna, c.sara), partial(blocks.begin, anna, c.sara, "-")),
        "removing a person": (
            partial(removals.foresee, anna, c.sara),
            partial(removals.remove, anna, c.sara),
        ),
        "closing": (partial(closing.foresee, anna, c.bouw), partial(closing.close, anna, c.bouw)),
    }


def test_every_act_is_foreseen_as_it_comes_and_leaves_no_trace(world: Cast) -> None:
    """Domain 8.5, 5.2, 6.4, 3.6: rows of every table and every grant are as before; then the act, and who it met."""
    for name, (foresee, act) in cases(world).items():
        rows, was, before = everything(), state(), asked()
        foreseen = foresee()
        assert foreseen is not None and (everything(), state(), asked()) == (rows, was, before), name
        with transaction.atomic():
            act()
            after = asked()
            transaction.set_rollback(True)
        assert before != after, name
        unseen = any(part.unseen for part in foreseen.parts)
        for part, expected in (
            (foreseen.loses, losers(before, after)),
            (foreseen.gains, gainers(before, after)),
        ):
            assert part.people == expected or (unseen and part.people < expected), name


def test_a_preview_writes_neither_entries_nor_receipts(world: Cast) -> None:
    """What is taken back anyway and gives nobody access is not written: SQLite's turn at writing is everybody's."""
    for name, (foresee, act) in cases(world).items():
        with CaptureQueriesContext(connection) as asked_then:
            foresee()
        assert not written(asked_then), name
        with CaptureQueriesContext(connection) as done, transaction.atomic():
            act()
            transaction.set_rollback(True)
        assert "audit_entry" in written(done), name


def written(asked: CaptureQueriesContext) -> set[str]:
    """Into which of these tables."""
    said = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("INSERT")]
    tables = (Entry._meta.db_table, Receipt._meta.db_table, DBTaskResult._meta.db_table)
    return {table for table in tables if any(f'"{table}"' in sql for sql in said)}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one turn at writing for everybody")
def test_nothing_that_is_written_in_a_rehearsal_stays(world: Cast) -> None:
    """Also what goes by without an error, or after one that was caught: no change can be left without its entry."""
    before, sara = (
        Membership.objects.count(),
        Membership.objects.get(user=world.sara, organization=world.bouw),
    )
    remove = partial(memberships.remove, world.actor(world.anna), sara)
    with record.rehearsing():
        remove()
        assert record.is_rehearsed()
    assert not record.is_rehearsed()
    with suppress(ValueError), record.rehearsing():
        remove()
        raise ValueError
    assert reach.role_in(world.sara.pk, world.bouw.pk) == VIEWER
    assert Membership.objects.count() == before
    entries = Entry.objects.count()
    remove()
    assert Entry.objects.count() == entries + 1


def test_a_preview_that_takes_too_long_is_given_up_and_says_so(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docs/decisions/0175: at any moment, and nothing of it stays; the page counts what ends, and the act is done.

    On PostgreSQL nobody waits for it, and it is never given up.
    """
    anna, page = (
        world.actor(world.anna),
        reverse("partnership_ending", args=[world.partnership.pk]) + "?foreseen",
    )
    full = client_of(world.anna).get(page).content.decode()
    assert "lose sight of" in full and "too much to work out" not in full
    if connection.vendor != "sqlite":
        monkeypatch.setattr(brief, "LONGEST", -1.0)
        assert client_of(world.anna).get(page).content.decode().count("lose sight of") == full.count(
            "lose sight of"
        )
        return
    rows, was = everything(), state()
    clock = itertools.count()
    monkeypatch.setattr(brief, "monotonic", lambda: float(next(clock)))
    for seconds in range(0, 60, 7):
        monkeypatch.setattr(brief, "LONGEST", seconds)
        with pytest.raises(brief.TooLong):
            ending.foresee(anna, world.partnership)
        assert (everything(), state()) == (rows, was), seconds
    monkeypatch.undo()
    monkeypatch.setattr(brief, "LONGEST", -1.0)
    short = client_of(world.anna).get(page)
    assert short.status_code == 200 and "too much to work out" in short.content.decode()
    assert "lose sight of" not in short.content.decode()
    assert client_of(world.anna).get(page + "&names=loses").status_code == 409
    assert ending.end(anna, world.partnership.pk)


def test_a_preview_of_very_much_is_not_tried(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docs/decisions/0175: on either database, and nothing is written to be taken back; at the limit it is foreseen."""
    anna, page = (
        world.actor(world.anna),
        reverse("partnership_ending", args=[world.partnership.pk]) + "?foreseen",
    )
    pair = world.partnership
    rows = spheres.rows(hanging.memberships(pair), hanging.places(pair), hanging.shares(pair))
    size = spheres.take(rows).roles(rows.organizations)
    monkeypatch.setattr(consequences, "MOST", size)
    assert "lose sight of" in client_of(world.anna).get(page).content.decode()
    monkeypatch.setattr(consequences, "MOST", size - 1)
    with CaptureQueriesContext(connection) as asked:
        told = client_of(world.anna).get(page).content.decode()
    assert "too much to work out" in told and "lose sight of" not in told
    assert not [query["sql"] for query in asked if 'SET "ended_at"' in query["sql"]]
    assert client_of(world.anna).get(page + "&names=loses").status_code == 409
    assert ending.end(anna, world.partnership.pk)


def test_what_a_share_gives_tells_nothing_of_how_many_there_are(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docs/decisions/0146: who is in a partner's organization is theirs to tell, and so is whether they are very many."""
    monkeypatch.setattr(consequences, "MOST", 0)
    paper = Document.objects.filter(organization=world.bouw).first()
    assert paper
    picks = [To("o", world.accountants.pk)]
    foreseen = sharing_foreseeing.giving(world.actor(world.anna), paper, picks, Level.VIEW, None)
    assert foreseen and foreseen.gains.unseen


def test_whether_very_many_are_there_is_told_before_anything_is_read(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docs/decisions/0175: closing an organization of a hundred thousand."""
    actor, members = (
        world.actor(world.anna),
        Membership.objects.open().filter(organization=world.bouw).count(),
    )
    sphere = spheres.organization(world.bouw.pk)
    assert not spheres.is_wide(sphere, members) and spheres.is_wide(sphere, members - 1)
    monkeypatch.setattr(consequences, "MOST", members - 1)
    with monkeypatch.context() as patch:
        patch.setattr(spheres, "take", None)
        with pytest.raises(brief.TooLong):
            closing.foresee(actor, world.bouw)
    page = reverse("organization_closure", args=[world.bouw.pk]) + "?foreseen"
    assert "too much to work out" in client_of(world.anna).get(page).content.decode()


def test_what_is_told(world: Cast) -> None:
    """Domain 5.2, 8.5: people, documents, external ones, names; in words that the asker may know."""
    anna = world.actor(world.anna)
    foreseen = ending.foresee(anna, world.partnership)
    assert foreseen.loses.people == {world.tom.pk, world.piet.pk}
    # Three of Jansen Bouw and the one shared; how many the accountants have, Jansen's people are not told.
    assert (foreseen.loses.documents, foreseen.loses.organizations) == (4, 2)
    assert foreseen.loses.outside == {world.tom.pk, world.piet.pk}
    told = {one.user.name: one.documents for one in foreseen.names(Kind.LOSES)}
    assert told == {"Piet de Vries": 0, "Tom Bakker": 4}
    theirs = ending.foresee(world.actor(world.eva), world.partnership)
    assert (theirs.loses.documents, theirs.loses.people) == (1, {world.tom.pk, world.piet.pk})
    changed = foreseeing.changing(
        anna, Membership.objects.get(user=world.sara, organization=world.bouw), MEMBER, None
    )
    assert (changed.changes.people, changed.changes.documents, changed.gains.people) == (
        {world.sara.pk},
        3,
        set(),
    )


def test_people_who_are_asked_first_gain_nothing_yet(world: Cast) -> None:
    """Domain 5.4: until they accept they have no access at all."""
    foreseen = foreseeing.adding(world.actor(world.anna), world.bouw, [Pick(world.eva.pk)])
    assert foreseen.parts == []


def test_a_refused_act_is_refused_beforehand_and_not_recorded(world: Cast) -> None:
    """Domain 2, 8.6: looking is no act."""
    rows = everything()
    own = Membership.objects.get(user=world.anna, organization=world.bouw)
    with pytest.raises(Refused, match="last administrator"):
        foreseeing.removing(world.actor(world.anna), own)
    with pytest.raises(Refused):
        foreseeing.removing(world.actor(world.sara), own)
    assert everything() == rows


def test_a_preview_of_a_share_is_no_way_to_look_into_groups_and_organizations(world: Cast) -> None:
    """Domain 1, 7.1, 7.5: named are those of what the asker sees into; of a partner's organization nobody."""
    member(world.accountants, world.lin, VIEWER, world.eva)
    paper = Document.objects.get(number="B-0")
    group = groups.visible_to(world.actor(world.anna)).get()
    people.add(world.actor(world.anna), group, [world.piet.pk])
    member(world.bouw, world.piet, MEMBER, world.anna, expires_at=now() + timedelta(days=1))

    def told(user: User, *picks: To) -> tuple[set[Any], bool]:
        found = sharing_foreseeing.giving(world.actor(user), paper, picks, Level.VIEW, None)
        assert found is not None
        return found.gains.people, found.gains.unseen

    outside, inside = To("o", world.accountants.pk), To("o", world.vastgoed.pk)
    # Neither own colleagues nor participants who are in it, let alone others: that is the partner's to tell.
    assert told(world.anna, outside) == (set(), True)
    assert told(world.piet, outside) == ({world.eva.pk, world.lin.pk}, False)  # he is in it
    Membership.objects.filter(organization=world.bouw, user=world.piet).end(world.anna, "removed")
    assert told(world.anna, inside) == ({world.piet.pk}, False)  # an own organization
    assert told(world.anna, To("g", group.pk)) == ({world.piet.pk}, False)  # she is in it
    ada = demo.person(world.jansen, "Ada Vos", "ada@jansen.example")
    member(world.bouw, ada, MEMBER, world.anna)
    assert told(ada, To("g", group.pk)) == (set(), True)
    assert told(ada, To("g", group.pk), To("u", world.eva.pk)) == ({world.eva.pk}, True)
    shares.give(world.actor(world.anna), paper, [outside, To("g", group.pk)], Level.VIEW)

    def ends(user: User, share: Share) -> tuple[set[Any], bool]:
        found = sharing_foreseeing.withdrawing(world.actor(user), share)
        assert found is not None
        return found.loses.people, found.loses.unseen

    theirs, ours = Share.objects.get(to_organization=world.accountants), Share.objects.get(group=group)
    assert ends(world.anna, theirs) == (set(), True)
    shares.withdraw(world.actor(world.anna), theirs)
    assert ends(world.anna, ours) == ({world.piet.pk}, False)
    assert ends(ada, ours) == (set(), True)


def test_nothing_is_foreseen_for_who_has_full_by_a_share(world: Cast) -> None:
    """Domain 7.5, 3.6: they know of the shares; not who is a member, in a group, or blocked by their company."""
    paper, eva = Document.objects.get(number="B-0"), world.actor(world.eva)
    shares.give(world.actor(world.anna), paper, [To("u", world.eva.pk)], Level.FULL)
    picks = [To("u", world.piet.pk)]
    assert sharing_foreseeing.giving(eva, paper, picks, Level.VIEW, None) is None
    shares.give(eva, paper, picks, Level.VIEW)
    given = Share.objects.get(user=world.piet)
    member(world.bouw, world.piet, VIEWER, world.anna)
    assert sharing_foreseeing.withdrawing(eva, given) is None
    assert (shares.beneath(eva, given), shares.beneath(world.actor(world.anna), given)) == (None, Level.VIEW)
    own = Share.objects.get(user=world.eva)
    member(world.bouw, world.eva, VIEWER, world.anna, partnership=world.partnership)
    assert shares.beneath(world.actor(world.eva), own) == Level.VIEW
    assert sharing_foreseeing.withdrawing(world.actor(world.eva), given) is not None


def _many(world: Cast, number: int) -> list[Organization]:
    at = now()
    houses = Organization.objects.bulk_create(
        Organization(environment=world.jansen, name=f"M{n}", folded=f"m{n}", state="active", activated_at=at)
        for n in range(number // 50)
    )
    users = User.objects.bulk_create(
        User(environment=world.vandijk, name=f"P{n}", email=f"m{n}@many.example", folded=f"p{n}")
        for n in range(50)
    )
    Membership.objects.bulk_create(
        Membership(organization=house, user=user, role=VIEWER, partnership=world.partnership)
        for house in houses
        for user in users
    )
    return houses


def test_the_end_of_a_large_partnership_is_foreseen_in_bounded_questions(world: Cast) -> None:
    """Domain 6.4: 2,500 memberships, by sets."""
    _many(world, 2_500)
    actor: Actor = world.actor(world.anna)
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        foreseen = ending.foresee(actor, world.partnership)
    assert len(foreseen.loses.people) == 52 and foreseen.loses.organizations == 52
    assert len(queries) < 160
    assert time.perf_counter() - start < 10
    assert len(foreseen.names(Kind.LOSES)) == 50 and len(foreseen.names(Kind.LOSES, 50)) == 2
