"""Purging under other hands: a hold wins or comes too late, and each document goes once."""

import datetime as dt
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from kantoor.access import actor as actors
from kantoor.audit import record
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document, Note
from kantoor.jobs import chores
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Organization
from kantoor.retention import holds, purging
from kantoor.retention.models import Hold
from kantoor.uploads import scanning
from kantoor.uploads.clamd import Answer, Word
from kantoor.uploads.models import Scan
from tests.races.conftest import ROUNDS
from tests.retention.made import noon, old
from tests.threads import threads
from tests.workers import until, worker

LONG_AGO = dt.date(2015, 1, 1)
Firm = Callable[[], Organization]


def test_a_hold_that_is_placed_while_the_job_runs_is_kept_to(firm: Firm, stage: Cast) -> None:
    """On the document or on everything: if it stands, nothing of it went; if it went first, the hold is told so."""
    anna = actors.of(stage.anna.pk)
    assert anna is not None
    place = firm()
    for round_ in range(max(ROUNDS // 10, 4)):
        paper = old(place, LONG_AGO)
        on_it = partial(holds.place, anna, paper.pk, "Wait")
        on_all = partial(holds.place_on_all, anna, place.pk, "Wait")
        went, held = threads(partial(purging.purge, place.pk), on_it if round_ % 2 else on_all)
        gone = Document.objects.get(pk=paper.pk).purged_at is not None
        assert isinstance(went, int) and gone == bool(went), (went, held)
        if round_ % 2:
            assert isinstance(held, NotFound if gone else Hold), (went, held)
        for one in Hold.objects.live().filter(organization=place):
            holds.lift(anna, one)
        purging.purge(place.pk)


def test_two_workers_purge_each_once(firm: Firm, stage: Cast) -> None:
    for _round in range(max(ROUNDS // 20, 3)):
        place = firm()
        papers = [old(place, LONG_AGO) for _one in range(5)]
        went = threads(*[partial(purging.purge, place.pk)] * 3)
        assert sorted(went) == [0, 0, 5]
        told = Entry.objects.filter(action="documents.purged", organization_id=place.pk)
        assert sorted(map(str, told.values_list("target_id", flat=True))) == [str(one.pk) for one in papers]


ACTS = ("documents.purged", "documents.scanned")


@pytest.mark.parametrize("first", ACTS)
def test_a_scan_that_settles_while_its_document_is_purged(
    firm: Firm, stage: Cast, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """Whichever has the document first; the other waits, and finds it gone or lets it go with the rest."""
    place, inside, really = firm(), threading.Event(), record.entry

    def slow(actor: Any, act: str, *args: Any, **more: Any) -> Any:
        if act == first:
            inside.set()
            time.sleep(0.4)  # the other comes meanwhile, and waits
        return really(actor, act, *args, **more)

    monkeypatch.setattr(record, "entry", slow)
    paper, found = _waiting(place, stage)
    purge = partial(purging.purge, place.pk)
    settle = partial(scanning._settle, found, Answer(Word.CLEAN))
    early, late = (purge, settle) if first == ACTS[0] else (settle, purge)
    went = threads(early, lambda: inside.wait(10) and late())
    assert [one for one in went if isinstance(one, Exception)] == []
    assert _told(paper) == (
        ["documents.purged"] if first == ACTS[0] else ["documents.scanned", "documents.purged"]
    )


def test_scans_and_purging_at_the_same_moment(firm: Firm, stage: Cast) -> None:
    place = firm()
    for round_ in range(max(ROUNDS // 20, 4)):
        paper, found = _waiting(place, stage)
        word = Word.INFECTED if round_ % 2 else Word.CLEAN
        went = threads(
            partial(purging.purge, place.pk), partial(scanning._settle, found, Answer(word, "Eicar"))
        )
        assert went == [1, None]
        assert _told(paper)[-1] == "documents.purged"


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(firm: Firm, stage: Cast) -> None:
    """kill -9: each document is whole or gone, and the next worker takes it up from there."""
    DBTaskResult.objects.all().delete()
    place = firm()
    told = {
        "box": "received",
        "kind": "order",
        "source": "uploaded",
        "status": "received",
        "dated_on": LONG_AGO,
    }
    papers = [
        Document(organization=place, title=f"Old {n}", made_at=noon(LONG_AGO), **told) for n in range(1_500)
    ]
    Document.objects.bulk_create(papers)
    Note.objects.bulk_create(
        [Note(organization=place, document=one, by=stage.anna, text="Why") for one in papers], batch_size=500
    )
    mine = Document.objects.filter(organization=place)
    chores.run.enqueue("kantoor.retention.purging.purge_due")
    with worker() as first:
        until(lambda: mine.exclude(purged_at=None).exists())
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    for one in (0, 1):
        gone = set(mine.exclude(purged_at=None).values_list("pk", flat=True))
        entries = Entry.objects.filter(action="documents.purged", organization_id=place.pk)
        assert sorted(map(str, entries.values_list("target_id", flat=True))) == sorted(map(str, gone))
        noted = set(Note.objects.filter(organization=place).values_list("document_id", flat=True))
        assert noted == {paper.pk for paper in papers} - gone
        assert set(mine.filter(title="").values_list("pk", flat=True)) == gone
        assert (len(gone) == len(papers)) is bool(one)
        if not one:
            with worker():
                until(lambda: not mine.filter(purged_at=None).exists())


def _waiting(place: Organization, stage: Cast) -> tuple[Document, Scan]:
    """A withheld document that has been kept long enough."""
    paper = old(place, LONG_AGO, withheld=True)
    Document.objects.filter(pk=paper.pk).update(made_by=stage.anna)
    Scan.objects.create(organization=place, document=paper)
    return paper, Scan.objects.select_related("document__organization").get(pk=paper.pk)


def _told(paper: Document) -> list[str]:
    """What the trail says became of it; it is gone, whatever the scanner said."""
    paper.refresh_from_db()
    assert paper.purged_at and paper.withheld and not Scan.objects.filter(pk=paper.pk).exists()
    rows = Entry.objects.filter(target_id=paper.pk).exclude(action="documents.uploaded")
    return list(rows.order_by("id").values_list("action", flat=True))
