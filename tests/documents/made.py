"""Documents for tests, with a line in the trail as actions write it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from kantoor.access.action import performing
from kantoor.accounts.models import User
from kantoor.audit import record
from kantoor.documents import documents, files
from kantoor.documents.models import Box, Document, DocumentKind, Source
from kantoor.organizations.models import Organization


def received(
    organization: Organization,
    number: str,
    party: str = "Van Damme Staalbouw NV",
    *,
    by: User | None = None,
    amount: str = "121.00",
    day: int = 1,
    content: bytes = b"",
    box: Box = Box.RECEIVED,
    **more: Any,
) -> Document:
    """An invoice, with a text file if there is content."""
    fields = documents.facts(
        number=number,
        party=party,
        dated_on=dt.date(2026, 11, day),
        currency="EUR",
        amount=Decimal(amount),
    )
    if box == Box.SENT:
        more["sent_at"] = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
    kind = more.pop("kind", DocumentKind.INVOICE)
    with performing():
        made = documents.begin(
            organization, box, kind, Source.UPLOADED, f"Invoice {number}", by=by, fields=fields, **more
        )
        if content:
            files.keep(made, f"{number}.txt", content, "text/plain")
        record.entry(None, "documents.uploaded", made, organization=organization)
    return made
