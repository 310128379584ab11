"""What purging leaves, at both sides of a delivery (domain 4.5, 7.2; docs/decisions/0151)."""

import datetime as dt
import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from kantoor.audit import verifying
from kantoor.audit.models import Entry
from kantoor.delivery import links, sending
from kantoor.delivery.channels import Recipient
from kantoor.delivery.models import Delivery, Link
from kantoor.demo.cast import Cast
from kantoor.documents import documents, duplicates, files, notes, search, statuses, tags
from kantoor.documents.models import Box, Document, File, Status, StatusChange, Tag, Text
from kantoor.inbox.models import Kind, Request, RequestState
from kantoor.invoicing import attachments, drafts
from kantoor.jobs import chores, queue
from kantoor.kernel.clock import now
from kantoor.kernel.errors import NotFound
from kantoor.retention import due, foreseeing, holds, periods, purging
from kantoor.retention.models import What
from kantoor.sharing import shares
from kantoor.sharing.models import Share
from kantoor.sharing.receivers import To
from tests.delivery.conftest import Sent, deliver, make
from tests.documents import hanging
from tests.invoicing.conftest import complete, furnish
from tests.invoicing.test_drafts import holding
from tests.retention.made import delete_bytes, draft, noon, old
from tests.web.organizations.test_pages import signed_in

__all__ = ["deliver"]
LONG_AGO, LATER = dt.date(2015, 1, 1), dt.date(2040, 1, 1)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of now has been kept long enough."""
    monkeypatch.setattr(due, "today", lambda: LATER)


def test_nothing_is_left_in_any_table_nor_in_the_storage(cast: Cast, later: None) -> None:
    """Looks through every table; only the trail still tells what it was."""
    anna, content = cast.actor(cast.anna), b"zwijgplicht;1\n"
    paper = old(cast.bouw, LONG_AGO, number="ZWIJGPLICHT-1", party="Zwijgplicht BV", content=content)
    hanging.act(anna, cast.bouw, paper)
    notes.add(anna, paper.pk, "Zwijgplicht")
    tags.put(anna, paper.pk, "Zwijgplicht")
    shares.give(anna, paper.pk, [To("u", cast.sara.pk)], 1)
    Request.objects.create(
        kind=Kind.ACCESS,
        to_environment=cast.jansen,
        environment=cast.vandijk,
        organization=cast.bouw,
        document=paper,
        asked_by=cast.lin,
        expires_at=now() + dt.timedelta(days=9),
    )
    search.read_files.func(str(paper.pk))
    kept = paper.files.get()
    assert {"documents_document", "documents_note", "documents_tag", "documents_text"} <= holding(
        "zwijgplicht"
    )
    assert purging.purge_due() == 2  # and the draft that was begun beside it
    assert storages["documents"].exists(kept.stored)
    delete_bytes()
    assert not storages["documents"].exists(kept.stored)
    assert holding("zwijgplicht") == {"audit_entry"}
    assert not File.objects.filter(document=paper).exists()
    assert not StatusChange.objects.filter(document=paper).exists()
    assert not Tag.objects.filter(organization=cast.bouw).exists()
    assert Share.objects.get(document=paper).ended_why == "purged"
    assert Request.objects.get(document=paper).state == RequestState.ENDED
    told = Entry.objects.get(action="documents.purged", target_id=paper.pk)
    assert told.details == {
        "kind": "invoice",
        "number": "ZWIJGPLICHT-1",
        "dated_on": "2015-01-01",
        "sha256": [hashlib.sha256(content).hexdigest()],
        "rule": {"what": "invoices", "years": 7, "since": "2015-01-01"},
    }
    assert (told.actor_id, told.credential, told.organization_id) == (None, "system", cast.bouw.pk)
    assert verifying.verify().breaks == []
    for who in (cast.anna, cast.sara):
        assert not documents.visible_to(cast.actor(who)).filter(pk=paper.pk).exists()
    assert purging.purge_due() == 0
    assert search.catch_up() >= 0 and Text.objects.get(document=paper).fields == ""


def test_a_draft_goes_with_its_sheet_and_attachments(cast: Cast) -> None:
    furnish(cast.bouw)
    anna = cast.actor(cast.anna)
    begun = draft(anna, cast.bouw, dt.date(2023, 1, 1))
    drafts.save(anna, begun, complete(note="Zwijgplicht", buyer_name="Zwijgplicht BV"), 1)
    attached = attachments.add(anna, begun, "zwijgplicht.csv", BytesIO(b"zwijgplicht;1\n"), 14)
    assert purging.purge_due() == 0  # saved just now
    drafts.Draft.objects.filter(document=begun).update(saved_at=dt.datetime(2023, 1, 1, tzinfo=dt.UTC))
    assert purging.purge_due() == 1
    delete_bytes()
    assert holding("zwijgplicht") <= {"audit_entry"}
    assert not storages["documents"].exists(attached.stored)


def test_the_other_side_keeps_theirs_and_the_bytes_until_the_last(
    cast: Cast, deliver: Callable[..., Sent], later: None
) -> None:
    """What was delivered is the receiver's too, with a period of their own."""
    sent, received = deliver()
    luc = cast.actor(cast.luc)
    periods.change(luc, cast.zonen, {What.INVOICES: None})
    before = Document.objects.filter(pk=received.pk).values().get()
    stored = list(received.files.values_list("stored", flat=True))
    assert set(stored) == set(sent.files.values_list("stored", flat=True))
    purging.purge_due()
    delete_bytes()
    assert Document.objects.get(pk=sent.pk).purged_at
    assert Document.objects.filter(pk=received.pk).values().get() == before
    assert all(storages["documents"].exists(name) for name in stored)
    assert files.whole(received.files.order_by("id")[0]).startswith(b"%PDF")
    statuses.change(luc, received.pk, Status.APPROVED)
    assert not StatusChange.objects.filter(document=sent).exists()
    assert Document.objects.get(pk=sent.pk).status == sent.status
    periods.change(luc, cast.zonen, {What.INVOICES: 7})
    assert purging.purge_due() == 1
    delete_bytes()
    assert not any(storages["documents"].exists(name) for name in stored)


def test_a_duplicate_of_what_is_gone_stands_by_itself(cast: Cast) -> None:
    """domain 7.4: nothing of the purged one is touched, and the next that comes is a duplicate of what is there."""
    anna = cast.actor(cast.anna)
    known: dict[str, Any] = {"number": "VDS-1", "party": "Van Damme NV"}
    first = old(cast.bouw, LONG_AGO, **known)
    second, third = (old(cast.bouw, LONG_AGO, now().date(), **known) for _one in range(2))
    assert (second.duplicate_of, third.duplicate_of) == (first, first)
    purging.purge_due()
    gone = Document.objects.filter(pk=first.pk).values().get()
    assert gone["purged_at"] and duplicates.original_for(anna, second) is None
    fourth = old(cast.bouw, LONG_AGO, now().date(), **known)
    assert fourth.duplicate_of == second
    assert signed_in(cast.anna).get(reverse("document", args=[third.pk])).status_code == 200
    duplicates.mark_as_original(anna, second)
    second.refresh_from_db()
    assert (second.status, second.duplicate_of) == (Status.RECEIVED, None)
    assert Document.objects.filter(pk=first.pk).values().get() == gone
    assert not StatusChange.objects.filter(document=first).exists()


def test_a_letter_that_was_opened_as_it_went_is_not_there(cast: Cast, later: None) -> None:
    """Who opens a private link while its document is purged finds nothing, and leaves nothing."""
    anna, made = cast.actor(cast.anna), make(cast)
    sending.send(anna, made, Recipient("Zwijgplicht BV"))
    letter = links.opened(links.make(anna, made.pk).rstrip("/").rsplit("/", 1)[-1])
    purging.purge_due()
    with pytest.raises(NotFound):
        links.count(letter)
    assert not StatusChange.objects.filter(document=made).exists()


def test_private_links_and_addresses_go(cast: Cast, later: None) -> None:
    anna, made = cast.actor(cast.anna), make(cast)
    sending.send(anna, made, Recipient("Zwijgplicht BV"))
    address = links.make(anna, Document.objects.get(pk=made.pk))
    path = "/" + address.split("/", 3)[3]
    assert Client().get(path).status_code == 200
    purging.purge_due()
    assert Client().get(path).status_code == 404
    assert not Link.objects.filter(revoked_at=None).exists()
    assert set(Delivery.objects.values_list("to_name", "to_address")) == {("", "")}


def test_the_database_lets_a_fixed_document_be_emptied_once_and_no_other_way(cast: Cast) -> None:
    """domain 7.2; docs/decisions/0065: `purged_at` opens nothing but its own way."""
    paper = old(cast.bouw, LONG_AGO)
    rows = Document.objects.filter(pk=paper.pk)
    for columns in (
        {"purged_at": now(), "number": "X"},
        {"purged_at": now(), "withheld": True, "title": "", "number": "X"},
        {**purging.EMPTY, "dated_on": LATER},
        {**purging.EMPTY, "box": Box.MADE},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**columns)
    purging.purge_due()
    for columns in ({"withheld": False}, {"purged_at": None}, {"title": "Again"}, {"number": "X"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**columns)


def test_the_preview_says_exactly_what_goes(cast: Cast) -> None:
    """Counted and listed beforehand, then done: the same documents; and the chore is one of the worker's."""
    anna, day = cast.actor(cast.anna), due.today()
    gone = [old(cast.bouw, dt.date(2015, 1, n)) for n in range(1, 6)]
    gone += [old(cast.bouw, dt.date(2012, 5, 1), kind=documents.DocumentKind.ORDER)]
    gone += [draft(anna, cast.bouw, day - dt.timedelta(days=800))]
    soon = [old(cast.bouw, dt.date(day.year - 7, 3, 1)), draft(anna, cast.bouw, day - dt.timedelta(days=500))]
    old(cast.bouw, dt.date(day.year - 6, 1, 1))
    held = old(cast.bouw, LONG_AGO)
    holds.place(anna, held, "Wait")
    years = periods.of(cast.bouw)
    found = {one.what: (one.now, one.soon, one.held) for one in foreseeing.counts(cast.bouw, years, day)}
    assert found == {What.INVOICES: (5, 1, 1), What.OTHERS: (1, 0, 0), What.DRAFTS: (1, 1, 0)}
    listed = foreseeing.next_ones(anna, cast.bouw, years, day)
    assert {one.document.pk for one in listed} == {one.pk for one in (*gone, *soon)}
    assert [one.on for one in listed] == sorted(one.on for one in listed)
    assert {one.document.pk for one in listed if one.on == day} == {one.pk for one in gone}
    assert {one.on for one in listed if one.what == What.INVOICES} == {day, dt.date(day.year + 1, 1, 1)}
    chores.run.func("kantoor.retention.purging.purge_due")
    purged = Document.objects.exclude(purged_at=None)
    assert set(purged.values_list("pk", flat=True)) == {one.pk for one in gone}
    assert "kantoor.retention.purging.purge_due" in {one.path for one in chores.CHORES}


def test_many_go_in_batches_and_a_failure_takes_back_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction each: what went before the failure stays gone, what failed is whole, the rest goes next time."""
    monkeypatch.setattr(purging, "SOME", 2)
    papers = [old(cast.bouw, LONG_AGO) for _one in range(5)]
    real, calls = purging._empty, []

    def broken(*_given: object) -> None:
        raise OSError("away")

    def failing(*given: object) -> None:
        calls.append(given)
        if len(calls) == 2:
            broken()
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(purging, "_empty", failing)
    assert purging.purge_due() == 2
    rows = Document.objects.filter(pk__in=[one.pk for one in papers])
    assert (rows.exclude(purged_at=None).count(), rows.filter(title="").count()) == (2, 2)
    monkeypatch.setattr(purging, "_empty", broken)
    with pytest.raises(OSError, match="away"):  # nothing else goes: the worker tries again, and tells
        purging.purge_due()
    other = old(cast.vastgoed, LONG_AGO)
    monkeypatch.setattr(
        purging, "_empty", lambda place, going: broken() if place == cast.bouw else real(place, going)
    )
    assert purging.purge_due() == 1 and Document.objects.get(pk=other.pk).purged_at
    monkeypatch.setattr(purging, "_empty", real)
    assert purging.purge_due() == 3
    Entry.objects.get(target_id=other.pk, action="documents.purged")
    assert Entry.objects.filter(action="documents.purged").count() == 6


def test_a_backlog_of_thousands_goes_round_by_round_the_same_night(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each round is a task that puts the next on the queue, so that others go between; the last finds nothing."""
    monkeypatch.setattr(purging, "SOME", 100)
    monkeypatch.setattr(purging, "ROUND", -1.0)  # one transaction a round
    monkeypatch.setattr(chores, "LONGEST", -1.0)  # one round a task
    places = [cast.bouw, cast.vastgoed, cast.beheer]
    bills = {
        "box": Box.RECEIVED,
        "kind": "invoice",
        "source": "uploaded",
        "status": "received",
        "dated_on": LONG_AGO,
    }
    made_at = noon(LONG_AGO)
    papers = [
        Document(organization=places[n % 3], title=f"Old {n}", made_at=made_at, **bills) for n in range(2_000)
    ]
    Document.objects.bulk_create(papers)
    due_ones = Document.objects.filter(dated_on=LONG_AGO)
    chores.run.enqueue("kantoor.retention.purging.purge_due")
    left, tasks = [due_ones.filter(purged_at=None).count()], 0
    while row := queue.take("a worker"):
        if row.task_path == "kantoor.jobs.chores.run":
            queue.do(row)
            left.append(due_ones.filter(purged_at=None).count())
            tasks += 1
        else:
            row.delete()
    assert left[0] == 2_000 and left[-1] == 0 and sorted(left, reverse=True) == left
    assert 21 <= tasks <= 25
    assert Entry.objects.filter(action="documents.purged").count() == 2_000
