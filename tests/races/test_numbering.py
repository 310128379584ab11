"""Invoices sent at the same moment: every number once, none left out."""

from collections.abc import Callable
from functools import partial

from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.audit import record
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.invoicing import drafts, numbering
from kantoor.invoicing.models import Given
from kantoor.organizations.models import Organization
from tests.threads import threads

ROUNDS, AT_ONCE = 15, 6


def send(actor: Actor, document: Document, fails: bool) -> str:
    """What sending does with the number; some sendings fail after it."""
    with performing():
        record.entry(actor, "drafts.finished", document, organization=document.organization)
        number = numbering.assign(document)
        if fails:
            raise ZeroDivisionError
        return number


def test_parallel_sendings_give_each_number_once_and_skip_none(
    stage: Cast, firm: Callable[[], Organization]
) -> None:
    anna, house = stage.actor(stage.anna), firm()
    given: list[str] = []
    for round_ in range(ROUNDS):
        made = [drafts.begin(anna, house) for _ in range(AT_ONCE)]
        results = threads(*[partial(send, anna, one, at == round_ % AT_ONCE) for at, one in enumerate(made)])
        assert sum(isinstance(result, ZeroDivisionError) for result in results) == 1
        given += [result for result in results if isinstance(result, str)]
    assert len(given) == ROUNDS * (AT_ONCE - 1)
    counters = Given.objects.filter(organization=house).order_by("counter").values_list("counter", flat=True)
    assert list(counters) == list(range(1, len(given) + 1))
    assert len(set(given)) == len(given)


def test_two_people_saving_at_once_never_overwrite_each_other(
    stage: Cast, firm: Callable[[], Organization]
) -> None:
    anna, house = stage.actor(stage.anna), firm()
    for _round in range(ROUNDS):
        made = drafts.begin(anna, house)
        sheets = [drafts.blank(house, "invoice") for _ in range(3)]
        for at, sheet in enumerate(sheets):
            sheet.note = f"from {at}"
        saves = [partial(drafts.save, anna, made.pk, sheet, 1, str(at)) for at, sheet in enumerate(sheets)]
        results = threads(*saves)
        assert sorted(type(result).__name__ for result in results) == ["Overtaken", "Overtaken", "Saved"]
        won = next(at for at, result in enumerate(results) if isinstance(result, drafts.Saved))
        assert drafts.sheet_of(Document.objects.get(pk=made.pk)).note == f"from {won}"
