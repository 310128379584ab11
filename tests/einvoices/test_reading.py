"""UBL, CII and Factur-X become the same invoice; the real ones read as they are (domain 7.3)."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from kantoor.documents.models import Box, DocumentKind
from kantoor.einvoices import arithmetic, facts, reading
from kantoor.einvoices.invoice import Identifier, Invoice
from kantoor.einvoices.reading import Reading
from tests.einvoices import real, samples

XML, PDF = "application/xml", "application/pdf"


def said(found: Reading) -> list[str]:
    return [f"{each.place}: {each.words}" for each in found.problems]


def invoice_of(content: bytes) -> Invoice:
    found = reading.read(content, XML)
    assert found.invoice is not None, said(found)
    assert said(found) == []
    return found.invoice


def test_a_ubl_invoice_is_read_into_its_fields() -> None:
    """domain 7.3"""
    got = invoice_of(samples.ubl())
    assert (got.number, got.issued_on, got.due_on) == (
        "VDS-2026-0871",
        dt.date(2026, 11, 20),
        dt.date(2026, 12, 20),
    )
    assert (got.seller.name, got.seller.registration) == (
        "Van Damme Staalbouw NV",
        Identifier("0123456749", "0208"),
    )
    assert (got.buyer.address.postal_code, got.buyer.vat) == ("3532 AD", "NL000099998B57")
    assert [(one.quantity, one.price, one.net, one.vat_rate) for one in got.lines] == [
        (Decimal(2), Decimal("45.00"), Decimal("90.00"), Decimal(21)),
        (Decimal(1), Decimal("25.00"), Decimal("25.00"), Decimal(21)),
    ]
    assert (got.totals.net, got.totals.vat, got.totals.payable) == (
        Decimal("115.00"),
        Decimal("24.15"),
        Decimal("139.15"),
    )
    assert [(one.kind, one.id) for one in got.references] == [("order", "PO-12")]
    assert got.payments[0].account == "BE68539007547034"


def test_a_credit_note_names_what_it_corrects() -> None:
    got = invoice_of(samples.credit_note())
    assert got.is_credit_note
    assert [(one.kind, one.id, one.issued_on) for one in got.references if one.kind == "preceding"] == [
        ("preceding", "VDS-2026-0800", dt.date(2026, 10, 1))
    ]
    assert got.due_on == dt.date(2026, 12, 24)
    assert facts.kind_of(got) == DocumentKind.CREDIT_NOTE


def test_an_order_has_number_parties_and_date() -> None:
    got = invoice_of(samples.order())
    assert facts.kind_of(got) == DocumentKind.ORDER
    kept = reading.facts_of(got, Box.RECEIVED)
    assert (kept["number"], kept["dated_on"], kept["party"]) == (
        "PO-12",
        dt.date(2026, 10, 2),
        "Jansen Bouw BV",
    )


def test_cii_and_factur_x_are_the_same_invoice() -> None:
    plain = invoice_of(samples.cii())
    assert (plain.number, plain.due_on, plain.seller.address.city) == ("RE-77", dt.date(2026, 12, 20), "Köln")
    assert (plain.lines[0].unit, plain.lines[0].net, plain.totals.payable) == (
        "MTR",
        Decimal("50.00"),
        Decimal("59.50"),
    )
    carried = reading.read(samples.pdf(enclosed={"factur-x.xml": samples.cii()}), PDF)
    assert carried.invoice == plain
    assert carried.xml == samples.cii()


def test_a_pdf_without_an_invoice_is_no_problem() -> None:
    found = reading.read(samples.pdf(enclosed={"notes.xml": samples.cii()}), PDF)
    assert (found.invoice, found.xml, found.problems) == (None, b"", [])


def test_kinds_that_hold_no_invoice_are_left_alone() -> None:
    assert reading.read(b"\x89PNG", "image/png") == Reading()


def test_an_envelope_is_opened() -> None:
    inside = samples.ubl().split(b"?>", 1)[1]
    wrapped = (
        b'<StandardBusinessDocument xmlns="urn:sbdh"><Header/>' + inside + b"</StandardBusinessDocument>"
    )
    assert invoice_of(wrapped).number == "VDS-2026-0871"


def test_other_xml_is_named_and_kept_as_a_file() -> None:
    found = reading.read(b"<Waybill/>", XML)
    assert found.invoice is None
    assert "Waybill" in str(found.problems[0].words)


def test_extensions_and_what_is_unknown_are_passed_by() -> None:
    extension = (
        '<ext:UBLExtensions xmlns:ext="urn:ext"><ext:UBLExtension><x xmlns="urn:x">1</x></ext:UBLExtension>'
        "</ext:UBLExtensions><cbc:CustomizationID>"
    )
    assert invoice_of(samples.ubl(("<cbc:CustomizationID>", extension))) == invoice_of(samples.ubl())


def test_what_is_embedded_comes_out_under_a_safe_name_with_its_own_type() -> None:
    """domain 7.3: the name cannot lead out of a folder, the type is that of the bytes."""
    found = reading.read(samples.ubl(('mimeCode="application/pdf"', 'mimeCode="text/html"')), XML)
    assert found.attachments == [("hours.pdf", "application/pdf", samples.ENCLOSED)]
    assert found.invoice is not None
    described = found.invoice.attachments[0]
    assert (described.id, described.description, described.index) == ("hours", "Hours", 0)


def test_a_damaged_attachment_is_told_and_left_out() -> None:
    found = reading.read(samples.ubl((">JVBER", ">!!!!")), XML)
    assert found.attachments == []
    assert ["attachment" in str(each.place) for each in found.problems] == [True]
    assert found.invoice is not None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ((">45.00<", ">45,00<"), "line 1, price"),
        ((">2026-11-20<", ">20-11-2026<"), "date"),
        ((">139.15</cbc:Pay", ">1e999999</cbc:Pay"), "totals, amount to pay"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(change: tuple[str, str], place: str) -> None:
    found = reading.read(samples.ubl(change), XML)
    assert found.invoice is not None
    assert str(found.problems[0].place) == place


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            ('<cbc:PayableAmount currencyID="EUR">139.15', '<cbc:PayableAmount currencyID="EUR">140.15'),
            "totals",
        ),
        (
            (
                '<cbc:TaxAmount currencyID="EUR">24.15</cbc:TaxAmount>\n    <cac',
                '<cbc:TaxAmount currencyID="EUR">24.16</cbc:TaxAmount>\n    <cac',
            ),
            "VAT breakdown",
        ),
        (('currencyID="EUR">45.00', 'currencyID="EUR">46.00'), "line 1"),
        (
            ("<cbc:Percent>21</cbc:Percent>\n        <cac", "<cbc:Percent>6</cbc:Percent>\n        <cac"),
            "VAT breakdown, row 1",
        ),
    ],
)
def test_sums_that_do_not_add_up_are_flagged(change: tuple[str, str], place: str) -> None:
    """domain 7.2"""
    found = reading.read(samples.ubl(change), XML)
    assert place in [str(each.place) for each in found.problems]


def test_what_the_list_shows_of_an_invoice() -> None:
    got = invoice_of(samples.ubl())
    incoming, outgoing = reading.facts_of(got, Box.RECEIVED), reading.facts_of(got, Box.SENT)
    assert (incoming["party"], incoming["party_number"]) == ("Van Damme Staalbouw NV", "kbo:0123456749")
    assert (outgoing["party"], outgoing["party_number"]) == ("Jansen Bouw BV", "kvk:12345678")
    assert (incoming["currency"], incoming["amount"]) == ("EUR", Decimal("139.15"))
    assert Invoice.from_json(json.loads(json.dumps(incoming["invoice"]))) == got


@real.needed
@real.every
def test_every_real_one_is_read_and_its_totals_are_right(path: Path) -> None:
    """issue 3: all files go in, totals right. Lines that do not add up are as wrong as Peppol's R120 finds them."""
    found = reading.read(path.read_bytes(), XML)
    assert found.invoice is not None
    got = found.invoice
    assert got.number and got.issued_on and got.currency and got.seller.name and got.buyer.name and got.lines
    assert list(arithmetic.totals(got)) + list(arithmetic.vat(got)) == []
    kept = reading.facts_of(got, Box.RECEIVED)
    assert kept["amount"] == got.totals.payable
    assert Invoice.from_json(json.loads(json.dumps(kept["invoice"]))) == got


# number; date; due; currency; to pay; VAT; supplier; its number; lines; of which do not add up
SPOT = """
BIS3_Invoice_negativ:
12345; 2019-01-25; 2019-02-24; DKK; -782179.43; -156435.89; Company A; peppol:0184:DK12345678; 1; 0
FT_G2G_TD01_con_Allegato__Bonifico_e_Split_Payment:
1316/85; 2020-02-13; ; EUR; 1246.00; 274.12; Azienda Unita Sanitaria Locale di Reggio Emilia; peppol:0201:UF6WX8; 1; 0
guide-example1:
12115118; 2015-01-09; 2015-01-09; EUR; 250.33; 20.73; De Koksmaat; vat:NL820098395B01; 20; 1
ubl-tc434-creditnote1:
018304 / 28865; 2019-09-23; ; EUR; 100.11; 0.00; My Supplier Company; peppol:0201:0000000196; 1; 0
issue116:
2018210; 2018-02-08; 2018-03-07; SEK; 830; 130; SÄLJARNAMNET; peppol:0007:1234567890; 4; 0
Norwegian-example-1:
TOSL108; 2013-06-30; 2013-07-20; NOK; 802.00; 365.28; The Sellercompany ASA; peppol:0192:123456785; 5; 0
base-example:
Snippet1; 2017-11-13; 2017-12-01; EUR; 1656.25; 331.25; SupplierOfficialName Ltd; ; 2; 0
base-negative-inv-correction:
Correction1; 2017-11-13; 2017-12-01; EUR; -1656.25; -331.25; SupplierOfficialName Ltd; ; 2; 0
GR-base-example-correct:
061828591|01/10/2020|0|1.1|0|1; 2020-10-01; 2020-12-01; EUR; 1656.25; 331.25; SupplierOfficialName Ltd; ; 2; 0
"""
SPOTS = re.findall(r"^(\S+):\n(.*)$", SPOT, re.M)


@real.needed
@pytest.mark.parametrize(("name", "told"), SPOTS)
def test_spot_values_of_real_ones(name: str, told: str) -> None:
    found = reading.read(real.content(name), XML)
    assert found.invoice is not None
    got, kept = found.invoice, reading.facts_of(found.invoice, Box.RECEIVED)
    shown = (
        *(got.number, got.issued_on, got.due_on or "", got.currency, got.totals.payable, got.totals.vat),
        *(kept["party"], kept["party_number"], len(got.lines), len(found.problems)),
    )
    assert [str(each) for each in shown] == told.split("; ")


@real.needed
def test_what_real_ones_bring_along() -> None:
    """One carries a PDF of 2.4 MB; one calls a text a PDF."""
    (big,) = reading.read(real.content("FT_G2G_TD01_con_Allegato__Bonifico_e_Split_Payment"), XML).attachments
    assert (big[0], big[1], len(big[2])) == ("mappatura_ubl_sdi.pdf", PDF, 2464230)
    (hours,) = reading.read(real.content("Norwegian-example-1"), XML).attachments
    assert (hours[0], hours[1]) == ("Hours-spent.csv", "text/csv")


@real.needed
def test_the_references_of_a_real_one() -> None:
    found = reading.read(real.content("sales-order-example"), XML)
    assert found.invoice is not None
    assert ("sales_order", "123456") in [(one.kind, one.id) for one in found.invoice.references]
    assert facts.kind_of(found.invoice) == DocumentKind.INVOICE  # an invoice that names a sales order
