"""PDF: pages, text and pictures; hostile ones are refused in little time (issue 3)."""

import io
import time
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from kantoor.einvoices import lettering, pdf, pdfium
from kantoor.kernel.errors import NotFound
from tests.einvoices import samples

SECONDS = 15


def test_pages_and_text_are_told() -> None:
    content = samples.written_pdf("First page", "Second page")
    assert pdf.pages(content) == 2
    assert pdf.text(content) == "First page\fSecond page"
    assert pdf.text_of(content, 2) == "Second page"


def test_a_page_is_a_picture_of_the_width_asked_within_bounds() -> None:
    content = samples.written_pdf("First page")
    for asked, got in ((1000, 1000), (10, pdf.WIDTHS[0]), (99_999, pdf.WIDTHS[1])):
        drawn = Image.open(io.BytesIO(pdf.picture(content, 1, asked)))
        assert drawn.format == "PNG"
        assert abs(drawn.width - got) <= 1


@pytest.mark.parametrize("page", [0, 3, 10**9])
def test_a_page_that_is_not_there_is_not_found(page: int) -> None:
    content = samples.written_pdf("First", "Second")
    with pytest.raises(NotFound):
        pdf.picture(content, page, 800)


@pytest.mark.parametrize("size", [(14400, 14400), (1, 14400), (14400, 1), (0.001, 0.001)])
def test_paper_of_any_size_keeps_within_the_pixels(size: tuple[float, float]) -> None:
    drawn = Image.open(io.BytesIO(pdf.picture(samples.pdf(size), 1, 1400)))
    assert (drawn.width - 1) * (drawn.height - 1) <= pdfium.MOST_PIXELS


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4", b"%PDF-1.7\n" + b"\0" * 1000, samples.written_pdf("x")[:200], b"<Invoice/>"],
)
def test_broken_ones_say_so(content: bytes) -> None:
    for asked in (pdf.pages, pdf.text, pdf.embedded_invoice):
        with pytest.raises(pdf.Unreadable, match="damaged"):
            asked(content)


def _stream(content: bytes) -> bytes:
    """A PDF whose only page has this compressed content."""
    packed = zlib.compress(content, 9)
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Count 1 /Kids [4 0 R] >>\nendobj\n"
        b"3 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
        b"4 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>\nendobj\n"
        b"trailer << /Root 1 0 R /Size 5 >>\n%%%%EOF" % (len(packed), packed)
    )


@pytest.mark.parametrize(
    "made",
    [
        lambda: _stream(b"0 0 m 595 842 l S\n" * 5_000_000),
        lambda: _stream(b"q " * 20_000_000),
        lambda: samples.written_pdf("x").replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
        lambda: samples.written_pdf("x").replace(b"/Count 1", b"/Count 2000000000"),
    ],
    ids=["lines", "unpacked", "circle", "count"],
)
def test_hostile_ones_end_in_time(made: Callable[[], bytes]) -> None:
    content = made()
    for asked in (
        lambda: pdf.pages(content),
        lambda: pdf.text(content),
        lambda: pdf.picture(content, 1, 800),
    ):
        begun = time.monotonic()
        try:
            asked()
        except (pdf.Unreadable, NotFound) as refusal:
            assert isinstance(refusal, NotFound) or str(refusal)
        assert time.monotonic() - begun < SECONDS


def test_words_are_told_with_their_places() -> None:
    """As they lie on the picture: from the upper left corner, each word by itself."""
    found = pdf.lettering(samples.written_pdf("First page", "Second <b> page"), 2)
    (line,) = found.lines
    assert ([word[0] for word in line], found.wide, found.high) == (["Second", "<b>", "page"], 595, 842)
    lefts, tops = [word[1] for word in line], {word[2] for word in line}
    assert lefts == sorted(lefts) and abs(lefts[0] - 72) < 1
    assert len(tops) == 1 and 110 < tops.pop() < 142  # 842 - 700, less the height of a letter
    assert all(word[3] > 10 and 20 < word[4] < 35 for word in line)
    with pytest.raises(NotFound):
        pdf.lettering(samples.written_pdf("x"), 2)


def test_turned_pages_are_told_as_they_are_shown() -> None:
    turned = samples.written_pdf("Side").replace(b"/MediaBox", b"/Rotate 90 /MediaBox")
    found = pdf.lettering(turned, 1)
    ((word,),) = found.lines
    assert (found.wide, found.high, word[0]) == (842, 595, "Side")
    assert word[1] > 690 and abs(word[2] - 72) < 1 and word[4] > word[3]


def test_a_page_with_a_hundred_thousand_words_tells_some_in_little_time() -> None:
    start = time.monotonic()
    found = pdf.lettering(samples.written_pdf(" ".join(["ab"] * 100_000)), 1)
    assert 0 < sum(len(line) for line in found.lines) <= lettering.MOST_WORDS
    assert time.monotonic() - start < SECONDS
