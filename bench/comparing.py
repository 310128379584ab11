"""A run beside one that was saved: what became slower or quicker, with the noise of both."""

import json
from pathlib import Path
from typing import Any

SLOWER = 1.25  # what is less than this lies within what machines do from run to run
Line = dict[str, Any]


def read(path: str | Path) -> list[Line]:
    """The lines of a file, the later ones last."""
    return [json.loads(line) for line in Path(path).read_text().splitlines() if line.strip()]


def written(line: Line) -> str:
    return json.dumps(line)


def key(line: Line) -> tuple[str, str]:
    return line["title"], line["database"]


def noise(line: Line) -> float:
    """How slow the machine was at that time, by the fixed loop."""
    found = line.get("noise")
    return (found["before"]["median"] + found["after"]["median"]) / 2 if found else 1.0


def compare(then: list[Line], now: list[Line]) -> list[str]:
    """A table for each benchmark that both have."""
    old, said = {key(line): line for line in then}, []
    for line in now:
        before = old.get(key(line))
        if before is not None:
            said += ["", *_table(before, line)]
    return said or ["The saved run has none of these benchmarks, at these sizes and on these databases."]


def _table(before: Line, line: Line) -> list[str]:
    machine = noise(line) / noise(before)
    known = {figure["name"]: figure for figure in before["figures"]}
    said = [
        f"{line['title']}, {line['database']}: the fixed loop takes {machine:.2f} × what it took on {before['at']}",
        f"{'':<52}{'then':>10}{'now':>10}{'factor':>9}",
    ]
    for figure in line["figures"]:
        if figure["name"] in known and "median" in figure:
            said.append(_line(known[figure["name"]], figure, machine))
    return said


def _line(then: Line, now: Line, machine: float) -> str:
    factor = now["median"] / then["median"]
    allowed = SLOWER * max(machine, 1.0)
    judged = "  SLOWER" if factor > allowed else "  quicker" if factor < min(machine, 1.0) / SLOWER else ""
    if now["queries"] != then["queries"]:
        judged += f"  queries {then['queries']} → {now['queries']}"
    return f"{now['name']:<52}{then['median']:>8.2f}ms{now['median']:>8.2f}ms{factor:>8.2f}×{judged}"
