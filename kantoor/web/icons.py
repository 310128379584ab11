"""Icons from lucide, drawn inline with a thin stroke; never alone without an accessible name beside them."""

from functools import cache

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

ATTRIBUTES = {"aria-hidden": "true", "focusable": "false", "stroke-width": "1.5"}


@cache
def draw(name: str, look: str = "") -> SafeString:
    """The named icon as SVG; an unknown name is a mistake in a template and raises."""
    return mark_safe(lucide(name, size=18, **{"class": f"icon {look}".strip()}, **ATTRIBUTES))
