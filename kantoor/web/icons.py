"""Icons from lucide, drawn inline; never alone without an accessible name beside them."""

import re
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

# What all have in common stands once, in components/icon.css.
SVG = '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>'
INSIDE = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)


@cache
def draw(name: str, look: str = "") -> SafeString:
    """The named icon as SVG; an unknown name is a mistake in a template and raises."""
    found = INSIDE.search(lucide(name))
    assert found is not None
    shapes = "".join(line.strip() for line in found[1].splitlines()).replace(" />", "/>")
    return mark_safe(SVG.format(f"icon {look}".strip(), shapes))
