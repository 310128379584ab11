"""Filling the keys of what hangs on documents, while somebody holds some of the rows (docs/migrations.md)."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from kantoor.backups import postgresql
from kantoor.documents import keys
from tests.documents.hanging import astray, rows

TABLE = "documents_statuschange"


@pytest.fixture
def emptied(committed_db: None) -> Iterator[int]:
    """As they are when the column is new; how many."""
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time on SQLite")
    rows(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_keyed, ALTER COLUMN organization_id DROP NOT NULL")
    rows(f"UPDATE {TABLE} SET organization_id = NULL")
    yield rows(f"SELECT count(*) FROM {TABLE}")[0][0]
    rows(f"ALTER TABLE {TABLE} ENABLE TRIGGER {TABLE}_keyed")
    rows(f"UPDATE {TABLE} SET organization_id = NULL WHERE organization_id IS NULL")
    rows(f"ALTER TABLE {TABLE} ALTER COLUMN organization_id SET NOT NULL")


def test_it_waits_for_nobody_and_comes_back(emptied: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SOME", emptied // 3)
    monkeypatch.setattr(keys, "PAUSE", 0)
    fill = transaction.atomic(keys.Filling("documents", "statuschange").__call__)
    with psycopg.connect(postgresql.address()) as other:
        other.execute(f"SELECT 1 FROM {TABLE} ORDER BY id DESC LIMIT 2 FOR UPDATE".encode())
        for _ in range(10):
            assert fill(apps) > 0
        assert len(astray(TABLE)) == 2
    while fill(apps):
        pass
    assert not astray(TABLE) and rows(f"SELECT count(*) FROM {TABLE}") == [(emptied,)]
