"""Entries come into their chain shortly after they were written, whatever the order (domain 8.6)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from kantoor.access.action import performing
from kantoor.audit import anchoring, canonical, linking, record, verifying
from kantoor.audit.models import INSTALLATION, Anchor, Chain, Entry, Link, Waiting
from kantoor.demo.cast import Cast
from kantoor.kernel.ids import uuid7
from tests.audit.conftest import Write

pytestmark = pytest.mark.django_db


def test_every_entry_waits_until_it_is_linked(write: Write, cast: Cast) -> None:
    entries = write(5)
    assert set(Waiting.objects.values_list("entry_id", flat=True)) >= {entry.pk for entry in entries}
    linking.all_waiting()
    assert not Waiting.objects.exists()
    numbers = Link.objects.filter(chain_id=cast.jansen.pk).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert linking.all_waiting() == 0


def test_each_environment_has_its_own_chain_and_the_installation_one(write: Write, cast: Cast) -> None:
    write()
    with performing():
        record.entry(None, "signups.asked")
        record.entry(cast.actor(cast.eva), "sign-ins.began")
    linking.all_waiting()
    chains = set(Chain.objects.values_list("id", flat=True))
    assert chains >= {cast.jansen.pk, cast.vandijk.pk, INSTALLATION}
    assert verifying.verify().breaks == []


def test_an_entry_that_comes_late_with_a_smaller_id_is_linked_all_the_same(write: Write, cast: Cast) -> None:
    """Its transaction began before those that are linked already, and ended after."""
    early = uuid7()
    write(3)
    linking.all_waiting()
    Entry.objects.create(id=early, action="memberships.added", environment_id=cast.jansen.pk)
    linking.all_waiting()
    assert Link.objects.get(entry_id=early).number == Link.objects.filter(chain_id=cast.jansen.pk).count()
    assert verifying.verify().breaks == []


def test_more_than_a_batch_is_linked_whole(write: Write, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "BATCH", 4)
    monkeypatch.setattr(linking, "_WAITING", linking._WAITING.replace("LIMIT 2000", "LIMIT 4"))
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    for _number in range(10):  # of long ago, as when a chain is begun under an old trail
        Entry.objects.create(action="memberships.added", environment_id=cast.jansen.pk, at=before)
    linking.all_waiting()
    links = Link.objects.filter(chain_id=cast.jansen.pk).order_by("number")
    assert [link.swept for link in links] == [False] * (len(links) - 1) + [True]
    assert verifying.verify().breaks == []


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Entry, {"action": "x"}),
        (Entry, {"actor_name": "x"}),
        (Entry, {"private": {"a": 1}}),
        (Link, {"hash": b"x"}),
        (Link, {"number": 99}),
        (Link, {"actor_salt": b"x"}),
        (Anchor, {"line": "x"}),
        (Chain, {"number": 0}),
    ],
)
def test_the_database_refuses_to_change_the_trail(
    trail: list[Entry], model: type, change: dict[str, object]
) -> None:
    anchoring.make()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**change)  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", [Entry, Link, Anchor, Chain])
def test_the_database_refuses_to_remove_from_the_trail(trail: list[Entry], model: type) -> None:
    anchoring.make()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_the_database_refuses_to_forget_what_waits(write: Write) -> None:
    write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Waiting.objects.all()._raw_delete("default")


def test_the_text_that_is_hashed_is_json_with_sorted_keys(write: Write) -> None:
    """Put together by hand for speed, it must be what the encoder would write."""
    import json

    Entry.objects.create(
        action='a"b',
        actor_name="Zoë \\",
        details={"b": [1, None, True], "a": "é"},
        private={"z": 1, "address": "x"},
    )
    row = canonical.row(Entry.objects.values_list(*canonical.COLUMNS).order_by("-id")[0])
    for text in (row.facts, row.actor, row.subject):
        assert canonical.ENCODE(json.loads(text)) == text
    assert json.loads(row.facts)[-1] == {"a": "é", "b": [1, None, True]}
