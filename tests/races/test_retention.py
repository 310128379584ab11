"""Purging under other hands: a hold wins or comes too late, and each document goes once."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from kantoor.access import actor as actors
from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.documents.models import Document
from kantoor.kernel.errors import NotFound
from kantoor.organizations.models import Organization
from kantoor.retention import holds, purging
from kantoor.retention.models import Hold
from tests.races.conftest import ROUNDS
from tests.retention.made import old
from tests.threads import threads

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
