"""What is done with a PDF by pdfium itself, in the bounded process (`kernel.bounded`): loads without Django."""

import io

import pypdfium2

INVOICES = frozenset(
    {
        "factur-x.xml",
        "zugferd-invoice.xml",
        "xrechnung.xml",
        "order-x.xml",
        "facturx.xml",
    }
)
MOST_ATTACHMENTS, MOST_XML = 100, 40 * 1024 * 1024
MOST_PIXELS = 6_000_000
MOST_TEXT, MOST_TEXT_PAGES = 2_000_000, 500  # characters, pages


class NoSuchPage(Exception):
    """The PDF has fewer pages."""


def count(content: bytes) -> int:
    """How many pages there are."""
    return len(pypdfium2.PdfDocument(content))


def texts(content: bytes, first: int, last: int) -> list[str]:
    """The text of these pages, counted from 1, as far as there are so many."""
    document = pypdfium2.PdfDocument(content)
    found, left = [], MOST_TEXT
    for index in range(first - 1, min(last, len(document), first - 1 + MOST_TEXT_PAGES)):
        page = document[index].get_textpage()
        said = page.get_text_range()[:left]
        left -= len(said)
        found.append("".join(letter for letter in said if letter.isprintable() or letter in "\n\t"))
    return found


def picture(content: bytes, number: int, width: int) -> bytes:
    """A page, counted from 1, as PNG of this width; narrower where it would have too many pixels."""
    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        raise NoSuchPage(str(number))
    page = document[number - 1]
    wide, high = (max(size, 1.0) for size in page.get_size())
    scale = min(width / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    image = page.render(scale=scale).to_pil().convert("RGB")
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def embedded_invoice(content: bytes) -> bytes:
    """The XML of a Factur-X or ZUGFeRD file; empty when there is none."""
    document = pypdfium2.PdfDocument(content)
    for index in range(min(document.count_attachments(), MOST_ATTACHMENTS)):
        attachment = document.get_attachment(index)
        if attachment.get_name().lower() in INVOICES:
            return bytes(attachment.get_data())[: MOST_XML + 1]
    return b""
