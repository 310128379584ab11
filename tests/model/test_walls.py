"""What nobody may, and nothing that is left: told on purpose, followed by the product and the model."""

import pytest

from kantoor.access.actor import Actor
from kantoor.accounts import blocks
from kantoor.demo.cast import Cast
from kantoor.environments import appointments
from kantoor.environments.models import EnvironmentRole
from kantoor.groups import groups
from kantoor.kernel.errors import NotFound, Refused
from tests.model import story
from tests.model.compared import follow, told


def test_the_walls_stand(db: None) -> None:
    """domain 1, 4.5, 5.2, 5.7, 6.4, 7.1, 7.5: each refusal is the one that the domain tells"""
    outcome = follow(story.BEGUN, story.WALLS)
    assert not outcome.wrong, told(story.BEGUN, story.events(story.WALLS), outcome)


def test_a_role_is_asked_anew_for_every_act(cast: Cast) -> None:
    """domain 2: a role change takes effect on the very next request; 3.6"""
    anna, piet = cast.actor(cast.anna), cast.actor(cast.piet)
    appointments.change(anna, cast.piet.pk, EnvironmentRole.BASIC)
    with pytest.raises(Refused, match="advanced"):
        _make_a_group(piet)
    appointments.change(anna, cast.piet.pk, EnvironmentRole.ADVANCED)
    _make_a_group(piet)
    blocks.begin(anna, cast.piet.pk, "Lost a telephone")
    with pytest.raises(NotFound):
        _make_a_group(piet)


def _make_a_group(actor: Actor) -> None:
    groups.make(actor, actor.environment_id, "Roof")
