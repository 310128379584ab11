"""E-invoices that come in are read into fields, with the files inside them (domain 7.3)."""

import base64
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

from kantoor.access.actor import Actor
from kantoor.demo.cast import Cast
from kantoor.documents import files
from kantoor.documents.models import Box, DocumentKind, FileRole
from kantoor.uploads.intake import take_in
from tests.einvoices import real
from tests.einvoices import samples as invoices


def test_a_ubl_invoice_is_read_and_its_attachment_kept_beside(cast: Cast, anna: Actor) -> None:
    content = invoices.ubl()
    made = take_in(anna, cast.bouw, Box.RECEIVED, "in.xml", io.BytesIO(content))
    assert (made.kind, made.number, made.currency) == (DocumentKind.INVOICE, "VDS-2026-0871", "EUR")
    assert (made.amount, made.due_on) == (Decimal("139.15"), dt.date(2026, 12, 20))
    assert made.party
    assert made.invoice is not None
    assert made.invoice["number"] == "VDS-2026-0871"
    original, attachment = files.of(made)
    assert b"".join(files.portion(original)) == content
    assert (attachment.role, attachment.name) == (FileRole.ATTACHMENT, "hours.pdf")
    assert attachment.media_type == "application/pdf"
    assert b"".join(files.portion(attachment)) == invoices.ENCLOSED
    assert [each["index"] for each in made.invoice["attachments"]] == [0]


def test_credit_notes_and_orders_are_told_apart(cast: Cast, anna: Actor) -> None:
    for content, kind in (
        (invoices.credit_note(), DocumentKind.CREDIT_NOTE),
        (invoices.order(), DocumentKind.ORDER),
    ):
        assert take_in(anna, cast.bouw, Box.RECEIVED, "in.xml", io.BytesIO(content)).kind == kind


def test_an_invoice_inside_a_pdf_is_read(cast: Cast, anna: Actor) -> None:
    content = invoices.pdf(enclosed={"factur-x.xml": invoices.cii()})
    made = take_in(anna, cast.bouw, Box.RECEIVED, "in.pdf", io.BytesIO(content))
    assert made.kind == DocumentKind.INVOICE
    assert made.number
    assert files.of(made)[0].media_type == "application/pdf"


def test_an_attachment_that_could_run_stays_inside_its_invoice(cast: Cast, anna: Actor) -> None:
    page = base64.b64encode(b"<html><script>alert(1)</script>").decode()
    content = invoices.ubl((base64.b64encode(invoices.ENCLOSED).decode(), page))
    made = take_in(anna, cast.bouw, Box.RECEIVED, "in.xml", io.BytesIO(content))
    assert [file.role for file in files.of(made)] == [FileRole.ORIGINAL]
    assert made.invoice is not None
    assert [each["index"] for each in made.invoice["attachments"]] == [None]


@real.needed
@real.every
def test_every_real_one_comes_in(cast: Cast, anna: Actor, path: Path) -> None:
    made = take_in(anna, cast.bouw, Box.RECEIVED, path.name, io.BytesIO(path.read_bytes()))
    assert made.kind != DocumentKind.OTHER
    assert made.number
    assert made.party
