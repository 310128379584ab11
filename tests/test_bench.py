"""The benchmark of growth, small; and what is made of its figures."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import comparing, curves, load
from kantoor import env


def line(
    scale: str, organizations: int, median: float, queries: int = 3, noise: float = 2.0
) -> comparing.Line:
    quiet = {"median": noise, "p95": noise}
    return {
        "title": f"Growth, world {scale}",
        "database": "sqlite",
        "version": "3",
        "at": "2026-11-25T12:00:00+00:00",
        "load": [1.0, 1.0, 1.0],
        "noise": {"before": quiet, "after": quiet},
        "scale": scale,
        "size": {"organizations": organizations},
        "figures": [{"name": "a <list>", "median": median, "p95": median, "queries": queries}],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the world stays, to be measured twice."""
    return tmp_path_factory.mktemp("worlds")


def bench(folder: Path, *arguments: str) -> comparing.Line:
    """What `bin/bench` kept of this, in a small world; on SQLite alone: the script is the same on both."""
    kept, small = folder / "figures", {"KANTOOR_BENCH_RUNS": "2"}
    kept.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.run", *arguments, "--sqlite", "--keep", str(folder)]
    ran = subprocess.run(
        [*command, "--json", str(kept)],
        env=os.environ | small,
        cwd=env.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    (found,) = comparing.read(kept)
    return found


@pytest.mark.once
def test_growth_is_measured_and_kept(folder: Path) -> None:
    found = bench(folder, "growth", "--scales", "S")
    assert (found["scale"], found["database"], found["size"]["organizations"]) == ("S", "sqlite", 100)
    assert {"check: a role", "newest 50, in 10", "page: picker keystroke"} <= {
        f["name"] for f in found["figures"]
    }
    assert all(figure["median"] > 0 and figure["queries"] > 0 for figure in found["figures"])
    assert found["noise"]["before"]["median"] > 0
    assert "× " not in "".join(comparing.compare([found], [found])[2:])


@pytest.mark.once
def test_pages_are_measured_one_by_one(folder: Path) -> None:
    """Those that are asked for, as each person who may read them."""
    found = bench(
        folder, "pages", "--scale", "S", "--only", "^(documents|organization_activity)$", "--runs", "3"
    )
    names = [figure["name"] for figure in found["figures"]]
    assert names == [
        "leader: organization_activity",
        "leader: documents",
        "many: documents",
        "ten: documents",
    ]
    assert all(figure["median"] > 0 and figure["queries"] > 0 for figure in found["figures"])


@pytest.mark.once
def test_pages_are_measured_as_their_own_links_ask_them(folder: Path) -> None:
    found = bench(folder, "pages", "--scale", "S", "--only", "^organizations$", "--runs", "3", "--links")
    names = [figure["name"] for figure in found["figures"]]
    assert {"ten: organizations", "ten: organizations ?q=jan"} <= set(names)
    assert "ten: organizations ?sort=-name" in names, names


def test_a_run_is_compared_with_a_saved_one() -> None:
    """What the machine itself was slower is not held against the product; other questions are named."""
    then = [line("S", 100, 10.0)]
    assert "SLOWER" in comparing.compare(then, [line("S", 100, 14.0)])[-1]
    assert "SLOWER" not in comparing.compare(then, [line("S", 100, 14.0, noise=4.0)])[-1]
    assert "quicker" in comparing.compare(then, [line("S", 100, 5.0)])[-1]
    assert "queries 3 → 9" in comparing.compare(then, [line("S", 100, 10.0, queries=9)])[-1]
    assert "none of these" in comparing.compare(then, [line("L", 100, 10.0)])[0]


def test_growth_is_drawn_with_its_factors(tmp_path: Path) -> None:
    """Ten times as much is a factor of its own, however far worlds lie apart."""
    lines = [line("M", 1_000, 2.0), line("S", 100, 1.0), line("L", 100_000, 8.0)]
    assert curves.tenfold(curves.points(lines)["a <list>"]) == pytest.approx([2.0, 2.0])
    assert curves.table(lines)[-1] == "| a <list> | 1.00 | 2.00 | 8.00 | 2.00, 2.00 |"
    # Of several turns the median: one slow turn is no growth.
    turns = [*lines, *lines, *[one | {"figures": [one["figures"][0] | {"median": 99.0}]} for one in lines]]
    assert curves.points(turns) == curves.points(lines)
    curves.draw(lines, tmp_path / "drawn.svg")
    drawn = ElementTree.fromstring((tmp_path / "drawn.svg").read_text())
    assert "a <list>: 8.00 ms, ×2.00" in [
        text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")
    ]


def test_wrong_answers_are_told_apart() -> None:
    """Each line of h2load: when it was asked, in microseconds, the status, how long it took."""
    rows = [
        ["1000000", "200", "2000"],
        ["1500000", "200", "4000"],
        ["1600000", "500", "1"],
        ["1700000", "-1", "0"],
    ]
    made = load._made("a page", "open", 5.0, rows, 1.0)
    assert (made.median, made.slowest, made.wrong, made.per_second) == (3.0, 4.0, 2, 2.0)
