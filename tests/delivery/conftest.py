"""What Jansen Bouw has made and sends."""

from collections.abc import Callable
from typing import Any

import pytest

from kantoor.delivery import sending
from kantoor.delivery.channels import Recipient
from kantoor.demo.cast import Cast
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source

PDF = b"%PDF-1.7 an invoice"
Sent = tuple[Document, Document]


def make(cast: Cast, number: str = "26-001", **fields: Any) -> Document:
    """An uploaded invoice of Jansen Bouw, not sent yet, with two files."""
    known = documents.facts(number=number, dated_on=documents.Document().dated_on)
    made = documents.begin(
        cast.bouw,
        Box.MADE,
        DocumentKind.INVOICE,
        Source.UPLOADED,
        "Invoice",
        by=cast.anna,
        fields=known | fields,
    )
    files.keep(made, "invoice.pdf", PDF, "application/pdf")
    files.keep(made, "invoice.xml", b"<Invoice/>", "application/xml")
    return made


@pytest.fixture
def made(cast: Cast) -> Document:
    return make(cast)


@pytest.fixture
def deliver(cast: Cast) -> Callable[..., Sent]:
    """Sends from Jansen Bouw to De Smet & Zonen; gives both sides."""

    def do(document: Document | None = None, number: str = "26-001", **fields: Any) -> Sent:
        chosen = document or make(cast, number, **fields)
        sending.send(cast.actor(cast.anna), chosen, Recipient(cast.zonen.name, organization=cast.zonen))
        sent = Document.objects.get(pk=chosen.pk)
        return sent, Document.objects.get(counterpart_id=sent.pk)

    return do
