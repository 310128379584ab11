"""Many writers and several linkers at once: nothing lost, nothing linked twice, no broken link (domain 8.6)."""

import itertools

from django.db import connection

from kantoor.access.action import performing
from kantoor.audit import anchoring, linking, record, verifying
from kantoor.audit.models import Entry, Link, Waiting
from kantoor.demo.cast import Cast
from tests.threads import threads

EACH = 15
_rounds = itertools.count(1)


def test_what_many_write_at_once_is_linked_once_each(stage: Cast, settings: object) -> None:
    """domain 8.6"""
    settings.AUDIT_ANCHORS = []  # type: ignore[attr-defined]
    writers = 12 if connection.vendor == "postgresql" else 4
    mark = f"race.{next(_rounds)}"
    actor = stage.actor(stage.anna)

    def write() -> None:
        for _number in range(EACH):
            with performing():
                record.entry(actor, mark)
                record.entry(actor, mark, environment_id=stage.vandijk.pk)

    def link() -> None:
        for _number in range(EACH):
            linking.all_waiting()

    def anchor() -> None:
        for _number in range(3):
            anchoring.make()

    done = threads(*[write] * writers, link, link, anchor)
    assert [problem for problem in done if problem is not None] == []
    linking.all_waiting()
    written = set(Entry.objects.filter(action=mark).values_list("id", flat=True))
    assert len(written) == 2 * writers * EACH
    assert Link.objects.filter(entry_id__in=written).count() == len(written)
    assert not Waiting.objects.filter(entry_id__in=written).exists()
    assert verifying.verify().breaks == []


def test_an_entry_of_a_transaction_that_ends_late_is_linked_later(stage: Cast) -> None:
    """While it is open, entries with larger ids are linked past it."""
    from threading import Event

    written, go = Event(), Event()
    made: list[Entry] = []

    def slow() -> None:
        with performing():
            made.append(record.entry(stage.actor(stage.anna), "race.slow"))
            record.save([])
            written.set()
            assert go.wait(30)

    def quick() -> None:
        assert written.wait(30)
        if connection.vendor == "postgresql":  # on SQLite a second writer would wait
            with performing():
                record.entry(stage.actor(stage.anna), "race.quick")
            linking.all_waiting()
        go.set()

    assert threads(slow, quick) == [None, None]
    linking.all_waiting()
    assert Link.objects.filter(entry_id=made[0].pk).count() == 1
    assert verifying.verify().breaks == []
