"""The picker's quick way finds whom the plain way finds (domain 5.2)."""

import pytest
from django.db.models import Q, QuerySet

from kantoor.accounts import finding
from kantoor.accounts.models import Block, User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.groups.models import Group
from kantoor.kernel.clock import Now
from kantoor.kernel.text import words
from kantoor.organizations import choosable, typed
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import OrganizationRole
from kantoor.partnerships.models import Participant, Partnership

TYPED = [
    "",
    "a",
    "tom",
    "jansen",
    "jansen piet",
    "van dijk",
    "dijk eva",
    "smet",
    "luc smet",
    "smet l",
    "lu bouw",
    "bv",
    "de e",
    "nobody at all",
    "finance",
    "e e",
    "%",
    "_",
    "\\",
    "'",
    '"',
    "100%",
    "É",
    "@",
]


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("asks", ["anna", "tom", "luc", "anna, of very many partners"])
def test_the_first_with_the_words_are_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, text: str, asks: str
) -> None:
    """domain 5.2, and 1: to somebody of a partner only who is put forward between the two."""
    asks, *many = asks.split(", ")
    if many:
        monkeypatch.setattr(typed, "sides", lambda environment: None)
    made = demo.partnership(cast.jansen, cast.desmet, asked_by=cast.piet, accepted_by=cast.luc)
    Participant.objects.create(partnership=made, environment=cast.jansen, user=None, began_by=cast.piet)
    for partnership, name in ((made, "Smet"), (None, "Finance")):
        Group.objects.create(
            environment=cast.jansen, partnership=partnership, name=name, created_by=cast.piet
        )
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    candidates = Candidates(cast.bouw, getattr(cast, asks).environment_id)
    found = candidates.search(text)
    assert [one.holder for one in found] == _having(candidates, words(text))
    assert [one.reason for one in found if one.holder == cast.sara] in ([], ["Already a member"])


def _having(candidates: Candidates, sought: list[str]) -> list[User | Group]:
    """Everybody who can be chosen, looked through one by one."""

    def people(rows: QuerySet[User]) -> list[User]:
        return [
            one for one in rows.select_related("environment") if _has(one, one.environment.folded, sought)
        ]

    groups = [one for one in candidates.groups() if _has(one, "", sought)]
    parts: list[list[User | Group]] = [
        [*people(candidates.own())],
        [*groups],
        [*people(candidates.partners())],
    ]
    return [one for some in parts for one in sorted(some, key=lambda one: (one.folded, one.pk))]


def _has(one: User | Group, company: str, sought: list[str]) -> bool:
    return all(word in one.folded or word in company for word in sought)


@pytest.mark.parametrize(
    ("asks", "people"),
    [("anna", {"Tom Bakker"}), ("tom", {"Tom Bakker"}), ("luc", set())],
)
def test_something_is_found(cast: Cast, asks: str, people: set[str]) -> None:
    found = Candidates(cast.bouw, getattr(cast, asks).environment_id).search("tom")
    assert {one.holder.name for one in found} == people


@pytest.mark.parametrize("near", [1, 3, 5, 400])
@pytest.mark.parametrize("shown", [1, 2, 3])
@pytest.mark.parametrize("sought", [(), ("e",), ("a", "o"), ("example",), ("lu",)])
def test_the_first_are_the_first_whether_they_are_among_the_first_of_all_or_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, near: int, shown: int, sought: tuple[str, ...]
) -> None:
    """domain 5.2, 6.3: of a partner who puts everybody forward; nobody blocked or removed, nobody of other companies."""
    [older] = typed.partnerships(cast.jansen.pk)
    made = demo.partnership(cast.jansen, cast.desmet, asked_by=cast.piet, accepted_by=cast.luc)
    for where, side in ((made, cast.desmet), (older, cast.tom.environment)):
        Participant.objects.create(partnership=where, environment=side, user=None, began_by=cast.luc)
    User.objects.filter(pk=cast.tom.pk).update(removed_at=Now())
    demo.person(demo.environment("Aalbers BV"), "Aad Aalbers", "aad@aalbers.example")
    monkeypatch.setattr(typed, "NEAR", near)
    monkeypatch.setattr(typed, "NEAR_WITH_WORDS", near)
    monkeypatch.setattr(typed, "SHOWN", shown)
    monkeypatch.setattr(finding, "FEW", 0)  # a word that anybody has is a common one
    typed._prepared.cache_clear()
    try:
        sides = typed.sides(cast.jansen.pk)
        assert sides
        found = typed.People(cast.bouw).partners(sought, sides)
    finally:
        typed._prepared.cache_clear()
    whole = [side.id for side in sides if side.everybody]
    named = Participant.objects.live().filter(user__isnull=False).exclude(environment=cast.jansen)
    everybody = choosable.active().filter(Q(environment__in=whole) | Q(pk__in=named.values("user_id")))
    companies = {side.id: side.folded for side in sides}
    having = [
        one.pk
        for one in everybody.order_by("folded", "id")
        if all(word in one.folded or word in companies[one.environment_id] for word in sought)
    ]
    assert [one.pk for one in found] == having[:shown]
    assert len(whole) == 2 and found


@pytest.mark.parametrize(("near", "further"), [(1, 2), (3, 400), (400, 800)])
@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize(
    "sought", [(), ("e",), ("lu",), ("example",), ("smet",), ("smet", "l"), ("tom", "bv")]
)
def test_of_very_many_partners_the_same_are_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, near: int, further: int, few: int, sought: tuple[str, ...]
) -> None:
    """domain 5.2, 6.3: put forward in a partnership that has not ended, by name or all of them; nobody blocked."""
    _put_forward_in_every_way(cast)
    monkeypatch.setattr(typed, "NEAR", near)
    monkeypatch.setattr(typed, "NEAR_WITH_WORDS", near)
    monkeypatch.setattr(typed, "FURTHER", further)
    monkeypatch.setattr(typed, "SHOWN", 3)
    monkeypatch.setattr(finding, "FEW", few)
    typed._prepared.cache_clear()
    try:
        found = typed.People(cast.bouw).of_many_partners(sought)
    finally:
        typed._prepared.cache_clear()
    plain = [
        one
        for one in Candidates(cast.bouw).partners().select_related("environment")
        if _has(one, one.environment.folded, list(sought))
    ]
    expected = sorted(plain, key=lambda one: (one.folded, one.pk))[:3]
    assert [(one.pk, one.environment.name) for one in found] == [
        (one.pk, one.environment.name) for one in expected
    ]
    assert found or sought == ("tom", "bv")


def _put_forward_in_every_way(cast: Cast) -> None:
    """Everybody, somebody, somebody no more, a partnership that ended, one past its date, one of two others; a block."""
    made = demo.partnership(cast.jansen, cast.desmet, asked_by=cast.piet, accepted_by=cast.luc)
    Participant.objects.create(partnership=made, environment=cast.desmet, user=None, began_by=cast.luc)
    blocked = demo.person(cast.desmet, "Lut Smet", "lut@smet.example")
    Block.objects.create(user=blocked, reason="on leave", began_by=cast.luc)
    for number, (name, person) in enumerate(
        [
            ("Lux BV", "Luc Lux"),
            ("Lumen BV", "Luce Lumen"),
            ("Lento BV", "Lucas Lento"),
            ("Laks BV", "Lune Laks"),
        ]
    ):
        company = demo.environment(name)
        people = [demo.person(company, f"{person} {n}", f"l{number}{n}@lu.example") for n in range(3)]
        other = cast.desmet if number == 3 else cast.jansen
        pair = demo.partnership(other, company, asked_by=cast.piet, accepted_by=people[0])
        if number:
            Participant.objects.create(partnership=pair, environment=company, user=None, began_by=people[0])
        if number == 1:
            Partnership.objects.filter(pk=pair.pk).end(cast.piet)
        elif number == 2:
            Partnership.objects.filter(pk=pair.pk).update(expires_at=Now())
        elif number == 0:
            gone = demo.participant(pair, people[1], by=people[0])
            Participant.objects.filter(pk=gone.pk).end(people[0])


def test_very_many_partners_are_not_listed_at_each_keystroke(cast: Cast) -> None:
    """domain 6.3: with one more than `LISTED` they are asked for of the people found, who are the same."""
    for number in range(typed.LISTED - len(typed.sides(cast.jansen.pk) or ())):
        company = demo.environment(f"Partner {number:03}")
        person = demo.person(company, f"Zoe {number:03}", f"zoe{number}@partner.example")
        demo.partnership(cast.jansen, company, asked_by=cast.piet, accepted_by=person)
    listed = [one.holder.pk for one in Candidates(cast.bouw).search("zoe 01")]
    assert len(typed.sides(cast.jansen.pk) or ()) == typed.LISTED and len(listed) == 11  # 001 and 010 to 019
    other = demo.environment("Zuidas NV")
    zed = demo.person(other, "Zed Zed", "zed@zed.example")
    demo.partnership(cast.jansen, other, asked_by=cast.piet, accepted_by=zed)
    assert typed.sides(cast.jansen.pk) is None
    assert [one.holder.pk for one in Candidates(cast.bouw).search("zoe 01")] == listed
