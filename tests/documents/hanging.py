"""What hangs on a document, a row of each kind through its own door; and the database without its help."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from kantoor.access.actor import Actor
from kantoor.demo.cast import Cast
from kantoor.documents import keys, marks, notes, statuses, tags
from kantoor.documents.models import Document, Status
from kantoor.invoicing import drafts
from kantoor.organizations.models import Organization
from kantoor.uploads import scanning
from tests.documents import made


def hang(cast: Cast) -> Document:
    """On a document of Jansen Bouw, by Anna; and a draft of hers."""
    paper = made.received(cast.bouw, "VDS-1")
    act(cast.actor(cast.anna), cast.bouw, paper)
    scanning.ask(paper)
    return paper


def act(anna: Actor, place: Organization, paper: Document) -> None:
    tags.put(anna, paper.pk, "Oost")
    notes.add(anna, paper.pk, "Looks right")
    marks.note_opened(anna, paper)
    marks.set_read(anna, [paper.pk], read=False)
    marks.set_read(anna, [paper.pk])
    statuses.change(anna, paper.pk, Status.UNDER_REVIEW)
    drafts.begin(anna, place)


def rows(text: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall()) if cursor.description else []


def astray(table: str) -> list[tuple[Any, ...]]:
    """Rows without the organization of their document."""
    differs = "t.organization_id IS NULL OR t.organization_id <> d.organization_id"
    return rows(f"SELECT 1 FROM {table} t JOIN {keys.PARENT} d ON d.id = t.document_id WHERE {differs}")


@contextmanager
def loosened() -> Iterator[None]:
    """Within a test's transaction: what does not bring its organization stays without it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            keys._drop(cursor)
        yield
        keys.fix(connection.alias)
        return
    _each("DISABLE TRIGGER {0}_keyed, ALTER COLUMN organization_id DROP NOT NULL")
    yield
    _each("ENABLE TRIGGER {0}_keyed, ALTER COLUMN organization_id SET NOT NULL")


def _each(change: str) -> None:
    rows("SET CONSTRAINTS ALL IMMEDIATE")
    for table in keys.TABLES:
        rows(f"ALTER TABLE {table} {change.format(table)}")
    rows("SET CONSTRAINTS ALL DEFERRED")
