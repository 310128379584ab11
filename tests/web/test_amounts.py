"""Figures as pages say them."""

import pytest

from kantoor.web.amounts import tally


@pytest.mark.parametrize(("number", "said"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (1_000, "99+")])
def test_a_tally_says_where_counting_ended(number: int, said: str) -> None:
    assert tally(number, 100) == said
