"""The Dashboard tab."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kantoor.demo.cast import Cast
from kantoor.documents import documents
from kantoor.documents.figures import Month
from kantoor.documents.models import Box, DocumentKind, Source
from kantoor.web.dashboard import bars
from tests.guards.world import client_of


def put(cast: Cast, count: int) -> None:
    for number in range(count):
        fields = documents.facts(
            amount=Decimal(100 + number),
            currency="EUR",
            party=f"Party {number}",
            dated_on=timezone.localdate(),
        )
        documents.begin(
            cast.bouw,
            Box.RECEIVED,
            DocumentKind.INVOICE,
            Source.UPLOADED,
            "x",
            by=cast.anna,
            fields=fields,
        )


def test_an_empty_one_says_what_will_be_here(cast: Cast) -> None:
    answer = client_of(cast.anna).get(reverse("organization_dashboard", args=[cast.bouw.pk]))
    assert "No invoices yet" in answer.content.decode()


def test_the_picture_has_its_numbers_in_a_table(cast: Cast) -> None:
    put(cast, 3)
    page = client_of(cast.anna).get(reverse("organization_dashboard", args=[cast.bouw.pk])).content.decode()
    assert 'role="img"' in page
    assert ">303.00<" in page


def test_the_queries_do_not_grow_with_the_documents(cast: Cast) -> None:
    client, counts = client_of(cast.anna), []
    client.get(reverse("organization_dashboard", args=[cast.bouw.pk]))  # the first visit is written down
    for more in (1, 30):
        put(cast, more)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("organization_dashboard", args=[cast.bouw.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("sums", [(0, 0), (5, -3), (-10, -1), (1_234_567, 2)])
def test_any_sums_can_be_drawn(sums: tuple[int, int]) -> None:
    drawn = bars.months([Month(dt.date(2026, 1, 1), Decimal(sums[0]), Decimal(sums[1]))], "EUR")
    assert drawn.count("<rect") == sum(1 for amount in sums if amount)
    assert "nan" not in drawn
    assert 'height="-' not in drawn
