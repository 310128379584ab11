"""Random histories through the product's actions; random questions, answered as the model answers them (domain 8.1)."""

import os

import pytest

from tests.model import chance
from tests.model.compared import compare, shortest, told
from tests.once import SEED

ACTS = int(os.environ.get("KANTOOR_TEST_ACTS", "220"))
SEEDS = [int(seed) for seed in os.environ.get("KANTOOR_TEST_SEEDS", str(SEED)).split()]
QUESTIONS = 25 * ACTS  # at least; of each seed


@pytest.mark.parametrize("seed", SEEDS)
def test_the_product_answers_as_the_model(db: None, seed: int) -> None:
    """domain 2, 3.6, 4.2, 4.5, 5, 6, 7.1 to 7.7, 8.1, 8.3: acts, refusals, lists, checks, audiences, paths, the past"""
    begun, history = chance.history(seed, ACTS)
    outcome = compare(begun, history.events, seed)
    if outcome.wrong:
        events, outcome = shortest(begun, history.events, seed)
        pytest.fail(f"seed {seed}, {len(events)} acts left:\n{told(begun, events, outcome)}")
    assert outcome.count >= QUESTIONS
