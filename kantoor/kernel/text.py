"""Text for finding: without accents and case."""

import unicodedata

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Lower case, without diacritics, white space collapsed: 'Sára  El Ämrani' → 'sara el amrani'."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", " ")).casefold().translate(_PLAIN)
    kept = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(c))
    return " ".join(kept.split())


def words(query: str, most: int = 8) -> list[str]:
    """The folded words of a search, at most `most` of at most 64 characters."""
    return [word[:64] for word in fold(query[:1000]).split()[:most]]
