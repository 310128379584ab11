"""`python -m tests.mutation [N | N-M ...]`: plant the faults one by one in a copy of the tree, and see the tests fail.

Without numbers all of them. Which test caught each is told in docs/mutations.md; lines of faults not run now are kept.
"""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutation.faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
TOLD = ROOT / "docs" / "mutations.md"
PATIENCE = 300  # seconds for one fault
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
HEAD = """# Faults planted on purpose

Each line is a fault that `python -m tests.mutation` plants in what decides about access, and the test that failed when
it did: the tests named for it, on SQLite, up to the first failure. The table of the faults is
`tests/mutation/faults.py`; that each can still be planted is tested with everything else.

"""
LINE = re.compile(r"^\| \d+ \| (.*) \| (?:`(\S+)`|\*\*survived\*\*) \|$")


def main(arguments: list[str]) -> int:
    """Exit code 1 if a fault survived."""
    chosen = _chosen(arguments)
    with tempfile.TemporaryDirectory(prefix="kantoor-faults-") as folder:
        tree = _copied(Path(folder))
        sound = _failure(
            tree, Path(folder), sorted({name for number in chosen for name in FAULTS[number - 1].tests})
        )
        if sound:
            print(f"without any fault, {sound} fails: mend that first")
            return 2
        caught = {}
        for number in chosen:
            caught[number] = _caught(tree, Path(folder), number)
            TOLD.write_text(_told(_kept() | caught))
    survived = [number for number in chosen if not caught[number]]
    print(
        f"{len(chosen) - len(survived)} of {len(chosen)} caught"
        + (f"; survived: {survived}" if survived else "")
    )
    return int(bool(survived))


def _chosen(arguments: list[str]) -> list[int]:
    found: set[int] = set()
    for text in arguments or [f"1-{len(FAULTS)}"]:
        first, _dash, last = text.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return sorted(found & set(range(1, len(FAULTS) + 1)))


def _copied(folder: Path) -> Path:
    """The tree as it is now, without what is not needed to run the tests."""
    tree = folder / "tree"
    unneeded = shutil.ignore_patterns(".*", "__pycache__", "docs", "bench")
    shutil.copytree(ROOT, tree, ignore=unneeded)
    (folder / "tests").mkdir()
    return tree


def _caught(tree: Path, folder: Path, number: int) -> str:
    """Which test failed; empty if none did. The copy is put right again."""
    fault = FAULTS[number - 1]
    source = tree / fault.file
    whole = source.read_text()
    source.write_text(_planted(fault, whole))
    try:
        failure = _failure(tree, folder, fault.tests)
    finally:
        source.write_text(whole)
    print(
        f"{number:3} {'killed  ' if failure else 'SURVIVED'} {fault.file}: {fault.reason}  [{failure}]",
        flush=True,
    )
    return failure


def _planted(fault: Fault, whole: str) -> str:
    if whole.count(fault.old) != 1:
        raise SystemExit(f"{fault.file} has not exactly one {fault.old!r}")
    return whole.replace(fault.old, fault.new)


def _failure(tree: Path, folder: Path, tests: "list[str] | tuple[str, ...]") -> str:
    """The first test that fails; the run of the last one is slow only where all is well."""
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        "-n0",
        "-p",
        "tests.mutation.kept",
        "--tb=short",
        *tests,
    ]
    environment = {key: value for key, value in os.environ.items() if key != "KANTOOR_TEST_DATABASE_URL"}
    environment |= {"KANTOOR_TEST_FOLDER": str(folder / "tests"), "PYTHONPATH": str(tree)}
    try:
        ran = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return "none came to an end"
    if ran.returncode == 0:
        return ""
    found = FAILED.search(ran.stdout)
    if found is None:
        raise SystemExit(ran.stdout + ran.stderr)
    return found[1]


def _kept() -> dict[int, str]:
    """What the page told before, of faults that are still the same."""
    if not TOLD.exists():
        return {}
    lines = [LINE.match(line) for line in TOLD.read_text().splitlines()]
    told = {found[1]: found[2] or "" for found in lines if found}
    every = {number: _said(fault) for number, fault in enumerate(FAULTS, 1)}
    return {number: told[said] for number, said in every.items() if said in told}


def _said(fault: Fault) -> str:
    """By this a fault is known, wherever it stands in the table."""
    return f"`{fault.file}` | {fault.reason}"


def _told(caught: dict[int, str]) -> str:
    """The page: how many, and each."""
    killed = sum(bool(name) for name in caught.values())
    run = f"{killed} caught, {len(caught) - killed} survived, {len(FAULTS) - len(caught)} not run"
    lines = [f"{dt.date.today():%-d %B %Y}, of {len(FAULTS)}: {run}.", "", "| | Where | What | Caught by |"]
    lines.append("|---|---|---|---|")
    for number, fault in enumerate(FAULTS, 1):
        name = caught.get(number)
        end = f"`{name}`" if name else "not run" if name is None else "**survived**"
        lines.append(f"| {number} | {_said(fault)} | {end} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
