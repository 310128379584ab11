"""What strangers send is worked on in a process of its own, with little time and memory."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kantoor.kernel import bounded
from tests.kernel import hostile


def test_plain_data_goes_in_and_comes_out_and_nothing_of_ours_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KANTOOR_SECRET_KEY", "secret")
    found = bounded.run(hostile.sums, 1, 2, 3)
    assert (found["sum"], found["pair"]) == (6, (b"\0", None))
    assert "KANTOOR_SECRET_KEY" not in found["seen"]


@pytest.mark.parametrize("bad", [hostile.sleeps, hostile.spins])
def test_time_is_bounded(bad: Callable[[], Any]) -> None:
    began = time.monotonic()
    with pytest.raises(bounded.Exceeded):
        bounded.run(bad, seconds=0.5)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("bad", [hostile.eats, hostile.hoards, hostile.crashes, hostile.leaves])
def test_memory_and_crashes_are_bounded(bad: Callable[[], Any]) -> None:
    with pytest.raises(bounded.Exceeded):
        bounded.run(bad)


def test_what_it_raises_is_told() -> None:
    with pytest.raises(bounded.Failed, match="no good") as told:
        bounded.run(hostile.raises)
    assert told.value.kind == "ValueError"


def test_an_answer_too_long_is_none_and_no_file_fills_the_disk(tmp_path: Path) -> None:
    with pytest.raises(bounded.Exceeded):
        bounded.run(hostile.shouts)
    with pytest.raises((bounded.Exceeded, bounded.Failed)):
        bounded.run(hostile.writes, str(tmp_path / "big"))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= bounded.ANSWER


def test_an_answer_that_would_run_is_refused() -> None:
    trap = Path("/tmp/kantoor-was-taken-over")
    trap.unlink(missing_ok=True)
    with pytest.raises(bounded.Exceeded):
        bounded.run(hostile.traps)
    assert not trap.exists()


def test_what_is_handed_in_is_not_counted() -> None:
    assert bounded.run(hostile.counts, os.urandom(20_000_000), memory=100 * bounded.MB) == 20_000_000
