"""A document as paper: the invoice, the pages, the XML, and who may see them."""

import re
import time
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from kantoor.demo.cast import Cast
from kantoor.documents import documents, files, papers
from kantoor.documents.models import Box, Document, DocumentKind, File, FileRole, Source
from kantoor.einvoices import facts, pdf, reading, validation
from kantoor.kernel import bounded
from kantoor.kernel.ids import uuid7
from kantoor.sharing.models import Level, Share
from kantoor.web.documents import spelling
from tests.einvoices import real, samples
from tests.guards.world import client_of

XML, PDF = "application/xml", "application/pdf"


def brought(cast: Cast, name: str, content: bytes, media_type: str) -> Document:
    """As an upload makes it."""
    found = reading.read(content, media_type)
    kind = facts.kind_of(found.invoice) if found.invoice else DocumentKind.OTHER
    fields = reading.facts_of(found.invoice, Box.RECEIVED) if found.invoice else None
    made = documents.begin(cast.bouw, Box.RECEIVED, kind, Source.UPLOADED, name, by=cast.anna, fields=fields)
    files.keep(made, name, content, media_type)
    for enclosed, its_type, its_bytes in found.attachments:
        files.keep(made, enclosed, its_bytes, its_type, role=FileRole.ATTACHMENT)
    return made


def shown(cast: Cast, document: Document, **asked: Any) -> str:
    answer = client_of(cast.anna).get(reverse("document", args=[document.pk]), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def page_of(file: File, page: int = 1, name: str = "document_page") -> str:
    return reverse(name, args=[file.document_id, file.pk, page])


@pytest.fixture
def letter(cast: Cast) -> Document:
    return brought(cast, "letter.pdf", samples.written_pdf("Dear all", "Kind regards"), PDF)


def test_a_ubl_invoice_is_shown_as_a_page_for_people(cast: Cast) -> None:
    """domain 7.3"""
    text = shown(cast, brought(cast, "vds.xml", samples.ubl(), XML))
    for said in (
        "Van Damme Staalbouw NV",
        "Jansen Bouw BV",
        "Wiedauwkaai 88",
        "Columns",
        "€ 139.15",
        "BE68 5390 0754 7034",
        "BE 0123.456.749",
        "PO-12",
        "20 December 2026",
        "hours.pdf",
        "The sums add up.",
    ):
        assert said in text, said


def test_the_xml_is_shown_laid_out_and_escaped(cast: Cast) -> None:
    made = brought(cast, "vds.xml", samples.ubl(("Thank you.", "&lt;script&gt;alert(1)&lt;/script&gt;")), XML)
    (file,) = [each for each in files.of(made) if each.media_type == XML]
    for text in (shown(cast, made), shown(cast, made, view=file.pk)):
        assert "<script>alert" not in text
        assert "alert(1)" in text
    assert "InvoiceTypeCode" in shown(cast, made, view=file.pk)


def test_a_pdf_is_shown_page_by_page(cast: Cast, letter: Document) -> None:
    """issue 3: in the browser, without plug-in."""
    (file,) = files.of(letter)
    first, second = shown(cast, letter), shown(cast, letter, view=file.pk, page=2)
    assert "1 of 2" in first and page_of(file) in first and 'rel="next" aria-label="Next page" href' in first
    assert "2 of 2" in second and page_of(file, 2) in second and "page=3" not in second


@pytest.mark.parametrize("asked", ["", "0", "-1", "99", "9" * 40, "²", "x"])
def test_any_page_asked_is_one_that_there_is(cast: Cast, letter: Document, asked: str) -> None:
    (file,) = files.of(letter)
    assert re.search(r"[12] of 2", shown(cast, letter, view=file.pk, page=asked))


def test_factur_x_shows_its_invoice_and_its_pages(cast: Cast) -> None:
    made = brought(cast, "re.pdf", samples.pdf(enclosed={"factur-x.xml": samples.cii()}), PDF)
    (file,) = files.of(made)
    assert "Kabel GmbH" in shown(cast, made)
    assert "1 of 1" in shown(cast, made, view=file.pk)
    assert "CrossIndustryInvoice" in shown(cast, made, view="xml")


def test_a_document_without_files_draws_its_invoice(cast: Cast) -> None:
    made = documents.begin(
        cast.bouw, Box.MADE, DocumentKind.INVOICE, Source.CREATED, "Draft", by=cast.anna,
        fields=facts.facts_of(reading.of_xml(samples.ubl()).invoice or pytest.fail(), Box.MADE),
    )  # fmt: skip
    assert "Wiedauwkaai 88" in shown(cast, made)


@pytest.mark.parametrize(
    ("name", "content", "media_type", "says"),
    [
        ("broken.pdf", b"%PDF-1.4", PDF, "damaged"),
        ("list.xlsx", b"PK", "application/vnd.ms-excel", "not shown here"),
        ("other.xml", b"<!DOCTYPE x><x/>", XML, "DTD"),
        ("face.png", b"\x89PNG", "image/png", "face.png"),
    ],
)
def test_what_cannot_be_shown_says_why(
    cast: Cast, name: str, content: bytes, media_type: str, says: str
) -> None:
    assert says in shown(cast, brought(cast, name, content, media_type))


def test_links_of_strangers_lead_nowhere_but_to_the_web(cast: Cast) -> None:
    reference = """<cac:AdditionalDocumentReference><cbc:ID>w</cbc:ID><cac:Attachment><cac:ExternalReference>
      <cbc:URI>javascript:alert(1)</cbc:URI></cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>"""
    before = "<cac:AdditionalDocumentReference><cbc:ID>hours"
    made = brought(cast, "x.xml", samples.ubl((before, reference + before)), XML)
    assert 'href="javascript' not in shown(cast, made)


def test_pages_as_pictures_and_text(cast: Cast, letter: Document) -> None:
    (file,) = files.of(letter)
    anna = client_of(cast.anna)
    drawn = anna.get(page_of(file), {"width": 800})
    assert (drawn.status_code, drawn["Content-Type"], drawn["Cache-Control"]) == (
        200,
        "image/png",
        "private, no-cache",
    )
    again = anna.get(page_of(file), {"width": 800}, headers={"If-None-Match": drawn["ETag"]})
    assert again.status_code == 304
    other = anna.get(page_of(file), headers={"If-None-Match": drawn["ETag"]})
    assert other.status_code == 200  # another width is another picture
    assert "Kind regards" in anna.get(page_of(file, 2, "document_page_text")).content.decode()
    assert anna.get(page_of(file, 3)).status_code == 404


def test_pages_that_nobody_counted_are_counted_once(
    letter: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = files.of(letter)
    file.pages = None
    counted = papers.pages(file)
    monkeypatch.setattr(bounded, "run", None)  # no process is started again
    assert counted == papers.pages(file) == 2


def test_pages_are_for_who_reaches_the_document_at_that_moment(cast: Cast, letter: Document) -> None:
    """domain 7.5, 7.7, 8.1: also for a browser that kept the picture."""
    (file,) = files.of(letter)
    places = [
        page_of(file),
        page_of(file, 1, "document_page_text"),
        page_of(file, 1, "document_page_layer"),
        reverse("document_check", args=[letter.pk]),
    ]
    sara = client_of(cast.sara)
    assert [sara.get(place).status_code for place in places] == [404, 404, 404, 404]
    given = Share.objects.create(
        document=letter, organization=letter.organization, level=Level.VIEW, user=cast.sara
    )
    assert [sara.get(place).status_code for place in places] == [200, 200, 200, 200]
    tag = sara.get(places[0])["ETag"]
    Share.objects.filter(pk=given.pk).end(None)
    assert [sara.get(place).status_code for place in places] == [404, 404, 404, 404]
    assert sara.get(places[0], headers={"If-None-Match": tag}).status_code == 404
    assert [Client().get(place).status_code for place in places] == [302, 302, 302, 302]


def test_the_words_of_a_page_lie_over_its_picture_and_say_only_words(cast: Cast) -> None:
    """Hostile text stays text; numbers are numbers of SVG whatever the language."""
    nasty = brought(cast, "n.pdf", samples.written_pdf("</text><script>alert\\(1\\)</script> & done"), PDF)
    (file,) = files.of(nasty)
    anna = client_of(cast.anna)
    answer = anna.get(page_of(file, 1, "document_page_layer"), headers={"Accept-Language": "nl"})
    said = answer.content.decode()
    assert "<script" not in said and "&lt;/text&gt;&lt;script&gt;alert(1)" in said
    assert re.search(r'viewBox="0 0 595\.00 842\.00"', said)
    assert " style=" not in said and answer["Cache-Control"] == "private, no-cache"
    assert page_of(file, 1, "document_page_layer") in shown(cast, nasty)


def test_a_file_is_found_in_its_own_document_only(cast: Cast, letter: Document) -> None:
    other = brought(cast, "other.pdf", samples.written_pdf("Other"), PDF)
    (file,) = files.of(letter)
    anna = client_of(cast.anna)
    assert anna.get(reverse("document_page", args=[other.pk, file.pk, 1])).status_code == 404
    assert anna.get(reverse("document_page", args=[letter.pk, uuid7(), 1])).status_code == 404
    xml = brought(cast, "vds.xml", samples.ubl(), XML)
    assert anna.get(page_of(files.of(xml)[0])).status_code == 404


def test_the_invoice_is_had_as_a_pdf_that_tells_the_same(cast: Cast) -> None:
    """issue 3: print style sheet, PDF download."""
    made = brought(cast, "vds.xml", samples.ubl(), XML)
    place = reverse("document_drawing", args=[made.pk])
    assert place in shown(cast, made)
    drawn = client_of(cast.anna).get(place)
    assert (drawn.status_code, drawn["Content-Type"]) == (200, PDF)
    text = pdf.text(drawn.content)
    assert "VDS-2026-0871" in text and "139.15" in text
    assert client_of(cast.sara).get(place).status_code == 404


def checked(cast: Cast, document: Document) -> str:
    answer = client_of(cast.anna).get(
        reverse("document_check", args=[document.pk]), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_check_names_rule_place_and_words(cast: Cast) -> None:
    """issue 3: every violation with its rule, place and plain words; sums that are wrong without any extra."""
    wrong = brought(cast, "wrong.xml", samples.ubl(('currencyID="EUR">45.00', 'currencyID="EUR">46.00')), XML)
    assert "Line 1" in shown(cast, wrong)
    text = checked(cast, wrong)
    assert "Line 1" in text and "92.00" in text
    if validation.available():
        assert "PEPPOL-EN16931-R120" in text


def test_the_check_says_what_is_kept_and_when_it_is_off(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    well = brought(cast, "vds.xml", samples.ubl(), XML)
    if validation.available():
        assert "Peppol BIS Billing 3" in checked(cast, well)
    monkeypatch.setattr(validation, "available", lambda: False)
    assert "not installed" in checked(cast, well)


@real.needed
@real.every
def test_every_real_one_has_its_page(cast: Cast, path: Any) -> None:
    made = brought(cast, path.name, path.read_bytes(), XML)
    invoice = reading.of_xml(path.read_bytes()).invoice
    assert invoice is not None
    assert invoice.lines[0].name.split()[0] in shown(cast, made)


def test_a_tag_that_is_cut_off_takes_no_time(cast: Cast) -> None:
    """issue 3: hostile XML is shown within bounded time, whoever sent it."""
    begun = time.monotonic()
    long = spelling.coloured(f"<a>{'b' * (spelling.MOST - 40_000)}<{'c' * 50_000}/></a>")
    assert time.monotonic() - begun < 2
    assert long.startswith("<i>&lt;a</i><b></b><i>&gt;</i>bbb")
    assert spelling.coloured('<a b="c&gt;"/>') == "<i>&lt;a</i><b> b=&quot;c&amp;gt;&quot;/</b><i>&gt;</i>"


GONE = "The bytes of this file are no longer kept."


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("letter.pdf", samples.written_pdf("Dear all"), PDF),
        ("photo.png", b"\x89PNG", "image/png"),
        ("sheet.ods", b"PK", "application/vnd.oasis.opendocument.spreadsheet"),
        ("vds.xml", samples.ubl(), XML),
    ],
)
def test_a_file_whose_bytes_are_lost_is_told(cast: Cast, name: str, content: bytes, media_type: str) -> None:
    document = brought(cast, name, content, media_type)
    file = files.of(document)[0]
    assert GONE not in shown(cast, document, view=str(file.pk))
    storages["documents"].delete(file.stored)
    assert GONE in shown(cast, document, view=str(file.pk))
    assert client_of(cast.anna).get(reverse("document_file", args=[document.pk, file.pk])).status_code == 409


def test_an_invoice_is_shown_from_its_fields_without_its_bytes_and_its_check_says_why_not(cast: Cast) -> None:
    document = brought(cast, "vds.xml", samples.ubl(), XML)
    storages["documents"].delete(files.of(document)[0].stored)
    assert "Wiedauwkaai 88" in shown(cast, document)
    answer = client_of(cast.anna).get(reverse("document_check", args=[document.pk]))
    assert answer.status_code == 200 and GONE in answer.content.decode()


@pytest.mark.parametrize("amount", ["1000000000000.00", "-999999999999999.99"])
def test_an_amount_that_no_list_can_hold_is_unknown_there_and_told(cast: Cast, amount: str) -> None:
    content = samples.ubl(
        (
            '<cbc:PayableAmount currencyID="EUR">139.15</cbc:PayableAmount>',
            f'<cbc:PayableAmount currencyID="EUR">{amount}</cbc:PayableAmount>',
        )
    )
    document = Document.objects.get(pk=brought(cast, "vds.xml", content, XML).pk)
    assert (document.currency, document.amount) == ("", Decimal(0))
    assert "too large to be real" in shown(cast, document)
    listed = client_of(cast.anna).get(reverse("inbox_documents"), {"sort": "-amount", "least": "1"})
    assert listed.status_code == 200
    assert "VDS-2026-0871" in client_of(cast.anna).get(reverse("inbox_documents")).content.decode()


def test_the_largest_amount_is_kept_to_the_cent(cast: Cast) -> None:
    largest = "999999999999.99"
    content = samples.ubl(
        (
            '<cbc:PayableAmount currencyID="EUR">139.15</cbc:PayableAmount>',
            f'<cbc:PayableAmount currencyID="EUR">{largest}</cbc:PayableAmount>',
        )
    )
    document = Document.objects.get(pk=brought(cast, "vds.xml", content, XML).pk)
    assert str(document.amount) == largest
    assert "999,999,999,999.99" in client_of(cast.anna).get(reverse("inbox_documents")).content.decode()
