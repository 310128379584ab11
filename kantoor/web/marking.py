"""How names are shortened, and what was searched for is marked in them."""

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
    plain, places = _folded(str(text))
    spans = sorted(span for word in set(words(query)) for span in _found(plain, word))
    pieces, done = [], 0
    for start, end in spans:
        first, last = places[start], places[end - 1] + 1
        if first >= done:
            pieces += [escape(text[done:first]), "<mark>", escape(text[first:last]), "</mark>"]
            done = last
    return mark_safe("".join([*pieces, escape(text[done:])]))


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place it came from."""
    letters = [(fold(letter) or letter, place) for place, letter in enumerate(text)]
    return "".join(plain for plain, _ in letters), [place for plain, place in letters for _ in plain]


def _found(text: str, word: str) -> list[tuple[int, int]]:
    spans, start = [], text.find(word)
    while start >= 0:
        spans.append((start, start + len(word)))
        start = text.find(word, start + len(word))
    return spans
