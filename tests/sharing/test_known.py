"""People are found, by id and by words, where the list of all whom the asker may know of has them, and nowhere else
(domain 1, 8.4)."""

from collections import Counter
from collections.abc import Iterator

import pytest

from kantoor.access import actor as actors
from kantoor.accounts import blocks, removals
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Organization, OrganizationRole
from kantoor.sharing import inquiries, named, shares
from kantoor.sharing.inquiries import Inquiry
from kantoor.sharing.known import Sight
from kantoor.sharing.models import Level
from kantoor.sharing.receivers import to
from tests.documents.made import received
from tests.sharing import plain

TWICE = 2
# Rare and common ones, of names, of companies and of both; too short for an index; of nobody; none at all.
WORDS: tuple[list[str], ...] = (
    ["anna"],
    ["jansen"],
    ["van"],
    ["de", "v"],
    ["a"],
    ["example"],
    ["dijk", "tom"],
    ["smet"],
    ["zzq"],
    [],
)
# Of the demo world; later tests leave their own behind it.
FIRST = {User: 40, Organization: 30, Document: 150}


def asked(asker: User) -> Iterator[Inquiry]:
    """About everything that the asker may know of; who was blocked or removed asks nothing."""
    actor = actors.of(asker.pk)
    if actor is None:
        return
    for of, rows in ((inquiries.of_organization, Organization), (inquiries.of_document, Document)):
        for row in rows.objects.order_by("pk")[: FIRST[rows]]:
            try:
                yield of(actor, row.pk)
            except NotFound:
                continue


def searched(inquiry: Inquiry, words: list[str], most: int) -> list[tuple[str, bool]]:
    """Names, and whether own; of both sides so many."""
    return [
        (one.folded, own) for own in (True, False) for one in named.first(inquiry.known, words, most, own)
    ]


def first(inquiry: Inquiry, words: list[str], most: int) -> list[tuple[str, bool]]:
    rows, house = plain.called(inquiry, words), inquiry.organization.environment_id
    sides = [[one for one in rows if (one.environment_id == house) == own] for own in (True, False)]
    return [(one.folded, own) for own, some in zip((True, False), sides, strict=True) for one in some[:most]]


def test_one_is_found_where_the_list_has_them(committed_db: None) -> None:
    """In the demo world, by everybody; twice for each way of standing before something."""
    everybody, seen = list(User.objects.all()), Counter[tuple[Sight, bool, bool, bool]]()
    for inquiry in (one for asker in User.objects.order_by("pk")[: FIRST[User]] for one in asked(asker)):
        mine = inquiry.known
        kind = mine.sight, mine.outside_id is None, mine.oversees, mine.document_id is None
        seen[kind] += 1
        if seen[kind] <= TWICE:
            found = {one for one in everybody if mine.find(one.pk)}
            assert found == set(plain.people(inquiry)), inquiry
            for words in WORDS:
                assert searched(inquiry, words, 20) == first(inquiry, words, 20), (inquiry, words)
    assert {kind[0] for kind in seen} >= set(Sight) - {Sight.SHARES}


def test_so_it_is_for_who_has_full_by_a_share(cast: Cast) -> None:
    """domain 7.5"""
    paper = received(cast.bouw, "B-1")
    shares.give(cast.actor(cast.anna), paper.pk, [to(cast.eva)], Level.FULL)
    shares.give(cast.actor(cast.anna), paper.pk, [to(cast.sara)], Level.VIEW)
    [inquiry] = [one for one in asked(cast.eva) if one.document == paper]
    assert inquiry.sight == Sight.SHARES
    found = {one for one in User.objects.all() if inquiry.known.find(one.pk)}
    assert found == set(plain.people(inquiry)) and {cast.eva, cast.sara} <= found


def test_so_it_is_across_a_partnership(cast: Cast) -> None:
    """domain 6.3: an administrator of a partner's sees who was put forward, and nobody who is blocked."""
    demo.member(cast.bouw, cast.eva, OrganizationRole.ADMINISTRATOR, by=cast.anna)
    blocks.begin(cast.actor(cast.anna), cast.sara, "On leave")
    [inquiry] = [one for one in asked(cast.eva) if one.organization == cast.bouw and not one.document]
    assert inquiry.sight == Sight.EVERYTHING
    everybody = list(User.objects.all())
    found = {one.name for one in everybody if inquiry.known.find(one.pk)}
    assert found == {one.name for one in plain.people(inquiry)}
    assert cast.eva.name in found and len(found) < len(everybody)


@pytest.mark.parametrize("bound", ["GATHERED", "AT_ONCE", "CROWDED", ""])
def test_words_find_the_same_by_every_way(cast: Cast, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    """Little or much to gather, a few names at a time: one who has a share, one who was removed, a
    member of a partner's and one who was blocked (domain 8.4)."""
    if bound:
        monkeypatch.setattr(named, bound, (2, 3) if bound == "AT_ONCE" else 0)
    demo.member(cast.bouw, cast.lin, OrganizationRole.MEMBER, by=cast.anna)
    paper = received(cast.bouw, "B-1")
    shares.give(cast.actor(cast.anna), paper.pk, [to(cast.tom)], Level.VIEW)
    for number in range(9):
        demo.person(cast.vandijk, f"Jan Bakker {number}", f"jan{number}@vandijk.example")
    removals.remove(cast.actor(cast.eva), cast.lin.pk)
    blocks.begin(cast.actor(cast.anna), cast.sara, "On leave")
    for inquiry in asked(cast.anna):
        for words in WORDS:
            assert searched(inquiry, words, 4) == first(inquiry, words, 4), (inquiry, words)
    [inquiry] = [one for one in asked(cast.anna) if one.document == paper]
    assert ("lin chen lin@vandijk.example", False) in searched(inquiry, ["lin"], 4)
