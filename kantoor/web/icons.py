"""Icons from lucide, drawn inline; never alone without an accessible name beside them."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django.utils.safestring import SafeString, mark_safe

# What all have in common stands once, in components/icon.css.
SVG = '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>'
DRAWN = re.compile(r'<svg class="(icon[^"]*)" viewBox="0 0 24 24" aria-hidden="true">(.*?)</svg>')
USE = '<svg class="{}" aria-hidden="true"><use href="#{}"/></svg>'
SPRITE, SYMBOL = (
    '<svg class="sprite" aria-hidden="true">{}</svg>',
    '<symbol id="{}" viewBox="0 0 24 24">{}</symbol>',
)
EMPTY = re.compile(r">\s*\n\s*<")
INSIDE = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)


@cache
def draw(name: str, look: str = "") -> SafeString:
    """The named icon as SVG; an unknown name is a mistake in a template and raises."""
    found = INSIDE.search(_drawings().read(f"{name}.svg").decode())
    assert found is not None
    shapes = " ".join(found[1].split()).replace("> <", "><").replace(" />", "/>")
    return mark_safe(SVG.format(f"icon {look}".strip(), shapes))


@cache
def _drawings() -> ZipFile:
    """All of lucide's, in memory: 9 ms an icon less than with the package's own tag, which opens them for each."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


def once(html: str, key: str) -> SafeString:
    """The part of a page with each icon that stands there more than once drawn once, in front, and pointed at; and
    without empty lines.

    `key` tells its ids from those of other parts. The whole part is sent together: what htmx takes out of it points at
    nothing.
    """
    times = Counter(found[2] for found in DRAWN.finditer(html))
    names = {shapes: f"{key}-{place}" for place, shapes in enumerate(times) if times[shapes] > 1}

    def pointed(found: re.Match[str]) -> str:
        return USE.format(found[1], names[found[2]]) if found[2] in names else found[0]

    symbols = "".join([SYMBOL.format(name, shapes) for shapes, name in names.items()])
    return mark_safe(
        (SPRITE.format(symbols) if symbols else "") + EMPTY.sub(">\n<", DRAWN.sub(pointed, html))
    )
