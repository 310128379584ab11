"""Where the words of a page stand, by pdfium, in the bounded process (`kernel.bounded`): loads without Django."""

import sys
from ctypes import byref, c_int
from typing import Any

import pypdfium2
from pypdfium2 import raw

from kantoor.einvoices.pdfium import NoSuchPage

MOST_LETTERS, MOST_WORDS = 30_000, 6_000
FINE = 20  # steps of a point in which places are told
NONE = (10**6, 10**6, -(10**6), -(10**6))
Box = tuple[int, int, int, int]


def words(
    content: bytes, number: int
) -> tuple[float, float, list[list[tuple[str, float, float, float, float]]]]:
    """Width and height of a page, counted from 1, and its lines of words: text, left, top, width, height; in points."""
    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        raise NoSuchPage(str(number))
    page = document[number - 1]
    wide, high = (min(max(size, 1.0), 20_000.0) for size in page.get_size())
    lines: list[list[tuple[str, Box]]] = [[]]
    said, box = "", NONE
    for letter, place in _letters(page, int(wide * FINE), int(high * FINE)):
        if place is not None and not letter.isspace():
            said, box = said + letter, _around(box, place)
            continue
        if said:
            lines[-1].append((said, box))
        said, box = "", NONE
        if letter in "\r\n" and lines[-1]:
            lines.append([])
    if said:
        lines[-1].append((said, box))
    return wide, high, _told(lines)


def _letters(page: Any, wide: int, high: int) -> Any:
    """Each letter with its box on the page as it is shown; without a box where there is none."""
    text = page.get_textpage()
    for index in range(min(text.count_chars(), MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        letter = chr(code) if 0 < code <= sys.maxunicode else " "
        if letter.isspace():
            yield letter, None
        elif letter.isprintable():
            left, bottom, right, top = text.get_charbox(index, loose=True)
            one, other = _place(page, left, top, wide, high), _place(page, right, bottom, wide, high)
            yield letter, _around((*one, *one), (*other, *other))


def _place(page: Any, x: float, y: float, wide: int, high: int) -> tuple[int, int]:
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, byref(across), byref(down))
    return across.value, down.value


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _told(lines: list[list[tuple[str, Box]]]) -> list[list[tuple[str, float, float, float, float]]]:
    """In points, without what lies nowhere, and no more words than one may select on a page."""
    found, left = [], MOST_WORDS
    for line in lines:
        plain = [
            (said, a / FINE, b / FINE, (c - a) / FINE, (d - b) / FINE)
            for said, (a, b, c, d) in line[:left]
            if c > a and d > b
        ]
        left -= len(plain)
        found += [plain] if plain else []
    return found
