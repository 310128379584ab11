"""Taking lists out: as CSV, and the files as a ZIP with a manifest. Both are made while they are sent.

Every page of a list, and every file of a ZIP, is asked through reach at the moment it is sent.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from kantoor.access import documents as reached
from kantoor.access.action import performing
from kantoor.access.actor import Actor
from kantoor.audit import record
from kantoor.documents import files
from kantoor.documents.models import Document, File
from kantoor.kernel.errors import DomainError
from kantoor.organizations.models import Organization

# A cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
LONGEST, LONGEST_ENDING = 100, 10
MARK = "\ufeff"  # tells Excel that this is UTF-8


class Sheet:
    """CSV a row at a time; semicolons and decimal commas where the person's spreadsheet expects them."""

    def __init__(self) -> None:
        self.european = (get_language() or "").startswith("nl")
        self._writer = csv.writer(self, delimiter=";" if self.european else ",", lineterminator="\r\n")
        self._line = ""

    def write(self, text: str) -> None:
        self._line += text

    def row(self, cells: Iterable[Any]) -> str:
        self._line = ""
        self._writer.writerow(cells)
        return self._line

    def number(self, value: object) -> str:
        return str(value).replace(".", ",") if self.european else str(value)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(actor: Actor, rows: Iterable[Document]) -> Iterator[str]:
    """The list, however long it is."""
    sheet = Sheet()
    with _recorded(actor, "csv") as sent:
        yield MARK + sheet.row(_head())
        for row in rows:
            sent(row.organization)
            yield sheet.row(_cells(row, sheet))


def _head() -> list[str]:
    return [
        _("Organization"),
        _("Kind"),
        _("Number"),
        _("Title"),
        _("Date"),
        _("Due"),
        _("Other side"),
        _("Their number"),
        _("Currency"),
        _("Amount"),
        _("Status"),
        _("Came"),
        _("Id"),
    ]


def _cells(row: Document, sheet: Sheet) -> list[str]:
    text = [row.organization.name, str(row.get_kind_display()), row.number, row.title]
    days = [row.dated_on.isoformat(), row.due_on.isoformat() if row.due_on else ""]
    amount = sheet.number(row.amount) if row.currency else ""
    other = [row.party, row.party_number, row.currency]
    rest = [str(row.get_status_display()), row.made_at.isoformat(timespec="seconds"), str(row.pk)]
    return [*map(safe, text), *days, *map(safe, other), amount, *map(safe, rest)]


def as_zip(actor: Actor, rows: Iterable[Document]) -> Iterator[bytes]:
    """The files of the documents, and a manifest with the SHA-256 of what was really sent."""
    archive, sheet, names = ZipStream(compress_type=ZIP_STORED), Sheet(), Names()
    manifest = [MARK + sheet.row(_manifest_head())]
    with _recorded(actor, "zip") as sent:
        for row in rows:
            if reached.level_on(actor.user_id, row.pk) is None:
                continue
            sent(row.organization)
            kept = files.of(row)
            folder = called(row)
            for file in kept:
                name = names.unique(f"{folder}/{tidy(file.name)}" if len(kept) > 1 else _alone(folder, file))
                stream = Stream(
                    file, "" if not row.withheld else _("waits for the virus scanner, or holds a virus")
                )
                if not stream.problem:
                    archive.add(stream, name)
                    yield from archive.all_files()
                manifest.append(sheet.row(_manifest_row(row, file, name, stream, sheet)))
        archive.add("".join(manifest).encode(), names.unique("manifest.csv"))
        yield from archive.finalize()


class Stream:
    """The bytes of a file as they are sent; what was promised and what was sent can be compared."""

    def __init__(self, file: File, problem: str = "") -> None:
        self.file, self.digest, self.size, self.problem = file, hashlib.sha256(), 0, problem

    def __iter__(self) -> Iterator[bytes]:
        try:
            with files.opened(self.file) as content:
                while chunk := content.read(files.CHUNK):
                    self.digest.update(chunk)
                    self.size += len(chunk)
                    yield chunk
        except (OSError, DomainError):
            self.problem = _("could not be read")

    @property
    def remark(self) -> str:
        if self.problem or self.digest.hexdigest() == self.file.sha256:
            return self.problem
        return _("is not what was kept")


class Names:
    """No two names alike, also for those who see no difference between A and a."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def unique(self, name: str) -> str:
        while True:
            self._used[name.lower()] += 1
            turn = self._used[name.lower()]
            if turn == 1:
                return name
            stem, dot, ending = name.rpartition(".")
            name = f"{stem} ({turn}){dot}{ending}" if dot and "/" not in ending else f"{name} ({turn})"


def tidy(name: str) -> str:
    """A name that every system takes, and that leads nowhere."""
    plain = UNSAFE.sub("_", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    kept = (
        f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
        if dot and len(ending) <= LONGEST_ENDING
        else plain[:LONGEST]
    )
    kept = kept.strip(" .") or "file"
    return f"_{kept}" if RESERVED.match(kept.partition(".")[0]) else kept


def called(row: Document) -> str:
    """VDS-2026-0871 Van Damme Staalbouw NV."""
    return tidy(f"{row.number or row.title} {row.party}".strip())


def _alone(folder: str, file: File) -> str:
    _stem, dot, ending = tidy(file.name).rpartition(".")
    return f"{folder}.{ending}" if dot else folder


def _manifest_head() -> list[str]:
    return [
        _("File"),
        "SHA-256",
        _("Bytes"),
        _("Organization"),
        _("Number"),
        _("Other side"),
        _("Date"),
        _("Currency"),
        _("Amount"),
        _("Status"),
        _("Id"),
        _("Remark"),
    ]


def _manifest_row(row: Document, file: File, name: str, stream: Stream, sheet: Sheet) -> list[str]:
    amount = sheet.number(row.amount) if row.currency else ""
    text = [row.organization.name, row.number, row.party]
    rest = [str(row.get_status_display()), str(row.pk), stream.remark]
    return [
        safe(name),
        stream.digest.hexdigest(),
        str(stream.size),
        *map(safe, text),
        row.dated_on.isoformat(),
        row.currency,
        amount,
        *rest,
    ]


@contextmanager
def _recorded(actor: Actor, form: str) -> "Iterator[Callable[[Organization], None]]":
    """Write into the trail that an export began, and at its end what went out, in the trail of each organization.

    The end is written too when the receiver breaks off.
    """
    with performing():
        record.entry(actor, "documents.export_begun", form=form)
    counted: Counter[UUID] = Counter()
    places: dict[UUID, Organization] = {}

    def sent(organization: Organization) -> None:
        counted[organization.pk] += 1
        places[organization.pk] = organization

    try:
        yield sent
    finally:
        if counted:
            with performing():
                for key, number in counted.items():
                    outside = places[key].environment_id != actor.environment_id
                    partner_id = actor.environment_id if outside else None
                    record.entry(
                        actor,
                        "documents.exported",
                        organization=places[key],
                        partner_id=partner_id,
                        form=form,
                        documents=number,
                    )
