"""The trail as CSV and as JSON lines, oldest first; piece by piece, so that a million entries take little memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from kantoor.audit import canonical, discretion
from kantoor.audit.models import Entry, Link

CHUNK = 1_000
COLUMNS = (
    "at",
    "action",
    "refused",
    "actor_name",
    "subject_name",
    "organization_name",
    "credential",
    "origin",
    "details",
    "private",
    "id",
    "actor_id",
    "subject_id",
    "environment_id",
    "partner_id",
    "organization_id",
    "target_kind",
    "target_id",
)
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


class Audience(NamedTuple):
    """What is left out: where people come from, who acts on the other side of a partnership, words of documents.

    `within`: the organizations whose documents the reader knows by a role; None: all of them.
    """

    origins: bool = True
    environment: UUID | None = None
    within: frozenset[UUID] | None = None


Row = dict[str, Any]
WHOLE = Audience()


def rows(entries: QuerySet[Entry], audience: Audience = WHOLE) -> Iterator[Row]:
    """The entries as values, each with its link if it has one."""
    ordered, last = entries.order_by("id"), None
    while True:
        part = list((ordered.filter(id__gt=last) if last else ordered)[:CHUNK])
        links = {link.entry_id: link for link in Link.objects.filter(entry_id__in=[e.pk for e in part])}
        for entry in part:
            yield _row(discretion.kept(entry, audience.within), links.get(entry.pk), audience)
        if len(part) < CHUNK:
            return
        last = part[-1].pk


def _row(entry: Entry, link: Link | None, audience: Audience) -> Row:
    made: Row = {name: _plain(getattr(entry, name)) for name in COLUMNS}
    made["at"] = entry.at.isoformat()
    if not audience.origins:
        made |= {"origin": "", "private": {}}
    if audience.environment and entry.environment_id != audience.environment:
        made |= {"actor_id": None, "actor_name": "", "origin": "", "private": {}}
    return made | {"link": _linked(link) if link else None}


def _linked(link: Link) -> Row:
    """Enough to compute the hash again (audit.canonical)."""
    return {
        "chain": link.chain_id.hex,
        "number": link.number,
        "at": canonical.moment(link.at),
        "swept": link.swept,
        "actor_seal": bytes(link.actor_seal).hex(),
        "subject_seal": bytes(link.subject_seal).hex(),
        "hash": bytes(link.hash).hex(),
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def as_lines(found: Iterable[Row]) -> Iterator[str]:
    """A JSON object on each line."""
    for row in found:
        yield canonical.ENCODE(row) + "\n"


def as_csv(found: Iterable[Row]) -> Iterator[str]:
    """With a head, and nothing that a spreadsheet would run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*COLUMNS, "link", "hash"])
    for row in found:
        link = row["link"] or {"number": "", "hash": ""}
        writer.writerow([*(_cell(row[name]) for name in COLUMNS), link["number"], link["hash"]])
        if buffer.tell() > CHUNK * 50:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return canonical.ENCODE(value) if value else ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


class Format(NamedTuple):
    write: Callable[[Iterable[Row]], Iterator[str]]
    content_type: str


FORMATS = {
    "csv": Format(as_csv, "text/csv; charset=utf-8"),
    "jsonl": Format(as_lines, "application/x-ndjson"),
}
