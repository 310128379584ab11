"""Growth as curves: SVG for docs/benchmarks, and the factor for ten times as many organizations."""

import itertools
import math
import statistics
from html import escape
from pathlib import Path
from typing import Any

Line = dict[str, Any]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 56, 250, 46, 40
COLOURS = (
    "#3b6fd4",
    "#c2410c",
    "#0f766e",
    "#9333ea",
    "#b45309",
    "#be185d",
    "#4d7c0f",
    "#0369a1",
    "#7c2d12",
    "#475569",
)
APART = 13  # between labels
STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#334155}.title{font-size:14px;font-weight:600}"
    ".grid{stroke:#cbd5e1;stroke-width:1}.curve{fill:none;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#cbd5e1}.grid{stroke:#334155}}"
)


def points(lines: list[Line]) -> dict[str, list[tuple[int, float]]]:
    """Of each figure: organizations and median milliseconds, the smallest world first; of several turns their median."""
    found: dict[str, dict[int, list[float]]] = {}
    for line in sorted(lines, key=lambda line: line["size"]["organizations"]):
        for figure in line["figures"]:
            turns = found.setdefault(figure["name"], {}).setdefault(line["size"]["organizations"], [])
            turns.append(figure["median"])
    return {
        name: [(size, statistics.median(turns)) for size, turns in some.items()]
        for name, some in found.items()
    }


def tenfold(some: list[tuple[int, float]]) -> list[float]:
    """By how much it grows from world to world, each time for ten times as much."""
    return [
        (later / before) ** (1 / math.log10(more / few))
        for (few, before), (more, later) in itertools.pairwise(some)
    ]


def table(lines: list[Line]) -> list[str]:
    """For the docs: the medians and the factors."""
    found = points(lines)
    sizes = [size for size, _median in max(found.values(), key=len)]
    said = [
        f"| median, ms | {' | '.join(f'{size:,}' for size in sizes)} | × for ten times as much |",
        f"|---|{'---|' * (len(sizes) + 1)}",
    ]
    for name, some in found.items():
        known = dict(some)
        medians = " | ".join(f"{known[size]:.2f}" if size in known else "–" for size in sizes)
        said.append(f"| {name} | {medians} | {', '.join(f'{factor:.2f}' for factor in tenfold(some))} |")
    return said


def draw(lines: list[Line], path: Path) -> None:
    """Both axes by powers of ten: what grows with the world is steep, what does not is level."""
    found = points(lines)
    sizes = sorted({size for some in found.values() for size, _median in some})
    every = [median for some in found.values() for _size, median in some]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    across = _scale(math.log10(sizes[0]), math.log10(sizes[-1]), LEFT, WIDTH - RIGHT)
    up = _scale(low, high, HEIGHT - BOTTOM, TOP)
    parts = [_title(lines[-1]), *_grid(sizes, low, high, across, up)]
    labels = []
    for number, (name, some) in enumerate(found.items()):
        colour = COLOURS[number % len(COLOURS)]
        dots = [(across(math.log10(size)), up(math.log10(median))) for size, median in some]
        parts.append(_curve(dots, colour))
        factor = tenfold(some)[-1] if len(some) > 1 else 1.0
        labels.append((dots[-1][1], f"{name}: {some[-1][1]:.2f} ms, ×{factor:.2f}", colour))
    parts += _labels(labels)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><style>{STYLE}</style>'
        + "\n".join(parts)
        + "</svg>\n"
    )


def _scale(start: float, end: float, first: float, last: float) -> Any:
    span = (end - start) or 1
    return lambda value: round(first + (value - start) / span * (last - first), 1)


def _title(line: Line) -> str:
    noise = line["noise"]["before"]
    said = f"{line['database']} {line['version']}, {line['at'][:10]}: median over organizations, × for ten times as many"
    quiet = (
        f"The fixed loop took {noise['median']:.1f} ms (95 %: {noise['p95']:.1f}); load {line['load'][0]:.1f}"
    )
    return f'<text x="8" y="18" class="title">{escape(said)}</text><text x="8" y="34">{escape(quiet)}</text>'


def _grid(sizes: list[int], low: int, high: int, across: Any, up: Any) -> list[str]:
    made = []
    for power in range(low, high + 1):
        y = up(power)
        made.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        made.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g} ms</text>')
    for size in sizes:
        x = across(math.log10(size))
        made.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,}</text>')
    return made


def _curve(dots: list[tuple[float, float]], colour: str) -> str:
    line = " ".join(f"{x},{y}" for x, y in dots)
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in dots)
    return f'<polyline class="curve" stroke="{colour}" points="{line}"/>{marks}'


def _labels(wanted: list[tuple[float, str, str]]) -> list[str]:
    """Beside the end of each curve, pushed apart where they would lie on each other."""
    made, free = [], 0.0
    ordered = sorted(wanted)
    spare = HEIGHT - BOTTOM - APART * len(ordered)
    for number, (y, text, colour) in enumerate(ordered):
        place = max(free, min(y, max(spare, TOP) + APART * number))
        free = place + APART
        x = WIDTH - RIGHT
        made.append(
            f'<path d="M{x + 4} {y}L{x + 16} {place}" stroke="{colour}" fill="none"/>'
            f'<text x="{x + 20}" y="{place + 4}" style="fill:{colour}">{escape(text)}</text>'
        )
    return made
