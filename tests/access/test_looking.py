"""Prepared look-ups give exactly what the views give (domain 8.1: one definition)."""

from dataclasses import replace

import pytest

from kantoor.access import looking
from kantoor.access.action import REGISTRY
from kantoor.accounts.models import User
from kantoor.demo.cast import Cast
from kantoor.environments.models import EnvironmentRole
from kantoor.inbox.models import Request
from kantoor.kernel.errors import NotFound
from kantoor.organizations import adding_members, closing, organizations, seen
from kantoor.organizations.adding_members import Pick


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_action_finds_what_its_view_shows_and_nothing_else(cast: Cast, name: str) -> None:
    """domain 8.1: for everybody of the cast, over every row of the target's table."""
    adding_members.add(cast.actor(cast.anna), cast.bouw.pk, [Pick(cast.sara.pk), Pick(cast.tom.pk)])
    view = REGISTRY[name].of
    for person in (cast.anna, cast.piet, cast.sara, cast.eva, cast.tom, cast.lin, cast.luc, cast.olga):
        actor = cast.actor(person)
        shown = set(view(actor).values_list("pk", flat=True))
        every = view(actor).model._default_manager.values_list("pk", flat=True)
        assert {pk for pk in every if looking.look_up(actor, pk, view)} == shown


def test_what_is_closed_is_found_by_who_keeps_reading_it(cast: Cast) -> None:
    """domain 4.5: as the list has it, and by nobody else."""
    closing.close(cast.actor(cast.anna), cast.bouw.pk)
    for person in (cast.anna, cast.piet, cast.sara, cast.eva, cast.tom):
        actor = cast.actor(person)
        listed = seen.by(actor).filter(pk=cast.bouw.pk).exists()
        assert bool(looking.look_up(actor, cast.bouw.pk, seen.by)) == listed
        plain = replace(actor, role=EnvironmentRole.BASIC)
        listed = seen.by(plain).filter(pk=cast.bouw.pk).exists()
        assert bool(looking.look_up(plain, cast.bouw.pk, seen.by)) == listed == (person == cast.anna)


@pytest.mark.parametrize(
    "junk", ["", "nonsense", None, 7, "\0", "5e0f0000-0000-7000-8000-000000000000", object()]
)
def test_junk_is_not_found(cast: Cast, junk: object) -> None:
    """domain 7.7"""
    with pytest.raises(NotFound):
        looking.find(cast.actor(cast.anna), junk, seen.by)


def test_a_view_that_looks_at_more_than_ids_is_asked_as_it_is(cast: Cast) -> None:
    """A view may not be prepared with another person's name in it."""

    def namesakes(actor: object) -> object:
        return User.objects.filter(name=actor.user.name)  # type: ignore[attr-defined]

    for person in (cast.anna, cast.sara):
        assert looking.look_up(cast.actor(person), person.pk, namesakes)  # type: ignore[arg-type]
        assert not looking.look_up(cast.actor(person), cast.luc.pk, namesakes)  # type: ignore[arg-type]


def test_a_view_that_asks_the_database_first_is_asked_as_it_is(cast: Cast) -> None:
    def mine(actor: object) -> object:
        found = list(Request.objects.filter(asked_by_id=actor.user_id).values_list("pk", flat=True))  # type: ignore[attr-defined]
        return Request.objects.filter(pk__in=found)

    adding_members.add(cast.actor(cast.anna), cast.bouw.pk, [Pick(cast.tom.pk)])
    request = Request.objects.get()
    assert looking.look_up(cast.actor(cast.anna), request.pk, mine) == [request]  # type: ignore[arg-type]
    assert looking.look_up(cast.actor(cast.piet), request.pk, mine) == []  # type: ignore[arg-type]


def test_what_is_kept_of_looking_stays_small(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks chooses the order and the number of words: no choice of theirs fills the memory."""
    monkeypatch.setattr(looking, "_prepared", {})
    monkeypatch.setattr(looking, "KEPT", 5)
    anna, names = cast.actor(cast.anna), [cast.bouw.pk, cast.vastgoed.pk]
    for sort in organizations.SORTS:
        for words in range(3):
            found = organizations.page(anna, "a " * words, sort=sort).rows
            assert {one.pk for one in found} >= set(names)
            assert len(looking._prepared) <= 5
    for made in looking._prepared.values():
        assert made is None or all(
            (kept.queryset, kept.compiler) == (None, None) for kept in made._made.values()
        )
