"""The past, asked afterwards, answers what reach answered when it was now (domain 8.3)."""

from itertools import combinations, pairwise

from kantoor.access import history, readers, stretches
from kantoor.access.names import Names
from kantoor.access.stretches import Window
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.organizations.models import Membership
from tests.access.played import Play
from tests.documents.conftest import invoice  # noqa: F401


def test_the_past_answers_what_the_present_did(cast: Cast, invoice: Document) -> None:  # noqa: F811
    """domain 8.3, 7.6, 3.6, 4.5, 6.4: role changes, blocks, groups, dates, renamings, an ended partnership, a closing."""
    play = Play(cast, invoice).run()
    assert len({then.at for then in play.answers}) >= 15  # or there was nothing to compare
    every_moment(play)
    names_of_the_moment(play)
    steps_between(play)
    who_and_why(play)


def every_moment(play: Play) -> None:
    """Roles, levels, lists and audiences."""
    for then in play.answers:
        at = Window(then.at, then.at)
        for house in play.houses:
            found = history.roles(Membership.objects.filter(organization=house), at)
            listed = set(readers.members(house.pk, then.at).values_list("pk", flat=True))
            for person in play.people:
                told = then.roles[person.pk, house.pk]
                mine = [path for path in found if path.person == person.pk]
                assert stretches.worth(mine, then.at) == told, (then.step, person.name, house.name)
                assert (person.pk in listed) == (told is not None), (then.step, person.name, house.name)
        found = history.levels(play.document, at)
        assert {path.person for path in found if path.held.holds(then.at)} == then.readers, then.step
        assert set(readers.people(play.document, then.at).values_list("pk", flat=True)) == then.readers
        for person in play.people:
            mine = [path for path in found if path.person == person.pk]
            assert stretches.worth(mine, then.at) == then.levels[person.pk], (then.step, person.name)


def names_of_the_moment(play: Play) -> None:
    """Who could see this on 3 March, as they were called on 3 March."""
    names = Names(play.answers[-1].names)
    now = play.answers[-1].names
    for then in play.answers:
        assert {key: names.at(key, then.at, now[key]) for key in then.names} == then.names, then.step
    assert len({one.names[play.cast.bouw.pk] for one in play.answers}) == 2


def steps_between(play: Play) -> None:
    """They lead from one answer to the other; a role change is one step, in the order in which it was done."""
    for one, other in combinations(play.answers, 2):
        window = Window(one.at, other.at)
        for house in play.houses:
            found = history.roles(Membership.objects.filter(organization=house), window)
            for person in play.people:
                mine = [path for path in found if path.person == person.pk]
                told = stretches.steps(mine, window)
                ends = (one.roles[person.pk, house.pk], other.roles[person.pk, house.pk])
                assert (told[0].before, told[-1].after) == ends if told else ends[0] == ends[1]
                assert all(a.after == b.before for a, b in pairwise(told))
                assert all(one.at < step.turn.at <= other.at for step in told)


def who_and_why(play: Play) -> None:
    """Who began and who ended it."""
    window = Window(play.answers[0].at, play.answers[-1].at)
    found = history.roles(Membership.objects.filter(organization=play.cast.bouw), window)
    sara = stretches.steps([path for path in found if path.person == play.cast.sara.pk], window)
    told = [(step.before, step.after, step.turn.why) for step in sara]
    assert [change[:2] for change in told] == [(None, 1), (1, 2), (2, None), (None, 2), (2, None), (None, 3)]
    assert [why for _b, _a, why in told][2:5] == ["blocked", "unblocked", "removed"]
    assert {step.turn.by for step in sara} == {play.cast.anna.pk}
    tom = stretches.steps([path for path in found if path.person == play.cast.tom.pk], window)
    assert (tom[-1].before, tom[-1].after, tom[-1].turn.why) == (3, None, "expired")
