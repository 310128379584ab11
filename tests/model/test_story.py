"""A history told on purpose, followed by the product and the model, each moment asked as now and as the past."""

from tests.model import story
from tests.model.compared import follow, told


def test_every_way_in_and_out_is_the_one_the_domain_tells(db: None) -> None:
    """domain 2, 3.6, 4.5, 5.4 to 5.7, 6.2 to 6.5, 7.1 to 7.6, 8.1, 8.3, with the refusals beside them"""
    outcome = follow(story.BEGUN, story.TOLD)
    assert not outcome.wrong, told(story.BEGUN, story.events(story.TOLD), outcome)
    assert outcome.count > 5_000
