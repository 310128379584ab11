"""Taking a person's name out of the trail without breaking it (docs/privacy.md).

What is personal in an entry is hashed apart, with a salt. Erasing blanks it and the salt: the seal stays, and nobody can
guess from it what stood there. The erasure is an entry too, and `verify` takes no blank for granted that none covers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kantoor.audit import linking
from kantoor.audit.canonical import Row
from kantoor.audit.models import Entry, Link

PERSON, ADDRESS = "erasures.person", "erasures.address"
SOME = 500
BLANK = ('["",""]', '["",{}]')


@dataclass(frozen=True)
class Answered:
    """The requests that were answered: people, and entries that held an address of somebody without account."""

    people: frozenset[str]
    entries: frozenset[str]

    def covers(self, person: str | None, entry: str) -> bool:
        return person in self.people or entry in self.entries


def answered() -> Answered:
    """What the trail says was erased."""
    people = Entry.objects.filter(action=PERSON, refused=False).values_list("subject_id", flat=True)
    entries = Entry.objects.filter(action=ADDRESS, refused=False).values_list("details", flat=True)
    return Answered(
        frozenset(pk.hex for pk in people if pk),
        frozenset(entry for details in entries for entry in details.get("entries", ())),
    )


def persons(row: Row) -> tuple[str | None, str | None]:
    """Whose the two personal parts of an entry are; without actor, the origin is the subject's."""
    return row.actor_id or row.subject_id, row.subject_id


def blank_person(person: UUID) -> int:
    """Blank everything that names the person, as who acted and as whom it concerned. How many entries."""
    linking.all_waiting()
    acted = Entry.objects.filter(Q(actor_id=person) | Q(actor_id=None, subject_id=person))
    concerned = Entry.objects.filter(subject_id=person)
    _blank_actor(acted)
    _blank_subject(concerned)
    return Entry.objects.filter(Q(actor_id=person) | Q(subject_id=person)).count()


def with_address(addresses: Iterable[str]) -> list[UUID]:
    """The entries that hold an address and concern nobody with an account."""
    held = Q()
    for address in addresses:
        held |= Q(private__address=address)
    rows = Entry.objects.filter(held, subject_id=None) if held else Entry.objects.none()
    return list(rows.order_by("id").values_list("id", flat=True))


def blank_entries(entries: list[UUID]) -> None:
    """Blank the personal details of these entries."""
    linking.all_waiting()
    for start in range(0, len(entries), SOME):
        _blank_subject(Entry.objects.filter(pk__in=entries[start : start + SOME]))


def _blank_actor(rows: QuerySet[Entry]) -> None:
    Link.objects.filter(entry_id__in=rows.values("pk")).update(actor_salt=b"")
    rows.update(actor_name="", origin="")


def _blank_subject(rows: QuerySet[Entry]) -> None:
    Link.objects.filter(entry_id__in=rows.values("pk")).update(subject_salt=b"")
    rows.update(subject_name="", private={})
