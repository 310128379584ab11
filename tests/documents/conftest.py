"""A received invoice of Jansen Bouw, and one sent to De Smet & Zonen."""

import pytest

from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.models import Box, Document, DocumentKind, Source
from tests.delivery.conftest import deliver

__all__ = ["deliver", "invoice"]


@pytest.fixture
def invoice(cast: Cast) -> Document:
    fields = documents.facts(number="VDS-1", party="Van Damme Staalbouw NV")
    return documents.begin(
        cast.bouw,
        Box.RECEIVED,
        DocumentKind.INVOICE,
        Source.UPLOADED,
        "Invoice",
        by=cast.anna,
        fields=fields,
    )
