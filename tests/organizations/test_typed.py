"""The picker's quick way finds whom the plain way finds (domain 5.2)."""

import pytest

from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.kernel.text import words
from kantoor.organizations.candidates import Candidates
from kantoor.organizations.models import OrganizationRole

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
