"""What hangs on a document carries its organization, always the document's own (docs/scaling.md)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kantoor.delivery import links
from kantoor.demo.cast import Cast
from kantoor.documents import keys
from kantoor.documents.models import Box, Document, Note
from kantoor.invoicing.models import Given
from kantoor.retention import holds
from kantoor.sharing import shares
from kantoor.sharing.receivers import To
from kantoor.uploads import transfers
from kantoor.uploads.models import Transfer
from tests.delivery.conftest import Sent, make
from tests.documents.hanging import astray, hang, loosened, rows

MODELS = [model for model in apps.get_models() if model._meta.db_table in keys.TABLES]


def refusal(text: str, *values: Any) -> str:
    """What the database says to it; empty when it does it."""
    try:
        with transaction.atomic():
            rows(text, *values)
    except DatabaseError as problem:
        return str(problem)
    return ""


def refused(text: str, *values: Any) -> bool:
    return bool(refusal(text, *values))


def value(organization: Any) -> Any:
    return Document._meta.get_field("organization").get_db_prep_value(organization.pk, connection)


def test_who_writes_brings_it_themselves(cast: Cast, deliver: Callable[..., Sent]) -> None:
    """By every door, while the database does not help."""
    with loosened():
        hang(cast)
        deliver()
        for table in keys.TABLES:
            assert rows(f"SELECT count(*) FROM {table}") > [(0,)], table
            assert not astray(table), table


def test_the_version_before_writes_rows_without_it(cast: Cast) -> None:
    """The database knows what to put there (docs/migrations.md)."""
    hang(cast)
    for model in MODELS:
        table = model._meta.db_table
        columns = [str(field.column) for field in model._meta.concrete_fields]
        named = ", ".join(column for column in columns if column != "organization_id")
        before = rows(f"SELECT {named} FROM {table} ORDER BY 1")
        rows(f"CREATE TEMPORARY TABLE old AS SELECT {named} FROM {table}")
        rows(f"DELETE FROM {table}")
        rows(f"INSERT INTO {table} ({named}) SELECT {named} FROM old")
        rows("DROP TABLE old")
        assert rows(f"SELECT {named} FROM {table} ORDER BY 1") == before != []
        assert not astray(table), table


def test_the_database_refuses_any_other(cast: Cast) -> None:
    hang(cast)
    other = value(cast.vastgoed)
    for table in keys.TABLES:
        assert refused(f"UPDATE {table} SET organization_id = %s", other), table
        refused(f"UPDATE {table} SET organization_id = NULL")  # PostgreSQL fills it in again
        assert not astray(table), table


def test_a_row_does_not_come_with_another(cast: Cast) -> None:
    paper = hang(cast)
    Note.objects.create(organization=cast.bouw, document=paper, by=cast.anna, text="Ours")
    with pytest.raises(DatabaseError, match=keys.OTHER), transaction.atomic():
        Note.objects.create(organization=cast.vastgoed, document=paper, by=cast.anna, text="Theirs")


def test_what_always_had_its_organization_is_compared(cast: Cast, deliver: Callable[..., Sent]) -> None:
    """Files, shares, deliveries, links, numbers, holds and transfers: neither come with another nor go to one."""
    anna, (sent, _received) = cast.actor(cast.anna), deliver()
    shares.give(anna, sent.pk, [To("u", cast.sara.pk)], 1)
    links.make(anna, sent.pk)
    holds.place_on_all(anna, cast.bouw, "Of no document")
    holds.place(anna, sent.pk, "Why")
    transfers.begin(anna, cast.bouw, Box.RECEIVED, "a.pdf", 3)
    Transfer.objects.update(document=sent)
    Given.objects.create(organization=cast.bouw, document=sent, number="1", prefix="", suffix="", counter=1)
    make(cast, "26-002")  # its files are not fixed by another trigger as well
    other = value(cast.vastgoed)
    for table in keys.COMPARED:
        model = next(one for one in apps.get_models() if one._meta.db_table == table)
        row = model._default_manager.exclude(document=None).filter(organization=cast.bouw).latest("pk")
        key = Document._meta.pk.get_db_prep_value(row.pk, connection)
        columns = [str(one.column) for one in model._meta.concrete_fields]
        named = ", ".join(columns)
        foreign = ", ".join("%s" if one == "organization_id" else one for one in columns)
        changed = f"UPDATE {table} SET organization_id = %s WHERE id = %s"
        assert keys.OTHER in refusal(changed, other, key), table
        assert not refusal(changed, value(cast.bouw), key), table
        rows(f"CREATE TEMPORARY TABLE aside AS SELECT * FROM {table} WHERE id = %s", key)
        rows(f"DELETE FROM {table} WHERE id = %s", key)
        assert keys.OTHER in refusal(f"INSERT INTO {table} ({named}) SELECT {foreign} FROM aside", other), (
            table
        )
        assert not refusal(f"INSERT INTO {table} ({named}) SELECT {named} FROM aside"), table
        rows("DROP TABLE aside")
        assert not astray(table), table


def test_a_document_stays_with_its_organization(cast: Cast) -> None:
    """Drafts too, which may change otherwise (domain 7.2)."""
    hang(cast)
    for pk in Document.objects.values_list("pk", flat=True):
        one = Document.objects.filter(pk=pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            one.update(organization=cast.vastgoed)
        one.update(organization=cast.bouw)


def test_what_was_there_before_is_filled(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SOME", 1)
    hang(cast)
    with loosened():
        for model in MODELS:
            table = model._meta.db_table
            rows(f"UPDATE {table} SET organization_id = NULL")
            count = len(astray(table))
            fill = keys.Filling(model._meta.app_label, model._meta.model_name or "")
            for _ in range(2):
                assert [fill(apps) for _ in range(count)] == [1] * count
                assert fill(apps) == 0
            assert count and not astray(table)


def test_sqlite_fills_what_came_meanwhile(cast: Cast) -> None:
    """Between the batches and the triggers, which are made at the end; and makes them again when they are old."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's triggers come before the batches")
    hang(cast)
    keys.loosen(connection.alias, plan=["something to migrate"])
    rows("UPDATE documents_note SET organization_id = NULL")
    keys.loosen(connection.alias, plan=[])
    keys.fix(connection.alias)
    assert not astray("documents_note")
    assert refused("UPDATE documents_note SET organization_id = NULL")
    rows("DROP TRIGGER documents_note_stays")
    keys.fix(connection.alias)
    assert refused("UPDATE documents_note SET organization_id = NULL")
    keys.loosen(connection.alias, plan=[])
    assert refused("UPDATE documents_note SET organization_id = NULL")
