"""Bars as SVG that also says in words what it shows; the numbers stand in a table behind it."""

import math
from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kantoor.documents.figures import Month

WIDE, HIGH = 720, 240
LEFT, TOP, BOTTOM = 64, 12, 28
TICKS = 4
SERIES = ("incoming", "outgoing")


def months(rows: Sequence[Month], currency: str) -> SafeString:
    """Two bars for each month, one for what came in and one for what went out."""
    sums = [getattr(row, name) for row in rows for name in SERIES]
    scale = Scale(min(0, *sums), max(0, *sums))
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-labelledby="bars-title bars-desc">'
        '<title id="bars-title">{}</title><desc id="bars-desc">{}</desc>{}{}</svg>',
        WIDE,
        HIGH,
        _("Received and sent per month, in %(currency)s") % {"currency": currency},
        _("The same numbers stand in the table below the picture."),
        _ticks(scale),
        format_html_join("", "{}", ((_month(row, n, len(rows), scale),) for n, row in enumerate(rows))),
    )


def line(part: float) -> SafeString:
    """One bar of a list: `part` of the whole width, from 0 to 1; what it means stands beside it."""
    width = max(2, round(part * 100)) if part else 0
    return format_html(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="whole" width="100" height="6"/><rect class="part" width="{}" height="6"/></svg>',
        width,
    )


class Scale:
    """Money to height, over round numbers."""

    def __init__(self, least: Decimal | int, most: Decimal | int) -> None:
        self.step = _round_step(float(most) - float(least))
        self.low = math.floor(float(least) / self.step) * self.step
        self.high = max(math.ceil(float(most) / self.step) * self.step, self.low + self.step)

    def y(self, value: float) -> float:
        return round(TOP + (HIGH - TOP - BOTTOM) * (self.high - value) / (self.high - self.low), 1)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def _round_step(spread: float) -> float:
    """1, 2 or 5 times a power of ten, so that about four steps span it."""
    rough = max(spread / TICKS, 1.0)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def _ticks(scale: Scale) -> SafeString:
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="amount" x="{}" y="{}">{}</text>',
        (
            (
                "zero" if value == 0 else "tick",
                LEFT,
                WIDE,
                scale.y(value),
                scale.y(value),
                LEFT - 8,
                scale.y(value) + 4,
                _short(value),
            )
            for value in scale.ticks
        ),
    )


def _month(row: Month, number: int, count: int, scale: Scale) -> SafeString:
    room = (WIDE - LEFT) / count
    left, thick = LEFT + number * room + room * 0.18, room * 0.3
    drawn = [
        (name, left + place * thick, float(getattr(row, name)))
        for place, name in enumerate(SERIES)
        if getattr(row, name)
    ]
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        (
            (
                name,
                round(x, 1),
                min(scale.y(value), scale.y(0)),
                round(thick - 2, 1),
                round(max(abs(scale.y(value) - scale.y(0)), 1), 1),
            )
            for name, x, value in drawn
        ),
    )
    middle = round(LEFT + (number + 0.48) * room, 1)
    return format_html(
        '{}<text class="month" x="{}" y="{}">{}</text>',
        rects,
        middle,
        HIGH - 8,
        formats.date_format(row.start, "M"),
    )


def _short(value: float) -> str:
    """12.500 as 12.5k: the axis has little room."""
    for size, sign in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return formats.localize(round(value / size, 1)).removesuffix(".0").removesuffix(",0") + sign
    return formats.localize(round(value))
