"""Invoices changed at random: reading never fails, and what it gives can be kept and shown."""

import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kantoor.documents.models import Box
from kantoor.einvoices import reading
from kantoor.einvoices.invoice import Invoice
from tests.einvoices import real, samples

XML = "application/xml"
SECONDS = 5
SMALL = 100_000  # bytes; the one with the big attachment says nothing more
BASES = [samples.ubl(), samples.credit_note(), samples.order(), samples.cii()] + [
    content for path in real.FILES if len(content := path.read_bytes()) < SMALL
]
TEXTS = (
    "", "0", "-1", "1e9", "NaN", "Infinity", "9" * 40, "0." + "1" * 30, "2026-02-30", "0000-00-00", "9999-12-31",
    "20261131", "\u202e", "<&>", "x" * 30_000, "É" * 50, "true", "EURO",
    "../../etc/passwd", "=1+1",
)  # fmt: skip
patient = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def sound(content: bytes) -> reading.Reading:
    """What came out, which took no time, can be said, and can be kept."""
    begun = time.monotonic()
    found = reading.read(content, XML)
    assert time.monotonic() - begun < SECONDS
    for each in found.problems:
        assert str(each.words)
        str(each.place)
    if found.invoice is not None:
        keepable(found.invoice)
    return found


def keepable(invoice: Invoice) -> None:
    for box in Box:
        kept = reading.facts_of(invoice, box)
        spelled = json.dumps(kept["invoice"])
        assert "\\u0000" not in spelled
        assert Invoice.from_json(json.loads(spelled)) == invoice
        assert "amount" not in kept or abs(kept["amount"]) < 10**16
        assert len(kept["number"]) <= 100 and len(kept["party"]) <= 200 and len(kept["party_number"]) <= 90


@patient
@given(st.sampled_from(BASES), st.randoms(use_true_random=False), st.integers(1, 30))
def test_bytes_changed_anywhere(base: bytes, chance: random.Random, times: int) -> None:
    content = bytearray(base)
    for _each in range(times):
        at = chance.randrange(len(content))
        how = chance.randrange(4)
        if how == 0:
            content[at] = chance.randrange(256)
        elif how == 1:
            del content[at : at + chance.randrange(1, 200)]
        elif how == 2:
            begin = chance.randrange(len(content))
            content[at:at] = content[begin : begin + chance.randrange(1, 300)]
        else:
            content[at:at] = chance.choice(TEXTS).encode()
        if not content:
            break
    found = sound(bytes(content))
    # A byte before its beginning, and it is no XML: that is told.
    assert found.invoice is not None or found.problems


@patient
@given(st.sampled_from(BASES), st.randoms(use_true_random=False), st.integers(1, 20))
def test_elements_changed_moved_and_taken_away(base: bytes, chance: random.Random, times: int) -> None:
    root = etree.fromstring(base)
    for _each in range(times):
        every = [each for each in root.iterdescendants() if isinstance(each.tag, str)]
        if not every:
            break
        one, other = chance.choice(every), chance.choice(every)
        how = chance.randrange(5)
        if how == 0:
            one.text = chance.choice(TEXTS)
        elif how == 1:
            one.getparent().remove(one)
        elif how == 2:
            one.addnext(etree.fromstring(etree.tostring(other, with_tail=False)))
        elif how == 3:
            one.tag = other.tag
        else:
            one.set(chance.choice(["schemeID", "currencyID", "unitCode", "filename"]), chance.choice(TEXTS))
    assert sound(etree.tostring(root)).invoice is not None


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_a_pdf_changed_anywhere(chance: random.Random, times: int) -> None:
    """pdfium may die of it; nobody else does."""
    content = bytearray(samples.pdf(enclosed={"factur-x.xml": samples.cii()}))
    for _each in range(times):
        content[chance.randrange(len(content))] = chance.randrange(256)
    found = reading.read(bytes(content), "application/pdf")
    assert found.invoice is None or found.xml


@pytest.mark.parametrize("base", BASES[:4])
def test_the_unchanged_ones_are_read(base: bytes) -> None:
    assert sound(base).invoice is not None
