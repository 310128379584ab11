"""The picker's quick way finds whom the plain way finds (domain 5.2)."""

import pytest
from django.db.models import Q

from kantoor.accounts import finding
from kantoor.accounts.models import User
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.clock import Now
from kantoor.kernel.text import words
from kantoor.organizations import typed
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import OrganizationRole
from kantoor.partnerships.models import Participant

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
def test_both_ways_find_the_same_people_and_groups(cast: Cast, text: str) -> None:
    demo.partnership(cast.jansen, cast.desmet, asked_by=cast.piet, accepted_by=cast.luc)
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    candidates = Candidates(cast.bouw)
    quick, plain = candidates._typed(words(text)), candidates._narrowed(words(text))
    assert [one.pk for one in quick] == [one.pk for one in plain]
    assert candidates._described(quick) == candidates._described(plain)


def test_something_is_found_both_ways(cast: Cast) -> None:
    assert {one.name for one in Candidates(cast.bouw)._typed(words("tom"))} == {"Tom Bakker"}


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
        found = typed.partners(cast.bouw, sought, sides)
    finally:
        typed._prepared.cache_clear()
    whole = [side.id for side in sides if side.everybody]
    named = Participant.objects.live().filter(user__isnull=False).exclude(environment=cast.jansen)
    everybody = typed.active().filter(Q(environment__in=whole) | Q(pk__in=named.values("user_id")))
    companies = {side.id: side.folded for side in sides}
    having = [
        one.pk
        for one in everybody.order_by("folded", "id")
        if all(word in one.folded or word in companies[one.environment_id] for word in sought)
    ]
    assert [one.pk for one in found] == having[:shown]
    assert len(whole) == 2 and found
