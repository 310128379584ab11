"""Whether the trail is what was written: the first broken place of each chain, and of the anchors (domain 8.6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from kantoor.audit import anchors, canonical, erasure, linking
from kantoor.audit.anchors import Broken, Read
from kantoor.audit.models import INSTALLATION, Anchor, Chain, Link

CHUNK = 10_000
# An act's transaction is over long before this; what claims to be older than the links before it was put in later.
LATEST = dt.timedelta(hours=1)

_LINKS = f"""
SELECT l.number, l.entry_id, l.at, l.swept, l.actor_salt, l.actor_seal, l.subject_salt, l.subject_seal, l.hash,
{canonical.select("e")} FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
WHERE l.chain_id = %s AND l.number > %s ORDER BY l.number LIMIT {CHUNK}
"""
_UNLINKED = """
SELECT e.id FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.entry_id = e.id)
AND NOT EXISTS (SELECT 1 FROM audit_waiting w WHERE w.entry_id = e.id) ORDER BY e.id LIMIT 1
"""
_GONE = """
SELECT w.entry_id, w.chain_id FROM audit_waiting w WHERE NOT EXISTS
(SELECT 1 FROM audit_entry e WHERE e.id = w.entry_id) ORDER BY w.entry_id LIMIT 1
"""


@dataclass(frozen=True)
class Break:
    """The first place at which something does not hold; `chain` None: not in one chain."""

    chain: UUID | None
    number: int | None
    what: str
    entry: str = ""

    def __str__(self) -> str:
        where = {None: "Trail", INSTALLATION: "Installation"}.get(self.chain, f"Environment {self.chain}")
        place = f", link {self.number}" if self.number else ""
        return f"{where}{place}{f', entry {UUID(self.entry)}' if self.entry else ''}: {self.what}"


@dataclass
class Report:
    """What was looked at, and what was found."""

    chains: int = 0
    entries: int = 0
    anchors: int = 0
    breaks: list[Break] = field(default_factory=list)


def verify(copies: Iterable[tuple[str, list[str]]] = (), trust: Iterable[str] | None = None) -> Report:
    """Link what waits, then look at everything. `copies`: names and lines of the files of anchors outside."""
    linking.all_waiting()
    report, anchored = Report(), _Anchored()
    _anchors(report, anchored, list(copies), trust)
    erased = erasure.answered()
    heads = {chain.pk: chain for chain in Chain.objects.all()}
    linked = set(Link.objects.order_by().values_list("chain_id", flat=True).distinct())
    for chain in sorted({*heads, *linked, *map(UUID, anchored.heads)}):
        walk = _Walk(chain, anchored.heads.get(chain.hex, {}), erased)
        report.breaks += walk.first_break(heads.get(chain))
        report.entries += walk.number
        report.chains += 1
    report.breaks += _loose()
    return report


class _Anchored:
    """Chain → number → hash and anchor, from the database and every copy."""

    def __init__(self) -> None:
        self.heads: dict[str, dict[int, tuple[str, int]]] = defaultdict(dict)

    def take(self, found: Iterable[Read]) -> None:
        for anchor in found:
            for chain, (number, digest) in anchor.heads.items():
                self.heads[chain].setdefault(number, (digest, anchor.number))


def _anchors(
    report: Report, anchored: _Anchored, copies: list[tuple[str, list[str]]], trust: Iterable[str] | None
) -> None:
    """Every file for itself, then against the database's own."""
    lines = list(Anchor.objects.order_by("number").values_list("line", flat=True))
    kept = _read("the database", lines, report, trust)
    for name, outside in copies:
        copy = _read(name, outside, report, trust)
        anchored.take(copy)
        report.breaks += _against(name, copy, kept)
        report.anchors = max(report.anchors, len(copy))
    anchored.take(kept)
    report.anchors = max(report.anchors, len(kept))


def _read(name: str, lines: list[str], report: Report, trust: Iterable[str] | None) -> list[Read]:
    """The anchors before the first broken one."""
    found: list[Read] = []
    try:
        for anchor in anchors.read(lines, trust):
            found.append(anchor)
    except Broken as problem:
        report.breaks.append(Break(None, None, f"anchors in {name}: {problem}"))
    return found


def _against(name: str, copy: list[Read], kept: list[Read]) -> list[Break]:
    for outside, inside in zip(copy, kept, strict=False):
        if outside.line != inside.line:
            return [Break(None, None, f"anchor {outside.number} in {name} is another than in the database")]
    if len(copy) > len(kept):
        return [Break(None, None, f"anchor {len(kept) + 1} stands in {name} and is gone from the database")]
    return []


class _Walk:
    """Along one chain, until something does not hold."""

    def __init__(self, chain: UUID, anchored: dict[int, tuple[str, int]], erased: erasure.Answered) -> None:
        self.chain, self.anchored, self.erased = chain, anchored, erased
        self.number, self.hash, self.oldest = 0, b"", ""

    def first_break(self, head: Chain | None) -> list[Break]:
        for row in self._rows():
            what = self._wrong(row)
            if what:
                return [Break(self.chain, self.number + 1, what, canonical.key(row[1]) or "")]
            self.number += 1
        return self._cut(head)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        while True:
            with connection.cursor() as cursor:
                cursor.execute(_LINKS, [linking.adapted(self.chain), self.number])
                rows = cursor.fetchall()
            yield from rows
            if len(rows) < CHUNK:
                return

    def _wrong(self, found: tuple[Any, ...]) -> str:
        """What is wrong with the next link; empty if nothing is."""
        number, _entry, at, swept, actor_salt, actor_seal, subject_salt, subject_seal, kept = found[:9]
        if number != self.number + 1:
            return f"links {self.number + 1} to {number - 1} were removed"
        if found[9] is None:
            return "the entry was removed"
        row, linked = canonical.row(found[9:]), canonical.moment(at)
        seals = bytes(actor_seal), bytes(subject_seal)
        place = (self.chain.hex, number, linked, bool(swept))
        if canonical.link(self.hash, place, row, *seals) != bytes(kept):
            return "the entry was changed, put in or moved after it was written"
        personal = self._personal(row, (bytes(actor_salt), bytes(subject_salt)), seals)
        if personal:
            return personal
        if row.at < self.oldest:
            return f"the entry says {row.at}, and was not there long after"
        self.hash = bytes(kept)
        if swept:
            self.oldest = canonical.moment(dt.datetime.fromisoformat(f"{linked}+00:00") - LATEST)
        return self._unlike_anchor(number)

    def _personal(self, row: canonical.Row, salts: tuple[bytes, bytes], seals: tuple[bytes, bytes]) -> str:
        if (
            canonical.seal(salts[0], row.actor) == seals[0]
            and canonical.seal(salts[1], row.subject) == seals[1]
        ):
            return ""
        persons, parts = erasure.persons(row), (row.actor, row.subject)
        for part, salt, seal, person in zip(parts, salts, seals, persons, strict=True):
            if not salt and part in erasure.BLANK:
                if not self.erased.covers(person, row.id):
                    return "names were blanked without an erasure in the trail"
            elif canonical.seal(salt, part) != seal:
                return "names or personal details were changed after it was written"
        return ""

    def _unlike_anchor(self, number: int) -> str:
        digest, anchor = self.anchored.get(number, ("", 0))
        if anchor and digest != self.hash.hex():
            return f"the chain was rewritten: anchor {anchor} says otherwise"
        return ""

    def _cut(self, head: Chain | None) -> list[Break]:
        """Whether the end is where it has been."""
        beyond = [number for number in self.anchored if number > self.number]
        if beyond:
            anchor = self.anchored[max(beyond)][1]
            what = f"the end was cut off: anchor {anchor} knows {max(beyond)} links, there are {self.number}"
            return [Break(self.chain, self.number + 1, what)]
        if head is not None and head.number > self.number:
            return [
                Break(self.chain, self.number + 1, f"the end was cut off: there were {head.number} links")
            ]
        if head is None and self.number:
            return [Break(self.chain, None, "the record of the chain's end was removed")]
        return []


def _loose() -> list[Break]:
    """Entries that no link and no row of what waits knows, and rows that wait for an entry that is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLINKED)
        unlinked = cursor.fetchone()
        cursor.execute(_GONE)
        gone = cursor.fetchone()
    found = []
    if unlinked:
        found.append(
            Break(None, None, "the entry was put in past the chain", canonical.key(unlinked[0]) or "")
        )
    if gone:
        chain = UUID(canonical.key(gone[1]))
        found.append(
            Break(chain, None, "the entry was removed before it was linked", canonical.key(gone[0]) or "")
        )
    return found
