"""Receipts of removals, blocks and partnerships: what ended, checked, signed, kept, read by the right people."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kantoor.access import documents, reach
from kantoor.accounts import blocks, erasures, holdings, removals
from kantoor.accounts.models import User
from kantoor.audit.models import Entry
from kantoor.cli import receipt as command
from kantoor.demo.cast import Cast, member
from kantoor.groups import groups
from kantoor.groups import people as places
from kantoor.groups.models import GroupMembership
from kantoor.kernel.errors import NotFound, Refused
from kantoor.kernel.ids import uuid7
from kantoor.organizations import closing, memberships
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.partnerships import ending
from kantoor.receipts import across, keeping, receipts, statement
from kantoor.receipts.keeping import Leftover
from kantoor.receipts.models import Receipt
from kantoor.receipts.wording import Words
from kantoor.sharing.models import Share
from tests.documents.made import received

VIEWER = OrganizationRole.VIEWER


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Sara and Tom with something of every kind."""
    member(cast.bouw, cast.sara, VIEWER, cast.anna)
    member(cast.bouw, cast.tom, VIEWER, cast.anna, partnership=cast.partnership)
    member(cast.accountants, cast.piet, VIEWER, cast.eva, partnership=cast.partnership)
    paper = received(cast.vastgoed, "S-1")
    for user, pair in ((cast.sara, None), (cast.tom, cast.partnership)):
        Share.objects.create(document=paper, organization=cast.vastgoed, user=user, level=1, partnership=pair)
    group = groups.make(cast.actor(cast.anna), cast.jansen.pk, "Finance")
    places.add(cast.actor(cast.anna), group, [cast.sara.pk])
    return cast


def told(receipt: Receipt) -> dict[str, Any]:
    return dict(receipts.read(receipt).told)


def test_the_receipt_of_a_removal_names_each_thing_and_nothing_is_left(world: Cast) -> None:
    """Domain 8.5, 3.6: its figures are what reach and holdings listed before, minus what they list after."""
    had = holdings.of(world.sara)
    reached = reach.organizations(world.sara.pk).count()
    entry = removals.remove(world.actor(world.anna), world.sara)
    kept = receipts.one(world.actor(world.anna), entry.details["receipt"])
    said = told(kept)
    assert said["counts"] == {"membership": had.memberships, "place": len(had.groups), "share": had.shares}
    assert said["counts"]["membership"] == reached - reach.organizations(world.sara.pk).count() == 1
    assert not any(said["left"].values()) and said["left"].keys() >= {"organizations", "documents", "links"}
    line = next(one for one in said["ended"] if one["kind"] == "membership")
    assert (line["where"], line["role"]) == ("Jansen Bouw BV", VIEWER)
    assert (kept.at, kept.environment_id) == (kept.at, world.jansen.pk)
    assert receipts.read(kept).names[said["by"]] == "Anna Jansen"


@pytest.mark.parametrize("name", ["sara", "piet"])
def test_figures_are_what_was_reached_before_minus_after(world: Cast, name: str) -> None:
    """Domain 8.5: for several people of the demo world."""
    user: User = getattr(world, name)
    member(world.bouw, world.piet, OrganizationRole.ADMINISTRATOR, world.anna)

    def reached() -> Counter[str]:
        return Counter(
            membership=holdings.memberships(user).count(),
            place=holdings.places(user).count(),
            share=holdings.shares(user).count(),
            participation=holdings.participations(user).count(),
            request=holdings.requests(user).count(),
            session=holdings.sessions(user).count(),
        )

    before = reached()
    removals.remove(world.actor(world.anna), user)
    kept = receipts.of(world.actor(world.anna), subject_id=user.pk)
    assert kept and Counter(told(kept)["counts"]) == before - reached()
    assert not documents.reached(user.pk).exists()


def test_what_is_left_takes_the_whole_act_back(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 8.5: somebody forgot the shares; the check finds them by asking reach, and nothing has happened."""
    share = Share.objects.get(user=world.sara)
    monkeypatch.setattr(removals.holdings, "shares", lambda user: Share.objects.none())
    with pytest.raises(Leftover, match="documents: 1"):
        removals.remove(world.actor(world.anna), world.sara)
    monkeypatch.undo()
    share.refresh_from_db()
    world.sara.refresh_from_db()
    assert share.ended_at is None and world.sara.removed_at is None
    assert reach.role_in(world.sara.pk, world.bouw.pk) == VIEWER
    assert not Receipt.objects.exists()
    assert not Entry.objects.filter(action="people.removed").exists()


def test_a_block_has_its_receipt_and_what_is_left_takes_it_back(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Domain 8.5, 3.6: suspended, not ended; nothing is within reach any more."""
    with monkeypatch.context() as fault:
        fault.setattr(blocks.persons, "reached", lambda user: {"sessions": 1})
        with pytest.raises(Leftover, match="sessions: 1"):
            blocks.begin(world.actor(world.anna), world.sara, "Left the office open")
    assert world.actor(world.sara)
    blocks.begin(world.actor(world.anna), world.sara, "Left the office open")
    kept = receipts.of(world.actor(world.anna), subject_id=world.sara.pk)
    assert kept and told(kept)["suspended"] and not any(told(kept)["left"].values())
    assert "Left the office" not in kept.statement


def test_a_removal_from_an_organization_is_read_by_its_administrators(world: Cast) -> None:
    """Domain 8.5: and by the environment's; not by its members, nor by another company."""
    membership = Membership.objects.get(user=world.sara, organization=world.bouw)
    ended = memberships.remove(world.actor(world.anna), membership)
    member(world.bouw, world.piet, OrganizationRole.ADMINISTRATOR, world.anna)
    for user in (world.anna, world.piet):
        assert told(receipts.one(world.actor(user), ended.receipt))["left"] == {
            "memberships": 0,
            "organizations": 0,
            "documents": 0,
        }
    for user in (world.sara, world.tom, world.eva, world.luc):
        with pytest.raises(NotFound):
            receipts.one(world.actor(user), ended.receipt)


def test_who_leaves_or_is_taken_out_leaves_a_receipt(world: Cast) -> None:
    """Domain 8.5, 5.6, 7.1: an organization's for its administrators and the company's, a group's for the company's."""
    group = groups.visible_to(world.actor(world.anna)).get()
    places.add(world.actor(world.anna), group, [world.piet.pk])
    memberships.leave(world.actor(world.sara), world.bouw)
    places.leave(world.actor(world.sara), group)
    places.take_out(world.actor(world.anna), GroupMembership.objects.get(group=group, user=world.piet))
    kept = {row.act: row for row in Receipt.objects.all()}
    assert kept.keys() == {"memberships.leave", "groups.leave", "groups.take_out"}
    titles = {act: Words(row, receipts.read(row)).title for act, row in kept.items()}
    assert titles == {
        "memberships.leave": "Sara El Amrani left Jansen Bouw BV",
        "groups.leave": "Sara El Amrani left Finance",
        "groups.take_out": "Piet de Vries was taken out of Finance",
    }
    assert all(set(told(row)["left"].values()) == {0} for row in kept.values())
    noted = Entry.objects.filter(action__in=["memberships.left", "groups.left", "groups.taken_out"])
    assert {entry.details["receipt"] for entry in noted} == {str(row.pk) for row in kept.values()}
    member(world.bouw, world.piet, OrganizationRole.ADMINISTRATOR, world.anna)
    assert receipts.one(world.actor(world.piet), kept["memberships.leave"].pk)
    for row in kept.values():
        assert receipts.one(world.actor(world.anna), row.pk)
        for user in (world.sara, world.tom, world.eva):
            with pytest.raises(NotFound):
                receipts.one(world.actor(user), row.pk)


def test_a_leaving_that_leaves_something_is_taken_back(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 8.5: checked again, and nothing is left."""
    group = groups.visible_to(world.actor(world.anna)).get()
    monkeypatch.setattr(type(GroupMembership.objects.all()), "end", lambda *_given: 1)
    with pytest.raises(Leftover):
        places.leave(world.actor(world.sara), group)
    assert not Receipt.objects.exists() and not Entry.objects.filter(action="groups.left").exists()


def test_the_closing_of_an_organization_is_told_line_by_line(world: Cast) -> None:
    """Domain 4.5, 8.5: own things whole, a partner's that there was one; for the company and who administered it last."""
    Membership.objects.create(
        organization=world.vastgoed, group=groups.visible_to(world.actor(world.anna)).get(), role=1
    )
    theirs = received(world.accountants, "A-1")
    for paper, pair in ((theirs, world.partnership), (received(world.bouw, "B-1"), None)):
        lent = {"document": paper, "organization": paper.organization, "level": 1, "partnership": pair}
        Share.objects.create(**lent, to_organization=world.vastgoed)
    ended = closing.close(world.actor(world.piet), world.vastgoed)
    kept = receipts.one(world.actor(world.piet), ended.receipt)
    said = told(kept)
    assert said["counts"] == {"membership": 3, "share": 4}
    assert said["left"] == {"memberships": 0, "shares": 0, "requests": 0}
    where = Counter(line.get("where", "-") for line in said["ended"])
    assert where == {
        "Jansen Vastgoed BV": 4,
        "Jansen Vastgoed BV ← Finance": 1,
        "Jansen Bouw BV ← Jansen Vastgoed BV": 1,
        "-": 1,
    }
    words = Words(kept, receipts.read(kept))
    assert words.title == "Jansen Vastgoed BV was closed; its last administrators read on"
    assert {line.who for line in words.lines()} == {
        "Anna Jansen",
        "Piet de Vries",
        "Sara El Amrani",
        "Tom Bakker",
        "",
    }
    for user in (world.sara, world.tom, world.eva):
        with pytest.raises(NotFound):
            receipts.one(world.actor(user), ended.receipt)


def test_what_stays_by_a_group_is_named(world: Cast) -> None:
    """Domain 7.6: when a grant ends, the one beneath remains, and the receipt does not hide it."""
    group = groups.make(world.actor(world.anna), world.jansen.pk, "Site")
    places.add(world.actor(world.anna), group, [world.sara.pk])
    Membership.objects.create(organization=world.bouw, group=group, role=1)
    membership = Membership.objects.get(user=world.sara, organization=world.bouw)
    ended = memberships.remove(world.actor(world.anna), membership)
    assert told(receipts.one(world.actor(world.anna), ended.receipt))["stays"] == ["Site"]


def test_both_sides_of_a_partnership_get_theirs(world: Cast) -> None:
    """Domain 6.4, 8.5: each is told its own things whole, of the other's only that there was one."""
    ending.end(world.actor(world.eva), world.partnership)
    here = receipts.of(world.actor(world.anna), partnership_id=world.partnership.pk)
    there = receipts.of(world.actor(world.eva), partnership_id=world.partnership.pk)
    assert here and there and here.pk != there.pk
    for kept, own, other in (
        (here, "Jansen", "Van Dijk Accountants BV"),
        (there, "Van Dijk", "Jansen Bouw BV"),
    ):
        said, names = told(kept), receipts.read(kept).names
        assert said["environment"][1].startswith(own) and not any(said["left"].values())
        places_told = {
            (names[line["who"]], line.get("where", ""))
            for line in said["ended"]
            if line["kind"] == "membership"
        }
        assert places_told == {
            ("Tom Bakker", "Jansen Bouw BV" if kept is here else ""),
            ("Piet de Vries", "" if kept is here else "Van Dijk Accountants BV"),
        }
        assert other not in kept.statement
        assert said["counts"]["participation"] == 3 and said["counts"]["share"] == 1
    for user, kept in ((world.anna, there), (world.eva, here), (world.sara, here), (world.lin, there)):
        with pytest.raises(NotFound):
            receipts.one(world.actor(user), kept.pk)
    assert receipts.one(world.actor(world.piet), here.pk) == here  # a relationship manager may end it


def test_a_leftover_keeps_a_partnership_whole(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain 6.4, 8.5"""
    monkeypatch.setattr(ending.hanging, "places", ending.hanging.places)
    monkeypatch.setattr(ending, "_left", lambda partnership: {"memberships": 2})
    with pytest.raises(Leftover, match="memberships: 2"):
        ending.end(world.actor(world.eva), world.partnership)
    world.partnership.refresh_from_db()
    assert world.partnership.ended_at is None and reach.role_in(world.tom.pk, world.bouw.pk) == VIEWER
    assert across and keeping


def test_the_list_is_for_administrators(world: Cast) -> None:
    """Domain 2, 8.5"""
    removals.remove(world.actor(world.anna), world.sara)
    assert receipts.of_environment(world.actor(world.anna)).count() == 1
    assert receipts.of_environment(world.actor(world.eva)).count() == 0
    with pytest.raises(Refused):
        receipts.of_environment(world.actor(world.piet))


def test_the_database_keeps_what_was_signed(world: Cast) -> None:
    """Domain 8.5: neither changed nor removed; only names can go, by an erasure, and the signature holds."""
    removals.remove(world.actor(world.anna), world.sara)
    kept = Receipt.objects.get()
    for change in (
        lambda: Receipt.objects.update(statement="{}"),
        lambda: Receipt.objects.update(at=world.jansen.created_at),
        lambda: Receipt.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    erasures.erase(str(world.sara.pk))
    kept.refresh_from_db()
    assert receipts.read(kept).erased == 1 and "Sara" not in json.dumps(kept.names)


def test_what_is_not_as_it_was_signed_is_said_to_be_so(world: Cast, client: Client, settings: Any) -> None:
    """Domain 8.5: signed by another key, or a genuine statement in the place of another."""
    entry = removals.remove(world.actor(world.anna), world.sara)
    kept = Receipt.objects.get(pk=entry.details["receipt"])
    kept.pk = uuid7()
    with pytest.raises(statement.Broken):
        receipts.read(kept)
    settings.SIGNING_KEY = "11" * 32
    client.force_login(world.anna)
    where = f"/receipts/{entry.details['receipt']}/"
    assert client.get(f"{where}pdf")["Location"] == where
    assert "Sara El Amrani was removed" not in client.get(where).content.decode()
    assert client.get("/receipts/").status_code == 200


def test_files_and_page(
    world: Cast, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Domain 8.5: downloadable, and checked by a command that finds a changed byte; another's is not there."""
    entry = removals.remove(world.actor(world.anna), world.sara)
    where = f"/receipts/{entry.details['receipt']}/"
    client.force_login(world.anna)
    page = client.get(where).content.decode()
    assert "Sara El Amrani was removed" in page and "Jansen Bouw BV" in page and "0 left" in page
    assert "Sara El Amrani was removed" in client.get("/receipts/").content.decode()
    for ending_, start in (("json", b'{"names"'), ("pdf", b"%PDF")):
        answer = client.get(f"{where}{ending_}")
        assert answer.content.startswith(start) and "attachment" in answer["Content-Disposition"]
        path = tmp_path / f"kept.{ending_}"
        path.write_bytes(answer.content)
        assert command._verify(command._parser().parse_args(["verify", str(path)])) == 0
        path.write_bytes(answer.content.replace(b"e", b"f", 1))
        assert command._verify(command._parser().parse_args(["verify", str(path)])) == 1
    said = capsys.readouterr().out
    assert said.count("genuine: ") >= 2 and said.count("NOT genuine") == 2
    assert command._show(command._parser().parse_args(["show", entry.details["receipt"]])) == 0
    assert capsys.readouterr().out.encode() == client.get(f"{where}json").content
    assert statement.read(client.get(f"{where}json").content).told["act"] == "people.remove"
    client.force_login(world.eva)
    assert {client.get(f"{where}{part}").status_code for part in ("", "json", "pdf")} == {404}
    client.force_login(world.piet)
    assert client.get("/receipts/").status_code == 403
