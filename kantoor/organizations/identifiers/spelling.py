"""What people type or paste for a number, brought to plain characters before it is checked."""

import re
import unicodedata

LONGEST = 200  # characters; twice the longest identifier, a Peppol participant with its prefix

_SEPARATORS = re.compile(r"[\s.,/()·•'\u2019_-]+")
_PLAIN_DASH = "-"


class TooLong(ValueError):
    """More characters than any identifier has."""


def plain(text: str) -> str:
    """`text` without invisible characters and outer blanks; wide letters, other scripts' digits and dashes
    become the common ones. Raises TooLong before doing any work on a text of more than LONGEST characters."""
    if len(text) > LONGEST:
        raise TooLong
    return "".join(map(_plain_character, unicodedata.normalize("NFKC", text))).strip()


def compact(text: str) -> str:
    """`text` in capitals and without the blanks, dots and dashes that people put between the digits."""
    bare = _SEPARATORS.sub("", text)
    return bare.upper() if bare.isascii() else bare


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    category = unicodedata.category(character)
    return "" if category == "Cf" else _PLAIN_DASH if category == "Pd" else character
