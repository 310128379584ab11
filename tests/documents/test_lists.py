"""The lists: filters, search and order, and that none of them leaks (domain 8.1)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kantoor.access import documents as reached
from kantoor.access import newest, ways
from kantoor.access.ways import Ways
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import filters, lists, marks, search, tags
from kantoor.documents.lists import Wanted
from kantoor.documents.models import Box, Document, Status, Text
from kantoor.organizations.models import Membership, Organization, OrganizationRole
from kantoor.sharing.models import Level, Share
from tests.documents import made


@pytest.fixture(autouse=True)
def apart(cast: Cast) -> None:
    """Jansen Vastgoed is Piet's alone."""
    Membership.objects.filter(user=cast.anna, organization=cast.vastgoed).end(None)


@pytest.fixture
def papers(cast: Cast) -> list[Document]:
    """Two of Jansen Bouw and one of Jansen Vastgoed, where Anna is nobody."""
    return [
        made.received(cast.bouw, "VDS-1", by=cast.anna, amount="121.00", day=3),
        made.received(cast.bouw, "Z-2", "Kraanverhuur Zéeman", by=cast.anna, amount="3025.50", day=1),
        made.received(cast.vastgoed, "VDS-3", by=cast.piet, amount="9.00", day=2),
    ]


def numbers(cast: Cast, who: User, place: Organization | None = None, /, **given: str) -> list[str]:
    sort = given.pop("sort", "")
    chosen = filters.read(given, Box.RECEIVED)
    key = place.pk if place else None
    wanted = Wanted(Box.RECEIVED, chosen, lists.known_sort(sort, chosen), key)
    return [row.number for row in lists.page(cast.actor(who), wanted).rows]


def test_each_sees_their_own_newest_first(cast: Cast, papers: list[Document]) -> None:
    """domain 1, 8.1"""
    assert numbers(cast, cast.anna) == ["Z-2", "VDS-1"]
    assert numbers(cast, cast.piet) == ["VDS-3"]
    assert numbers(cast, cast.luc) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("date", ["Z-2", "VDS-1"]),
        ("-date", ["VDS-1", "Z-2"]),
        ("amount", ["VDS-1", "Z-2"]),
        ("party", ["Z-2", "VDS-1"]),
        ("-number", ["Z-2", "VDS-1"]),
        ("added", ["VDS-1", "Z-2"]),
        ("nonsense", ["Z-2", "VDS-1"]),
    ],
)
def test_every_order(cast: Cast, papers: list[Document], sort: str, expected: list[str]) -> None:
    assert numbers(cast, cast.anna, sort=sort) == expected
    assert numbers(cast, cast.anna, cast.bouw, sort=sort) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"least": "1.000,00"}, ["Z-2"]),
        ({"most": "121"}, ["VDS-1"]),
        ({"least": "nonsense"}, ["Z-2", "VDS-1"]),
        ({"from": "2026-11-02"}, ["VDS-1"]),
        ({"to": "2026-11-02"}, ["Z-2"]),
        ({"from": "2026-99-99"}, ["Z-2", "VDS-1"]),
        ({"party": "ZEEMAN"}, ["Z-2"]),
        ({"kind": "order"}, []),
        ({"status": "paid"}, []),
        ({"status": "draft"}, ["Z-2", "VDS-1"]),  # no status of what is received: narrows nothing
        ({"period": "last_year"}, []),
        ({"q": "zeeman"}, ["Z-2"]),
        ({"q": "staal 121,00"}, ["VDS-1"]),
        ({"q": "3025.50"}, ["Z-2"]),
        ({"q": "ds-1"}, ["VDS-1"]),
        ({"q": "z-"}, ["Z-2"]),
        ({"q": 'staal" OR *'}, []),
        ({"q": "%"}, []),
        ({"organization": "nonsense"}, ["Z-2", "VDS-1"]),
        ({"tag": "0199f6f0-0000-7000-8000-000000000000"}, []),
    ],
)
def test_every_filter(cast: Cast, papers: list[Document], given: dict[str, str], expected: list[str]) -> None:
    assert numbers(cast, cast.anna, **given) == expected
    assert numbers(cast, cast.anna, cast.bouw, **given) == expected


def test_a_search_finds_nothing_of_somebody_elses(cast: Cast, papers: list[Document]) -> None:
    """domain 8.1: rare words and common ones, by candidates and by going through the list."""
    assert numbers(cast, cast.anna, q="VDS") == ["VDS-1"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MANY", 0)
        assert search.search("VDS").among is None
        assert numbers(cast, cast.anna, q="VDS") == ["VDS-1"]
        assert numbers(cast, cast.luc, q="VDS") == []


def test_the_newest_hits_are_found_by_every_way(
    cast: Cast, papers: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    """domain 8.1: also when the words of the oldest were written down last."""
    more = [made.received(cast.bouw, f"VDS-{n}", by=cast.anna) for n in range(4, 8)]
    Text.objects.filter(document=papers[0]).delete()
    search.write([papers[0].pk])
    texts = ("VDS", "vds 7", "ds", "3 vds", "zeeman", "nobody")
    asked = [(who, text, most) for who in ("anna", "piet", "luc") for text in texts for most in (1, 2, 9)]

    def found() -> list[list[str]]:
        actors = {who: cast.actor(getattr(cast, who)) for who, _text, _most in asked}
        return [[row.number for row in lists.found(actors[who], text, most)] for who, text, most in asked]

    expected = found()
    newest_first = [row.number for row in (*reversed(more), papers[0])]
    assert [expected[asked.index(("anna", "VDS", most))] for most in (1, 9)] == [["VDS-7"], newest_first]
    assert expected[asked.index(("anna", "vds 7", 9))] == ["VDS-7"]
    for few in (None, property(lambda _ways: None)):
        if few:
            monkeypatch.setattr(Ways, "few", few)
        for one, other in ((0, 0), (1, 0), (1, 2), (2, 9)):
            monkeypatch.setattr(search, "FEW", one)
            monkeypatch.setattr(search, "MANY", other)
            assert found() == expected


def having(text: str, rows: list[Document]) -> list[str]:
    """The numbers of those that have every word."""
    said = [(row.number, row.text.fields) for row in rows]
    return [number for number, fields in said if all(word in fields for word in text.lower().split())]


@pytest.mark.parametrize("near", [1, 2, 5, 300])
def test_words_of_two_letters_are_looked_for_in_the_newest_of_each_list(
    cast: Cast, papers: list[Document], monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    """domain 8.1: of what each reaches, by share too; in lists, in one organization, and in the search box."""
    for number in range(3):
        made.received(cast.bouw, f"KL-{number}", by=cast.anna, day=number + 1)
        made.received(cast.bouw, f"VDS-{number + 7}", by=cast.anna, box=Box.SENT)
    Share.objects.create(document=papers[2], organization=cast.vastgoed, user=cast.anna, level=Level.VIEW)
    monkeypatch.setattr(search, "NEAR", near)
    for who in (cast.anna, cast.piet, cast.luc):
        mine = list(reached.reached(who.pk).order_by("-pk").select_related("text"))
        inbox = [row for row in mine if row.box == Box.RECEIVED]
        inside = [row for row in inbox if row.organization == cast.bouw]
        dated = sorted(inbox, key=lambda row: (row.dated_on, row.pk), reverse=True)
        of_each = [row for box in Box for row in [one for one in mine if one.box == box][:near]]
        newest_first = sorted(of_each, key=lambda row: row.pk, reverse=True)
        for text in ("ds", "k", "s 7", "DS v", "-", "qq"):
            assert numbers(cast, who, q=text) == having(text, inbox[:near])
            assert numbers(cast, who, cast.bouw, q=text) == having(text, inside[:near])
            assert numbers(cast, who, q=text, **{"from": "2026-01-01"}) == having(text, dated[:near])
            by_number = sorted(having(text, inbox[:near]))
            assert numbers(cast, who, q=text, sort="number") == by_number
            found = [row.number for row in lists.found(cast.actor(who), text, 9)]
            assert found == having(text, newest_first)[:9]


def test_naming_an_organization_in_the_address_opens_nothing(cast: Cast, papers: list[Document]) -> None:
    """domain 7.7"""
    assert numbers(cast, cast.anna, organization=str(cast.vastgoed.pk)) == []
    assert numbers(cast, cast.anna, cast.vastgoed) == []
    assert lists.count(cast.actor(cast.anna), Wanted(organization=cast.vastgoed.pk)) == 0
    assert lists.count(cast.actor(cast.anna), Wanted(organization=cast.bouw.pk)) == 2


def test_shared_with_me_shows_those_alone_and_a_search_finds_them(cast: Cast, papers: list[Document]) -> None:
    """domain 7.5"""
    Share.objects.create(document=papers[2], organization=cast.vastgoed, user=cast.anna, level=Level.VIEW)
    assert numbers(cast, cast.anna) == ["VDS-3", "Z-2", "VDS-1"]
    assert numbers(cast, cast.anna, shared="1") == ["VDS-3"]
    assert numbers(cast, cast.anna, q="VDS", shared="1") == ["VDS-3"]
    assert numbers(cast, cast.anna, cast.vastgoed) == []  # the organization itself stays shut
    Share.objects.all().end(None)
    assert numbers(cast, cast.anna, shared="1") == []


def test_what_is_held_back_is_in_the_list_of_who_brought_it_alone(cast: Cast, papers: list[Document]) -> None:
    demo.member(cast.bouw, cast.sara, OrganizationRole.MEMBER, by=cast.anna)
    Document.objects.filter(pk=papers[0].pk).update(withheld=True)
    for place in (None, cast.bouw):
        assert numbers(cast, cast.anna, place) == ["Z-2", "VDS-1"]
        assert numbers(cast, cast.sara, place) == ["Z-2"]
        assert numbers(cast, cast.sara, place, q="VDS") == []


def test_unread_is_what_came_lately_and_was_not_opened(cast: Cast, papers: list[Document]) -> None:
    """Each has marks of their own; nobody can mark what they do not reach."""
    anna, piet = cast.actor(cast.anna), cast.actor(cast.piet)
    assert numbers(cast, cast.anna, unread="1") == ["Z-2", "VDS-1"]
    assert marks.set_read(anna, [papers[0].pk, papers[2].pk]) == 1
    assert numbers(cast, cast.anna, unread="1") == ["Z-2"]
    assert numbers(cast, cast.piet, unread="1") == ["VDS-3"]
    assert lists.count_unread(piet) == 1
    assert marks.set_read(anna, [papers[0].pk], read=False) == 1
    assert numbers(cast, cast.anna, unread="1") == ["Z-2", "VDS-1"]
    assert marks.unread_among(anna, papers[:2]) == {papers[0].pk, papers[1].pk}


def test_years_of_documents_are_not_unread_to_a_newcomer(cast: Cast) -> None:
    long_ago = int((dt.datetime.now(dt.UTC) - dt.timedelta(days=60)).timestamp() * 1000) << 80
    old = marks.UUID(int=long_ago | 7 << 76 | 1 << 63)
    made.received(cast.bouw, "OLD-1", by=cast.anna, id=old)
    assert numbers(cast, cast.anna) == ["OLD-1"]
    assert numbers(cast, cast.anna, unread="1") == []


def test_a_tag_narrows_the_list(cast: Cast, papers: list[Document]) -> None:
    tag = tags.put(cast.actor(cast.anna), papers[0].pk, "Ütrecht Oost")
    assert numbers(cast, cast.anna, cast.bouw, tag=str(tag.pk)) == ["VDS-1"]
    assert tags.on(papers) == {papers[0].pk: [tag]}
    assert tags.choosable(cast.actor(cast.piet), cast.bouw.pk) == []


def test_a_period_is_sorted_by_date(cast: Cast) -> None:
    assert lists.known_sort("", filters.read({"period": "month"}, Box.RECEIVED)) == "-date"
    assert lists.known_sort("", filters.read({"q": "x"}, Box.RECEIVED)) == "-added"


def test_boxes_are_apart(cast: Cast, papers: list[Document]) -> None:
    """domain 1"""
    made.received(cast.bouw, "OUT-1", by=cast.anna, box=Box.SENT)
    actor = cast.actor(cast.anna)
    assert [row.number for row in lists.page(actor, Wanted(Box.SENT)).rows] == ["OUT-1"]
    assert lists.page(actor, Wanted(Box.MADE)).rows == []
    assert "OUT-1" not in numbers(cast, cast.anna)


def test_what_the_words_of_a_document_are_follows_it(cast: Cast, papers: list[Document]) -> None:
    """After a change recorded by any action, and by the chore for what none named."""
    mine = Document.objects.filter(pk=papers[0].pk)
    mine.update(withheld=True)  # until it is let go it may still change
    mine.update(party="Houthandel De Eik BV")
    mine.update(withheld=False)
    search.write([papers[0].pk])
    assert numbers(cast, cast.anna, q="houthandel") == ["VDS-1"]
    assert numbers(cast, cast.anna, q="staalbouw") == []
    Text.objects.all().delete()
    assert numbers(cast, cast.anna, q="houthandel") == []
    assert search.catch_up() > 0
    assert numbers(cast, cast.anna, q="houthandel") == ["VDS-1"]


def test_what_is_held_back_and_shared_with_who_brought_it_is_among_what_is_shared(cast: Cast) -> None:
    """domain 7.5: as it is once it is let go."""
    paper = made.received(cast.vastgoed, "H-1", by=cast.sara)
    Document.objects.filter(pk=paper.pk).update(withheld=True)
    about = {"organization": cast.vastgoed, "level": Level.VIEW, "began_by": cast.piet}
    for who in (cast.sara, cast.anna):
        Share.objects.create(document=paper, user=who, **about)
    for released in (False, True):
        Document.objects.filter(pk=paper.pk).update(withheld=not released)
        assert numbers(cast, cast.sara, shared="1") == ["H-1"]
        assert numbers(cast, cast.anna, shared="1") == (["H-1"] if released else [])


def test_words_in_files_are_found_once_they_are_read_and_not_while_they_are_held_back(cast: Cast) -> None:
    paper = made.received(cast.bouw, "F-1", by=cast.anna, content="Steigerbuizen, gehuurd in Délft".encode())
    Document.objects.filter(pk=paper.pk).update(withheld=True)
    search.read_files.func(str(paper.pk))
    assert numbers(cast, cast.anna, q="delft") == []
    Document.objects.filter(pk=paper.pk).update(withheld=False)
    search.catch_up()
    assert numbers(cast, cast.anna, q="delft steiger") == ["F-1"]


def test_paging_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    """style, budgets: queries do not grow with rows."""
    counts = []
    for more in (2, 30):
        for number in range(more):
            made.received(cast.bouw, f"N-{more}-{number}", by=cast.anna)
        for given in ({}, {"q": "staal"}, {"sort": "amount"}):
            numbers(cast, cast.anna, **given)
            with CaptureQueriesContext(connection) as asked:
                numbers(cast, cast.anna, **given)
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 6


def test_a_share_may_not_be_counted_by_who_cannot_see_it(cast: Cast, papers: list[Document]) -> None:
    Document.objects.filter(pk=papers[0].pk).update(status=Status.PAID)
    chosen = filters.read({"status": "paid"}, Box.RECEIVED)
    wanted = Wanted(Box.RECEIVED, chosen, lists.NEWEST, cast.bouw.pk)
    assert lists.count(cast.actor(cast.anna), wanted) == 1
    assert lists.count(cast.actor(cast.luc), wanted) == 0


def test_candidates_are_tested_one_by_one(cast: Cast, papers: list[Document]) -> None:
    ids = [paper.pk for paper in papers]
    seen = Document.objects.filter(newest.tested(cast.anna.pk), pk__in=ids)
    assert {row.number for row in seen} == {"VDS-1", "Z-2"}


def test_what_a_list_offers_is_what_the_roles_give(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """domain 8.1, 5.1: organizations to choose, and those to make documents in; a viewer makes none, whatever is read."""
    Membership.objects.create(organization=cast.vastgoed, user=cast.sara, role=OrganizationRole.VIEWER)
    Membership.objects.create(organization=cast.bouw, user=cast.sara, role=OrganizationRole.MEMBER)

    def offered(most: int, makers: int = 5) -> tuple[list[str], list[str]]:
        actor = cast.actor(cast.sara)
        places, working = lists.offered(actor, ways.of(actor.user_id), most, makers)
        return [row.name for row in places], [row.name for row in working]

    assert offered(50) == ([cast.bouw.name, cast.vastgoed.name], [cast.bouw.name])
    assert offered(1) == ([], [cast.bouw.name])
    monkeypatch.setattr(ways, "PATHS", 1)
    assert offered(50) == ([], [cast.bouw.name])
    assert ways.of(cast.sara.pk).few is None
    Membership.objects.filter(user=cast.sara).end(None)
    assert offered(50) == ([], [])
