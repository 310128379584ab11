"""The figures of the dashboard, reckoned again in plain Python."""

import datetime as dt
from decimal import Decimal
from typing import Any

from kantoor.demo.cast import Cast
from kantoor.documents import documents, figures
from kantoor.documents.models import Box, Document, DocumentKind, Source, Status
from kantoor.kernel.clock import now

TODAY = dt.date(2026, 11, 25)


def put(cast: Cast, box: Box, amount: str, day: dt.date, **more: Any) -> Document:
    party, currency = more.pop("party", "Party"), more.pop("currency", "EUR")
    fields = documents.facts(
        amount=Decimal(amount), currency=currency, dated_on=day, party=party, due_on=more.pop("due_on", None)
    )
    if box == Box.SENT:
        more["sent_at"] = now()
    kind = more.pop("kind", DocumentKind.INVOICE)
    return documents.begin(
        more.pop("organization", cast.bouw),
        box,
        kind,
        Source.UPLOADED,
        "x",
        by=cast.anna,
        fields=fields,
        **more,
    )


def test_an_organization_without_invoices_has_no_figures(cast: Cast) -> None:
    put(cast, Box.RECEIVED, "10", TODAY, organization=cast.vastgoed)
    assert figures.of(cast.bouw, TODAY) is None


def test_months_sum_what_counts_and_take_credit_notes_off(cast: Cast) -> None:
    put(cast, Box.RECEIVED, "100.10", dt.date(2026, 11, 30))
    put(cast, Box.RECEIVED, "30", dt.date(2026, 11, 1), kind=DocumentKind.CREDIT_NOTE)
    put(cast, Box.RECEIVED, "999", dt.date(2026, 11, 2), status=Status.DUPLICATE)
    put(cast, Box.RECEIVED, "999", dt.date(2025, 11, 30))
    put(cast, Box.RECEIVED, "999", dt.date(2026, 11, 2), withheld=True)
    put(cast, Box.SENT, "5", dt.date(2025, 12, 1))
    put(cast, Box.MADE, "999", TODAY)
    found = figures.of(cast.bouw, TODAY)
    assert found is not None
    assert [m.start for m in found.months][0::11] == [dt.date(2025, 12, 1), dt.date(2026, 11, 1)]
    assert [m.incoming for m in found.months] == [0] * 11 + [Decimal("70.10")]
    assert [m.outgoing for m in found.months] == [5] + [0] * 11


def test_the_currency_most_used_is_shown_and_the_others_are_named(cast: Cast) -> None:
    for currency in ("EUR", "EUR", "USD"):
        put(cast, Box.RECEIVED, "10", TODAY, currency=currency)
    found = figures.of(cast.bouw, TODAY)
    assert found is not None
    assert (found.currency, found.others, found.months[-1].incoming) == ("EUR", ["USD"], Decimal(20))


def test_overdue_is_what_is_past_its_date_and_not_paid(cast: Cast) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    put(cast, Box.RECEIVED, "10", dt.date(2026, 10, 1), due_on=yesterday)
    put(cast, Box.RECEIVED, "20", dt.date(2026, 10, 1), due_on=TODAY)
    put(cast, Box.RECEIVED, "40", dt.date(2026, 10, 1), due_on=yesterday, status=Status.PAID)
    put(cast, Box.SENT, "80", dt.date(2026, 10, 1), due_on=yesterday)
    found = figures.of(cast.bouw, TODAY)
    assert found is not None
    assert [(s.box, s.count, s.amount) for s in found.overdue] == [
        ("received", 1, Decimal(10)),
        ("sent", 1, Decimal(80)),
    ]


def test_parties_are_ranked_by_amount_under_one_name(cast: Cast) -> None:
    put(cast, Box.RECEIVED, "10", TODAY, party="Stáál NV")
    put(cast, Box.RECEIVED, "15", TODAY, party="STAAL NV")
    put(cast, Box.RECEIVED, "20", TODAY, party="Hout BV")
    found = figures.of(cast.bouw, TODAY)
    assert found is not None
    assert [(s.name.lower()[-2:], s.count, s.amount) for s in found.suppliers] == [
        ("nv", 2, Decimal(25)),
        ("bv", 1, Decimal(20)),
    ]
