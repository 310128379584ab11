"""PDF from strangers: pages, text, pictures, and the invoice inside, each in a process with little time and memory."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from kantoor.einvoices import lettering as words
from kantoor.einvoices import pdfium
from kantoor.kernel import bounded
from kantoor.kernel.errors import Invalid, NotFound

SECONDS, MEMORY = 10.0, 768 * bounded.MB
WIDTHS = (320, 1800)  # pixels, least and most


class Lettering(NamedTuple):
    """A page's size and its lines of words (text, left, top, width, height), in points."""

    wide: float
    high: float
    lines: list[list[tuple[str, float, float, float, float]]]


class Unreadable(Invalid):
    """The PDF cannot be read here; the message says why."""


class Locked(Unreadable):
    """It wants a password."""


def pages(content: bytes) -> int:
    """How many pages there are. Raises Unreadable."""
    return int(_done(pdfium.count, content))


def text(content: bytes) -> str:
    """The text of all pages, for search; a form feed between them. Raises Unreadable."""
    return "\f".join(_done(pdfium.texts, content, 1, pdfium.MOST_TEXT_PAGES))


def text_of(content: bytes, page: int) -> str:
    """The text of one page, counted from 1. Raises Unreadable, NotFound."""
    found = _done(pdfium.texts, content, page, page)
    if not found:
        raise NotFound
    return str(found[0])


def lettering(content: bytes, page: int) -> Lettering:
    """Where the words of a page, counted from 1, stand on it. Raises Unreadable, NotFound."""
    return Lettering(*_done(words.words, content, page))


def picture(content: bytes, page: int, width: int) -> bytes:
    """A page, counted from 1, as PNG, at most about `width` wide. Raises Unreadable, NotFound."""
    least, most = WIDTHS
    return bytes(_done(pdfium.picture, content, page, min(max(width, least), most)))


def embedded_invoice(content: bytes) -> bytes:
    """The XML of an invoice inside; empty when there is none. Raises Unreadable."""
    return bytes(_done(pdfium.embedded_invoice, content))


def _done(function: Callable[..., Any], content: bytes, *given: int) -> Any:
    try:
        return bounded.run(function, content, *given, seconds=SECONDS, memory=MEMORY)
    except bounded.Exceeded:
        raise Unreadable(
            _("This PDF takes more time or memory than one may: it is too complex to be shown here.")
        ) from None
    except bounded.Failed as problem:
        if problem.kind == pdfium.NoSuchPage.__name__:
            raise NotFound from None
        if "password" in str(problem):
            raise Locked(_("This PDF is locked with a password. Please send it without one.")) from None
        raise Unreadable(_("This PDF is damaged and cannot be opened.")) from None
