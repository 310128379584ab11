"""Whoever has all rights on the database cannot change the trail unseen (domain 8.6)."""

import datetime as dt
from typing import Any

import pytest

from kantoor.audit import anchoring, canonical, linking, verifying
from kantoor.audit.models import Anchor, Chain, Entry, Link, Waiting
from kantoor.demo.cast import Cast
from kantoor.kernel.ids import uuid7
from tests.audit.conftest import Attacker, Write

pytestmark = pytest.mark.django_db


def broken(*copies: list[str]) -> list[tuple[int | None, str]]:
    """Where and what, for every break."""
    found = verifying.verify([(f"file {n}", lines) for n, lines in enumerate(copies, 1)])
    return [(one.number, one.what) for one in found.breaks]


def lines() -> list[str]:
    return list(Anchor.objects.order_by("number").values_list("line", flat=True))


def link_of(entry: Entry) -> Link:
    return Link.objects.get(entry_id=entry.pk)


def rewrite(chain: Any, start: int) -> None:
    """Recompute every hash of the chain from a number on, as somebody would who has read the code."""
    before = b""
    for link in Link.objects.filter(chain_id=chain).order_by("number"):
        if link.number >= start:
            entry = Entry.objects.filter(pk=link.entry_id).values_list(*canonical.COLUMNS).get()
            row = canonical.row(entry)
            salts = bytes(link.actor_salt), bytes(link.subject_salt)
            link.actor_seal, link.subject_seal = (
                canonical.seal(salts[0], row.actor),
                canonical.seal(salts[1], row.subject),
            )
            link.hash = linking.hashed(before, link, row)
            link.save()
        before = bytes(link.hash)
    Chain.objects.filter(pk=chain).update(hash=before)


def test_an_untouched_trail_is_whole(trail: list[Entry], write: Write) -> None:
    anchoring.make()
    write(3)
    assert broken(lines()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"action": "memberships.removed"},
        {"refused": True},
        {"details": {"role": 3}},
        {"at": dt.datetime(2026, 3, 3, tzinfo=dt.UTC)},
        {"actor_id": None},
        {"subject_id": None},
        {"organization_name": "Another BV"},
        {"target_id": "00000000-0000-7000-8000-000000000000"},
    ],
)
def test_a_changed_fact_is_found(trail: list[Entry], attacker: Attacker, change: dict[str, Any]) -> None:
    link = link_of(trail[4])
    Entry.objects.filter(pk=trail[4].pk).update(**change)
    assert broken() == [(link.number, "the entry was changed, put in or moved after it was written")]


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "Somebody else"},
        {"origin": "203.0.113.7"},
        {"subject_name": ""},
        {"private": {"reason": "another"}},
    ],
)
def test_a_changed_name_is_found(trail: list[Entry], attacker: Attacker, change: dict[str, Any]) -> None:
    link = link_of(trail[4])
    Entry.objects.filter(pk=trail[4].pk).update(**change)
    assert broken() == [(link.number, "names or personal details were changed after it was written")]


def test_names_blanked_like_an_erasure_but_without_one_are_found(
    trail: list[Entry], attacker: Attacker
) -> None:
    link = link_of(trail[4])
    Entry.objects.filter(pk=trail[4].pk).update(actor_name="", origin="")
    Link.objects.filter(pk=link.pk).update(actor_salt=b"")
    assert broken() == [(link.number, "names were blanked without an erasure in the trail")]


def test_a_removed_entry_is_found(trail: list[Entry], attacker: Attacker) -> None:
    number = link_of(trail[4]).number
    Entry.objects.filter(pk=trail[4].pk).delete()
    assert broken() == [(number, "the entry was removed")]


def test_an_entry_removed_with_its_link_is_found(trail: list[Entry], attacker: Attacker) -> None:
    link = link_of(trail[4])
    Entry.objects.filter(pk=trail[4].pk).delete()
    link.delete()
    assert broken() == [(link.number, f"links {link.number} to {link.number} were removed")]


def test_an_entry_removed_and_the_gap_closed_is_found(trail: list[Entry], attacker: Attacker) -> None:
    link = link_of(trail[4])
    Entry.objects.filter(pk=trail[4].pk).delete()
    number, chain = link.number, link.chain_id
    link.delete()
    for later in Link.objects.filter(chain_id=chain, number__gt=number).order_by("number"):
        Link.objects.filter(pk=later.pk).update(number=later.number - 1)
    assert broken()[0] == (number, "the entry was changed, put in or moved after it was written")


def test_an_inserted_entry_without_a_link_is_found(
    trail: list[Entry], attacker: Attacker, cast: Cast
) -> None:
    Entry.objects.create(action="memberships.added", environment_id=cast.jansen.pk, actor_name="Piet")
    assert broken() == [(None, "the entry was put in past the chain")]


def test_an_entry_inserted_between_two_others_is_found(
    trail: list[Entry], attacker: Attacker, cast: Cast
) -> None:
    """With a link of its own, all that follow moved on by one."""
    at = link_of(trail[4])
    forged = Entry.objects.create(action="memberships.added", environment_id=cast.jansen.pk)
    for later in Link.objects.filter(chain_id=at.chain_id, number__gte=at.number).order_by("-number"):
        Link.objects.filter(pk=later.pk).update(number=later.number + 1)
    at.pk, at.entry_id = None, forged.pk
    at.save(force_insert=True)
    assert broken()[0] == (at.number, "the entry was changed, put in or moved after it was written")


def test_an_entry_that_claims_to_be_of_last_week_is_found(trail: list[Entry], cast: Cast) -> None:
    """The triggers stand: what is put in by SQL is linked like any other, and gives itself away."""
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=7)
    Entry.objects.create(action="memberships.added", environment_id=cast.jansen.pk, at=before)
    ((number, what),) = broken()
    assert number == len(trail) + 1
    assert what.endswith("was not there long after")


def test_two_entries_that_changed_places_are_found(trail: list[Entry], attacker: Attacker) -> None:
    one, other = link_of(trail[4]), link_of(trail[7])
    spare = uuid7()
    for pk, entry in ((one.pk, spare), (other.pk, one.entry_id), (one.pk, other.entry_id)):
        Link.objects.filter(pk=pk).update(entry_id=entry)
    assert broken() == [(one.number, "the entry was changed, put in or moved after it was written")]


def test_a_tail_cut_off_clumsily_is_found(trail: list[Entry], attacker: Attacker) -> None:
    """Without any anchor: the record of the chain's end is left."""
    gone = trail[-3:]
    Link.objects.filter(entry_id__in=[e.pk for e in gone]).delete()
    Entry.objects.filter(pk__in=[e.pk for e in gone]).delete()
    ((number, what),) = broken()
    assert number == len(trail) - 2
    assert what.startswith("the end was cut off")


def cut(chain: Any, last: int) -> None:
    """Take everything after a number away, as if it had never been."""
    gone = list(Link.objects.filter(chain_id=chain, number__gt=last).values_list("entry_id", flat=True))
    Entry.objects.filter(pk__in=gone).delete()
    Link.objects.filter(entry_id__in=gone).delete()
    end = Link.objects.get(chain_id=chain, number=last)
    Chain.objects.filter(pk=chain).update(number=last, hash=bytes(end.hash), anchored=0)


def test_a_tail_cut_off_with_care_is_found_by_an_anchor(trail: list[Entry], attacker: Attacker) -> None:
    anchoring.make()
    cut(link_of(trail[0]).chain_id, 9)
    assert (10, "the end was cut off: anchor 1 knows 12 links, there are 9") in broken()


def test_a_tail_cut_off_together_with_its_anchors_is_found_by_the_copy_outside(
    trail: list[Entry], attacker: Attacker
) -> None:
    anchoring.make()
    outside = lines()
    cut(link_of(trail[0]).chain_id, 9)
    Anchor.objects.all().delete()
    assert broken() == []  # nothing in the database tells
    assert broken(outside) == [
        (None, "anchor 1 stands in file 1 and is gone from the database"),
        (10, "the end was cut off: anchor 1 knows 12 links, there are 9"),
    ]


def test_a_whole_chain_taken_away_is_found_by_the_copy_outside(
    trail: list[Entry], attacker: Attacker
) -> None:
    anchoring.make()
    outside = lines()
    for model in (Entry, Link, Chain, Anchor, Waiting):
        model.objects.all().delete()
    assert (1, "the end was cut off: anchor 1 knows 12 links, there are 0") in broken(outside)


def test_a_chain_rewritten_from_the_middle_is_found_by_an_anchor(
    trail: list[Entry], attacker: Attacker
) -> None:
    """Every hash recomputed: the chain by itself holds."""
    link = link_of(trail[4])
    anchoring.make()
    Entry.objects.filter(pk=trail[4].pk).update(actor_name="Somebody else", action="memberships.removed")
    rewrite(link.chain_id, link.number)
    assert broken() == [(12, "the chain was rewritten: anchor 1 says otherwise")]


def test_a_rewritten_chain_with_a_forged_anchor_is_found(
    trail: list[Entry], attacker: Attacker, settings: Any
) -> None:
    """The attacker has no key of the installation."""
    link = link_of(trail[4])
    anchoring.make()
    outside = lines()
    Entry.objects.filter(pk=trail[4].pk).update(action="memberships.removed")
    rewrite(link.chain_id, link.number)
    Anchor.objects.all().delete()
    Chain.objects.update(anchored=0)
    own, settings.SIGNING_KEY = settings.SIGNING_KEY, "ab" * 32
    anchoring.make()
    settings.SIGNING_KEY = own
    assert (None, "anchors in the database: anchor 1 is not signed by a key of this installation") in broken()
    assert (12, "the chain was rewritten: anchor 1 says otherwise") in broken(outside)


def test_an_anchor_taken_out_of_the_middle_is_found(write: Write) -> None:
    for _round in range(3):
        write()
        anchoring.make()
    Attacker()
    Anchor.objects.filter(number=2).delete()
    assert broken() == [(None, "anchors in the database: anchor 2 is missing: 3 comes in its place")]


def test_an_entry_removed_before_it_was_linked_is_found_while_it_waits(write: Write) -> None:
    (entry,) = write()
    Attacker()
    Entry.objects.filter(pk=entry.pk).delete()
    assert broken() == [(None, "the entry was removed before it was linked")]


def test_the_first_broken_place_of_each_chain_is_named(
    trail: list[Entry], attacker: Attacker, cast: Cast
) -> None:
    for entry in (trail[8], trail[3]):
        Entry.objects.filter(pk=entry.pk).update(action="memberships.removed")
    (found,) = verifying.verify().breaks
    assert (found.chain, found.number, found.entry) == (
        cast.jansen.pk,
        link_of(trail[3]).number,
        trail[3].pk.hex,
    )
    assert str(trail[3].pk) in str(found)
