"""Whatever the form produces is a valid EN 16931 and Peppol invoice, and reads back as what was written."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kantoor.documents.models import DocumentKind
from kantoor.einvoices import reading, ubl_writing, validation
from kantoor.einvoices.invoice import Address, Attachment, Identifier, Invoice, Party
from kantoor.einvoices.totals import CENT, reckon
from kantoor.invoicing import copying, making, taxes
from kantoor.invoicing.making import make
from kantoor.invoicing.sheets import Extra, Row, Sheet

DUTCH = Party(
    name="Jansen Bouw BV",
    endpoint=Identifier("68120930", "0106"),
    registration=Identifier("68120930", "0106"),
    vat="NL000099998B57",
    address=Address("Vleutensevaart 35", city="Utrecht", postal_code="3532 AD", country="NL"),
)
BELGIAN = Party(
    name="De Smet & Zonen NV",
    endpoint=Identifier("0403170701", "0208"),
    registration=Identifier("0403170701", "0208"),
    vat="BE0403170701",
    legal_form="NV",
    address=Address("Kouter 1", city="Gent", postal_code="9000", country="BE"),
)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40
).filter(lambda text: text.strip() and any(letter.isalnum() for letter in text))
CENTS = st.decimals(0, 99999, places=2).map(str)
QUANTITIES = st.decimals(0, 9999, places=3).map(str)
PRICES = st.decimals(0, 99999, places=4).map(str)
SHARES = st.decimals(0, 100, places=2).map(lambda share: f"{share}%")
BUYERS = st.sampled_from(
    [
        {"buyer_country": "NL", "buyer_number": "24301964", "buyer_vat": "NL000099998B57"},
        {"buyer_country": "NL", "buyer_number": "00000001003214345000", "buyer_vat": ""},
        {"buyer_country": "BE", "buyer_vat": "BE0403170701", "buyer_number": ""},
        {"buyer_country": "BE", "buyer_number": "0403.170.701", "buyer_vat": ""},
        {"buyer_country": "DE", "buyer_vat": "DE136695976", "buyer_number": ""},
        {"buyer_country": "US", "buyer_vat": "", "buyer_number": "", "buyer_email": "ap@customer.example"},
        {"buyer_country": "NL", "buyer_vat": "", "buyer_number": ""},
    ]
)


@st.composite
def sheets(draw: st.DrawFn, country: str) -> Sheet:
    """Everything the form can hold that is complete."""
    codes = st.sampled_from([code for code, _words in taxes.choices(country)])
    rows = st.builds(
        Row,
        name=WORDS,
        description=st.just("") | WORDS,
        quantity=QUANTITIES,
        unit=st.sampled_from(["C62", "HUR", "XBX", "MTK"]),
        price=PRICES,
        discount=st.just("") | SHARES | CENTS,
        vat=codes,
    )
    extras = st.builds(
        Extra, sort=st.sampled_from(["allowance", "charge"]), reason=WORDS, amount=CENTS | SHARES, vat=codes
    )
    kind = draw(st.sampled_from([DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE]))
    day = draw(DAYS)
    return Sheet(
        kind=kind.value,
        issued_on=day.isoformat(),
        due_on=(day + dt.timedelta(days=draw(st.integers(0, 90)))).isoformat(),
        currency=draw(st.sampled_from(["EUR", "USD"])),
        buyer_name=draw(WORDS),
        buyer_street=draw(WORDS),
        buyer_city=draw(WORDS),
        buyer_postal_code="1000 AA",
        buyer_reference=draw(WORDS),
        order_reference=draw(st.just("") | WORDS),
        contract_reference=draw(st.just("") | WORDS),
        preceding_number="2026-0001" if kind == DocumentKind.CREDIT_NOTE else draw(st.just("") | WORDS),
        preceding_on=draw(st.just("") | DAYS.map(str)),
        delivered_on=day.isoformat(),
        account="NL91ABNA0417164300",
        account_name=draw(st.just("") | WORDS),
        note=draw(st.just("") | WORDS),
        terms=draw(st.just("") | WORDS),
        lines=draw(st.lists(rows, min_size=1, max_size=5)),
        extras=draw(st.lists(extras, max_size=3)),
        **draw(BUYERS),  # type: ignore[arg-type]
    )


needs_rules = pytest.mark.skipif(not validation.available(), reason="the extra `validation` is not installed")


def written(data: st.DataObject, seller: Party) -> Invoice | None:
    sheet = data.draw(sheets(seller.address.country))
    made = make(sheet, seller, "2026-0042")
    return None if made.problems else made.invoice


def tell(seller: Party, sheet: Sheet) -> list[str]:
    return [problem.field for problem in make(sheet, seller, "1").problems]


@needs_rules
@pytest.mark.parametrize("seller", [DUTCH, BELGIAN], ids=["NL", "BE"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_invoice_of_the_form_is_valid_and_reads_back(seller: Party, data: st.DataObject) -> None:
    invoice = written(data, seller)
    if invoice is None:
        return
    xml = ubl_writing.write(invoice)
    wrong = [one for one in validation.check(xml) if one.fatal]
    assert wrong == []
    back = reading.read(xml, "application/xml").invoice
    assert back == invoice


@needs_rules
@pytest.mark.parametrize("kind", ["380", "381"])
@pytest.mark.parametrize("code", [code for code, _words in taxes.choices("NL")])
def test_an_attachment_travels_inside(code: str, kind: str) -> None:
    sheet = Sheet(
        kind="invoice" if kind == "380" else "credit_note",
        issued_on="2026-11-20",
        due_on="2026-12-20",
        buyer_name="X",
        buyer_street="Y",
        buyer_city="Gent",
        buyer_postal_code="9000",
        buyer_country="BE",
        buyer_vat="BE0403170701",
        buyer_reference="r",
        preceding_number="1",
        delivered_on="2026-11-19",
        account="NL91ABNA0417164300",
        lines=[Row("a", price="10", vat=code)],
    )
    made = make(sheet, DUTCH, "1")
    assert made.problems == []
    carried = replace(
        made.invoice, attachments=[Attachment("1", "photo", name="a.png", media_type="image/png", index=0)]
    )
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    xml = ubl_writing.write(carried, [picture])
    assert [one for one in validation.check(xml) if one.fatal] == []
    assert picture in [content for _name, _kind, content in reading.read(xml, "application/xml").attachments]


@settings(max_examples=60, deadline=None)
@given(sheets("NL"))
def test_amounts_add_up_to_the_cent(sheet: Sheet) -> None:
    invoice = make(sheet, DUTCH, "1").invoice
    totals = invoice.totals
    assert totals.lines == sum(line.net for line in invoice.lines)
    assert totals.net == totals.lines - totals.allowances + totals.charges
    assert totals.gross == totals.net + totals.vat == totals.payable
    assert totals.vat == sum(row.amount for row in invoice.vat)
    assert sum((row.base for row in invoice.vat), Decimal(0)) == totals.net
    assert all(
        value == value.quantize(CENT) for value in (totals.lines, totals.net, totals.vat, totals.payable)
    )
    assert reckon(invoice) == invoice


def test_half_a_cent_goes_up() -> None:
    sheet = Sheet(
        lines=[
            Row("a", quantity="1", price="0.105", vat="S21"),
            Row("b", quantity="-1", price="0.105", vat="S21"),
        ]
    )
    assert [line.net for line in make(sheet, DUTCH).invoice.lines] == [Decimal("0.11"), Decimal("-0.11")]


@settings(max_examples=40, deadline=None)
@given(sheets("BE"))
def test_a_copy_of_what_was_made_comes_to_the_same(sheet: Sheet) -> None:
    class House:
        country = "BE"

    first = make(sheet, BELGIAN, "1")
    again = make(copying.sheet_of(first.invoice, House()), BELGIAN, "1")  # type: ignore[arg-type]
    if not first.problems:
        assert again.problems == []
        ours, theirs = again.invoice.totals, first.invoice.totals
        # A discount below nothing comes back as a charge.
        assert ours.charges - ours.allowances == theirs.charges - theirs.allowances
        assert (ours.net, ours.vat, ours.payable) == (theirs.net, theirs.vat, theirs.payable)
        assert again.invoice.vat == first.invoice.vat


def test_what_cannot_be_sent_is_told_field_by_field() -> None:
    blank = Sheet(
        lines=[Row(name="a", quantity="x", price="", discount="101%", vat="S7")], buyer_country="XX"
    )
    fields = set(tell(DUTCH, blank))
    assert {
        "line_quantity:0",
        "line_price:0",
        "line_discount:0",
        "line_vat:0",
        "buyer_country",
        "buyer_name",
    } <= fields
    assert {"issued_on", "account", "due_on"} <= fields
    assert set(making.make(blank, DUTCH).told(whole=False)) == {
        "line_quantity:0",
        "line_discount:0",
        "line_vat:0",
        "buyer_country",
    }
