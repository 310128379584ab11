"""Pieces that depend on their parameters alone, drawn once for each shape of them and then only filled in: a page shows
the same few again and again, with other words. Nothing here decides or remembers what somebody may see.
"""

import html
import re
from collections.abc import Mapping
from functools import lru_cache

from django.template import Context, Engine
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 2048
SIGN = "\ue000%s\ue001"  # private use: stands for words while a piece is drawn, and in no piece otherwise
SIGNS = re.compile("\ue000([^\ue001]*)\ue001")

Shape = tuple[tuple[str, object], ...]


def piece(template: str, words: Mapping[str, object] | None = None, /, **values: object) -> SafeString:
    """`pieces/<template>.html` in the language of now.

    `words`: what the piece only prints, and leaves out where it is empty. `values`: what it decides by (text, numbers
    and flags); each set of them is drawn anew, so names of people and addresses do not belong there.
    """
    filled = {name: _escaped(value) for name, value in (words or {}).items()}
    shape = tuple([(name, SIGN % name if value else "") for name, value in filled.items()])
    plain = tuple([(name, _plain(value)) for name, value in values.items()])
    drawn = _drawn(template, get_language(), shape + plain)
    if len(drawn) == 1:
        return SafeString(drawn[0])
    parts = list(drawn)
    parts[1::2] = [filled[name] for name in drawn[1::2]]
    return SafeString("".join(parts))


def filled(text: str, /, **words: object) -> SafeString:
    """The text with the words in it, escaped: Django's `format_html`, which takes five times as long for many."""
    return SafeString(text.format(**{name: _escaped(value) for name, value in words.items()}))


def _escaped(value: object) -> str:
    """As `conditional_escape` has it, which looks for lazy texts first and takes ten times as long."""
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return html.escape(value) if value else value
    if hasattr(value, "__html__"):
        return str(value)
    return "" if value is None else html.escape(str(value))


def _plain(value: object) -> object:
    """Text is always escaped: the same words, once safe and once not, would share a place."""
    return value if isinstance(value, (bool, int, tuple)) else "".join(str(value))


@lru_cache(maxsize=MOST)
def _drawn(template: str, language: str | None, values: Shape) -> tuple[str, ...]:
    """What stands between the words, and in every second place which word."""
    drawn = Engine.get_default().get_template(f"pieces/{template}.html").render(Context(dict(values)))
    return tuple(SIGNS.split(drawn))
