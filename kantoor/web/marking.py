"""How names are shortened, and what was searched for is marked in them."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kantoor.kernel.text import fold, words

FORMS = {"bv", "nv", "srl", "sa", "sas", "gmbh", "ag", "ltd", "vof", "bvba", "cv"}


def initials(name: str) -> str:
    """Two letters at most: first and last word, legal forms and small words left out where others remain."""
    parts = [part for part in name.replace("&", " ").split() if part[0].isalnum()]
    telling = [part for part in parts if part[0].isupper() and part.lower().rstrip(".") not in FORMS]
    chosen = telling or parts
    if not chosen:
        return "?"
    return (chosen[0][0] + (chosen[-1][0] if len(chosen) > 1 else "")).upper()


def marked(text: str, query: str) -> SafeString:
    """The text, escaped, with every found word of the query in <mark>; accents and case are ignored."""
    text = str(text)
    plain, places = _folded(text)
    found = {place for word in words(query) for place in _found(plain, word)}
    hits = {places[place] for place in found}
    if not hits:
        return escape(text)
    runs = groupby(enumerate(text), key=lambda numbered: numbered[0] in hits)
    return mark_safe("".join(_run(hit, "".join(letter for _, letter in run)) for hit, run in runs))


def _run(hit: bool, text: str) -> str:
    return f"<mark>{escape(text)}</mark>" if hit else escape(text)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place it came from."""
    if text.isascii() and text.isprintable():
        return text.lower(), range(len(text))
    letters = [(fold(letter) or letter, place) for place, letter in enumerate(text)]
    return "".join(plain for plain, _ in letters), [place for plain, place in letters for _ in plain]


def _found(text: str, word: str) -> set[int]:
    """The places of every letter of every occurrence."""
    starts = [start for start in range(len(text)) if text.startswith(word, start)]
    return {start + step for start in starts for step in range(len(word))}
