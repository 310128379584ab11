"""XML as text on a page: escaped, its names in another colour than what they hold."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST = 300_000  # letters; the rest is in the file
# Nothing is gone over twice: the last tag may be cut off, and its name as long as a stranger likes.
_TAG = re.compile(r"(&lt;/?[^&\s]++)((?:(?!&gt;).)*+)(&gt;)")


def coloured(text: str) -> SafeString:
    """What was escaped, with <i> around names and <b> around attributes."""
    cut = text[:MOST] + ("\n…" if len(text) > MOST else "")
    return mark_safe(_TAG.sub(r"<i>\1</i><b>\2</b><i>\3</i>", escape(cut)))
