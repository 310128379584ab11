"""Pieces that depend on their parameters alone, drawn once for each set of them: a list shows the same few again and
again. Nothing here decides or remembers what somebody may see."""

from functools import lru_cache

from django.template import Context, Engine
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 8192


def piece(template: str, /, **values: object) -> SafeString:
    """`pieces/<template>.html` with these values (text, numbers and flags) in the language of now."""
    plain = tuple((key, _plain(value)) for key, value in values.items())
    return _drawn(template, get_language(), plain)


def _plain(value: object) -> object:
    """Text is always escaped: the same words, once safe and once not, would share a place."""
    return value if isinstance(value, (bool, int, tuple)) else "".join(str(value))


@lru_cache(maxsize=MOST)
def _drawn(template: str, language: str | None, values: tuple[tuple[str, object], ...]) -> SafeString:
    return Engine.get_default().get_template(f"pieces/{template}.html").render(Context(dict(values)))
