"""The faults stay faults: each can be planted, and names tests that are there."""

from collections import Counter
from pathlib import Path

from tests.mutation.faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_fault_can_be_planted() -> None:
    """The old text stands exactly once, so that the table does not rot."""
    sources = {one.file: (ROOT / one.file).read_text() for one in FAULTS}
    lost = [f"{one.file}: {one.old!r}" for one in FAULTS if sources[one.file].count(one.old) != 1]
    assert not lost, "\n".join(lost)


def test_no_fault_is_planted_twice_or_without_effect() -> None:
    assert len(FAULTS) >= 30
    assert not [one for one in FAULTS if one.old == one.new]
    assert not [change for change, times in Counter(one[:3] for one in FAULTS).items() if times > 1]


def test_every_fault_names_tests_that_are_there() -> None:
    named = {name.partition("::")[0] for one in FAULTS for name in one.tests}
    assert not [name for name in named if not (ROOT / name).exists()]
