"""Finding documents by any part of any word: their numbers, parties, amounts, lines and what their files say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull
from django.utils import timezone
from django_tasks import task

from kantoor.audit.record import Entry
from kantoor.documents import contents
from kantoor.documents.models import Document, Text
from kantoor.kernel.loading import as_id, uuid_of
from kantoor.kernel.prepared import Prepared, ask
from kantoor.kernel.text import fold, words

# So many hits are looked at one by one, and tested for reach; of more common words the list itself is gone through.
MANY = 20_000
FEW = 1_000
SHORTEST = 3  # letters of a trigram
NEAR = 300  # documents of a list in which words are looked for that are all shorter
SOME, FEW_FILES = 200, 20  # documents of one round


class Found:
    """What a search means for a list: a handful of candidates, or a test for each row."""

    def __init__(self, among: list[UUID] | None, where: Q) -> None:
        self.among, self.where = among, where


def search(text: str, most: int | None = None) -> Found:
    """Documents that have every word of the text somewhere; reach decides in the list who sees which.

    `most`: of more hits there is no list, but a test for each row; MANY, if not said.
    """
    wanted = words(text)
    if not wanted:
        return Found(None, Q())
    among = _few(wanted, MANY if most is None else most)
    return Found(None, saying(*wanted)) if among is None else Found(among, Q())


def short(text: str) -> bool:
    """Whether all its words are too short for the index: they are looked for in the newest documents alone."""
    wanted = words(text)
    return bool(wanted) and all(len(word) < SHORTEST for word in wanted)


def having(text: str, keys: list[UUID]) -> list[UUID]:
    """Those of these documents that have every word."""
    wanted = {f"word{n}": word for n, word in enumerate(words(text))}
    rows = _having(tuple(wanted)).tuples(keys=keys, **wanted) if keys else []
    return [as_id(row[0]) for row in rows]


@cache
def _having(names: tuple[str, ...]) -> Prepared[UUID]:
    def found(keys: list[UUID], **wanted: str) -> QuerySet[Any, UUID]:
        rows = Text.objects.filter(document_id__among=keys)
        for word in wanted.values():
            rows = rows.filter(Q(fields__contains=word) | Q(files__contains=word))
        return rows.values_list("document_id", flat=True)

    return Prepared(found, names, texts=names, lists=("keys",))


def saying(*wanted: str) -> Q:
    """A row has each of these words."""
    rows = Text.objects.filter(document_id=OuterRef("pk"))
    for word in wanted:
        rows = rows.filter(Q(fields__contains=word) | Q(files__contains=word))
    # Not EXISTS, for which PostgreSQL would read all texts there are beforehand.
    said = Subquery(rows.values_list(Value(1))[:1], IntegerField())
    return Q(IsNull(said, False))


@dataclass(frozen=True)
class Newest:
    """The newest hits of a search, newest first; `behind`: there are more, and where in the index they begin."""

    keys: list[UUID]
    behind: int | None = None

    def settles(self, found: Sequence[UUID]) -> bool:
        """Whether no other hit can be newer than the last of these that were found among them."""
        if self.behind is None or connection.vendor != "sqlite":
            return True
        # Texts are nearly always written in the order of their documents, so little is looked at.
        later = "SELECT 1 FROM documents_text WHERE document_id > %s AND +id <= %s LIMIT 1"
        return not ask(later, [found[-1].hex, self.behind])


def newest(text: str, most: int) -> Newest | None:
    """So many of the hits by the index; None if no word is long enough for it."""
    wanted = words(text)
    if not any(len(word) >= SHORTEST for word in wanted):
        return None
    if connection.vendor == "sqlite":
        return _by_trigrams(wanted, most)
    found = _matching(Text.objects.order_by("-document_id"), wanted, most)
    return Newest(found[:most], 0 if len(found) > most else None)


def _few(wanted: Sequence[str], most: int) -> list[UUID] | None:
    """All hits by the index; None if they are more, or if no word is long enough for it."""
    if not any(len(word) >= SHORTEST for word in wanted):
        return None
    if connection.vendor == "sqlite":
        near = _by_trigrams(wanted, most)
        return near.keys if near.behind is None else None
    found = _matching(Text.objects.all(), wanted, most)
    return None if len(found) > most else found


def _matching(rows: QuerySet[Text], wanted: Sequence[str], most: int) -> list[UUID]:
    for word in wanted:
        rows = rows.filter(Q(fields__contains=word) | Q(files__contains=word))
    return list(rows.values_list("document_id", flat=True)[: most + 1])


def _by_trigrams(wanted: Sequence[str], most: int) -> Newest:
    """Out of so many by FTS5, those that have the short words too.

    It goes along its list from the end and stops after many: the most common word costs no more.
    """
    long = [word for word in wanted if len(word) >= SHORTEST]
    short = [f"%{connection.ops.prep_for_like_query(word)}%" for word in wanted if len(word) < SHORTEST]
    query = " AND ".join('"{}"'.format(word.replace('"', '""')) for word in long)
    one = "(t.fields LIKE %s ESCAPE '\\' OR t.files LIKE %s ESCAPE '\\')"
    text = (
        f"SELECT t.document_id, f.rowid, {' AND '.join([one] * len(short)) or 1}"
        " FROM (SELECT rowid FROM documents_found WHERE documents_found MATCH %s ORDER BY rowid DESC LIMIT %s) f"
        " JOIN documents_text t ON t.id = f.rowid"
    )
    rows = ask(text, [*(word for word in short for _ in range(2)), query, most + 1])
    found = [uuid_of(key) for key, _place, fits in rows[:most] if fits]
    return Newest(sorted(found, reverse=True), rows[most][1] if len(rows) > most else None)


def note(entries: Iterable[Entry]) -> None:
    """Called at the end of every action: what its documents are found by follows them (access.action.AFTERWARDS)."""
    ids = {entry.target_id for entry in entries if entry.target_kind == "document" and entry.target_id}
    if ids:
        write([pk for pk in ids if pk])


def write(ids: Sequence[UUID]) -> int:
    """Write down the words of these documents anew; their files are read later, by the worker. How many changed."""
    known = {text.document_id: text for text in Text.objects.filter(document_id__in=ids)}
    rows = Document.objects.filter(pk__in=ids)
    fresh = [(row, fold(" ".join(_said(row)))[:20_000]) for row in rows]
    new = [
        Text(organization_id=row.organization_id, document=row, fields=said)
        for row, said in fresh
        if row.pk not in known
    ]
    changed = [known[row.pk] for row, said in fresh if row.pk in known and known[row.pk].fields != said]
    for text, said in ((known[row.pk], said) for row, said in fresh if row.pk in known):
        text.fields = said
    Text.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    Text.objects.bulk_update(changed, ["fields"], batch_size=500)
    for text in new:
        read_files.enqueue(str(text.document_id))
    return len(new) + len(changed)


def _said(document: Document) -> list[str]:
    """Everything that somebody may remember of it."""
    amount = f"{document.amount:.2f}" if document.currency else ""
    said = [document.title, document.number, document.party, document.party_number]
    return [*said, amount, amount.replace(".", ","), *_lines(document.invoice)]


def _lines(value: Any) -> list[str]:
    """The texts of an invoice, wherever they stand in it."""
    if isinstance(value, dict):
        return [text for key, one in value.items() if key != "attachments" for text in _lines(one)]
    if isinstance(value, list):
        return [text for one in value for text in _lines(one)]
    return [value] if isinstance(value, str) and not value.startswith("data:") else []


@task()
def read_files(document_id: str) -> None:
    """Put what the files of a document say beside its fields. Withheld ones are read once they are let go."""
    document = Document.objects.filter(pk=document_id, withheld=False).first()
    if document is None:
        return
    said = fold(contents.of(document))[: contents.MOST]
    there = Text.objects.filter(document=document, document__withheld=False)  # not discarded meanwhile
    there.update(files=said, files_read_at=timezone.now())


def catch_up() -> int:
    """Chore: documents that no action named, and files that were withheld when they came. How many."""
    missing = list(Document.objects.filter(text=None).order_by("-pk").values_list("pk", flat=True)[:SOME])
    with transaction.atomic():
        done = write(missing)
    unread = Text.objects.filter(files_read_at=None, document__withheld=False)
    late = list(
        unread.exclude(document__in=missing).order_by("-pk").values_list("document_id", flat=True)[:FEW_FILES]
    )
    for pk in late:
        read_files.func(str(pk))
    return done + len(late)
