"""Finding people by a word that few have: the list of trigrams tells what reading every name would (domain 5.2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kantoor.accounts import finding, users
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import lists as papers
from kantoor.documents import search
from kantoor.documents.filters import Filters
from kantoor.jobs import tidying
from kantoor.kernel.text import words
from kantoor.organizations import memberships
from kantoor.organizations.candidates import Candidates
from kantoor.sharing import inquiries, lists
from kantoor.sharing.models import Level, Share
from tests.documents import made

TEXTS = (
    "amrani",
    "EL AMR",
    "jansen.example",
    "an",
    "zzz",
    "sara zzz",
    "dijk@",
    'q"x',
    "O'Brien",
    "100%_",
    "漢字漢",
    "*",
    "AND",
)


def by_reading(text: str) -> set[str]:
    return {user.name for user in User.objects.all() if all(word in user.folded for word in words(text))}


def found(text: str) -> set[str]:
    return {user.name for user in finding.narrow(User.objects.all(), words(text))}


@pytest.mark.parametrize("text", TEXTS)
def test_people_are_found_by_any_part_of_name_or_address(cast: Cast, text: str) -> None:
    for number, name in enumerate(("Q\"x O'Brien", "100%_ Zeker", "漢字漢 Li", "Not And Or")):
        demo.person(cast.jansen, name, f"odd{number}@jansen.example")
    assert found(text) == by_reading(text)


def test_who_changes_name_is_found_by_the_new_one_only(cast: Cast) -> None:
    """The triggers must outlive every later migration."""
    assert found("amrani") == {"Sara El Amrani"}
    cast.sara.name = "Sara Zomerdijk"
    cast.sara.save()
    users.refold(cast.sara)
    assert found("zomerdijk") == {"Sara Zomerdijk"}
    assert found("amrani") == set()
    assert found("sara@jansen") == {"Sara Zomerdijk"}


def test_few_are_told_apart_from_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding.few(["amrani"]) == [cast.sara.pk]
    assert finding.few(["zzz"]) == [finding.NOBODY]
    assert finding.few(["an"]) is None
    monkeypatch.setattr(finding, "FEW", 2)
    assert finding.few(["example"]) is None
    assert found("example") == by_reading("example")


def test_the_planner_is_told_without_harm(cast: Cast) -> None:
    assert tidying.statistics() == 0
    assert found("amrani") == {"Sara El Amrani"}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'user_by_name'")
            assert cursor.fetchone()[0].split()[0] == str(User.objects.count())  # all of them, not a sample


def test_a_word_of_another_company_costs_as_many_questions_as_one_that_nobody_has(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """domain 1: not by the time it takes either does anybody learn who is there elsewhere."""
    house = demo.environment("Xylander Holding")
    there = demo.person(house, "Xylander Qvist", "xylander@elsewhere.example")
    place = demo.organization(house, "Xylander BV", "Gent", there)
    paper = made.received(place, "Xylander 1")
    search.write([paper.pk])
    Share.objects.create(document=paper, organization=place, to_organization=place, level=Level.VIEW)
    inquiries_of = [inquiries.of_organization(cast.actor(cast.anna), cast.bouw.pk)]
    inquiries_of += [inquiries.of_document(cast.actor(cast.anna), made.received(cast.bouw, "B-1").pk)]
    monkeypatch.setattr(lists, "in_many", lambda _user: True)

    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert [inquiry.search(text) for inquiry in inquiries_of] == [[], []]
            assert lists.page(cast.actor(cast.anna), lists.Narrowing(text=text)).rows == []
            assert papers.page(cast.actor(cast.anna), papers.Wanted(filters=Filters(text=text))).rows == []
            assert papers.found(cast.actor(cast.anna), text, 5) == []
            assert list(finding.narrow(User.objects.filter(environment=cast.jansen), words(text))) == []
            assert Candidates(cast.bouw).search(text) == []
            assert list(memberships.of(cast.bouw, text)) == []
        return len(queries)

    asked("xylander")
    assert asked("xylander") == asked("yylander")
