"""Reading a pasted or uploaded list of people: one address a row, at choice with role and end date (domain 5.8)."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from kantoor.kernel.errors import Invalid
from kantoor.kernel.text import fold
from kantoor.organizations.models import OrganizationRole

MOST_ROWS = 10_000
MOST_BYTES = 2 * 1024 * 1024
COLUMNS = {
    "address": {
        "address",
        "email",
        "e-mail",
        "mail",
        "email address",
        "e-mail address",
        "adres",
        "e-mailadres",
        "emailadres",
    },
    "role": {"role", "rol"},
    "until": {"until", "end date", "end", "expires", "tot", "tot en met", "einddatum", "t/m"},
}
ROLES = {
    "viewer": OrganizationRole.VIEWER,
    "lezer": OrganizationRole.VIEWER,
    "kijker": OrganizationRole.VIEWER,
    "member": OrganizationRole.MEMBER,
    "lid": OrganizationRole.MEMBER,
    "administrator": OrganizationRole.ADMINISTRATOR,
    "admin": OrganizationRole.ADMINISTRATOR,
    "beheerder": OrganizationRole.ADMINISTRATOR,
}
LAST_YEAR = 9_998  # the year after it has no midnight
_DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
# Sought at the beginning of a word only: a word of two million letters is gone over once.
_ADDRESS = re.compile(r"(?<![^\s<>,;\"'])[^\s<>,;\"']+@[^\s<>,;\"']+")


@dataclass(frozen=True)
class Row:
    """One line as read; `problem` says why it cannot be used. `until` is an ISO 8601 moment, empty for none."""

    line: int
    address: str
    role: int | None = None
    until: str = ""
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def decode(data: bytes) -> str:
    """The text of an uploaded file: UTF-8, with or without a byte order mark."""
    if len(data) > MOST_BYTES:
        raise Invalid(_("This file is larger than 2 MB. Split it into smaller ones."), field="file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = _("This file is not in UTF-8. In Excel, save it as “CSV UTF-8”; then choose it again.")
        raise Invalid(message, field="file") from None


def read(text: str) -> list[Row]:
    """The rows of a list: CSV with commas, semicolons or tabs, or just addresses in any arrangement."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    rows = _table(text) if _is_table(text) else _addresses(text)
    if not rows:
        raise Invalid(_("There is no address in this list. Put one on each line."), field="list")
    if len(rows) > MOST_ROWS:
        message = _("This list has %(count)d rows; at most %(most)d go at once. Split it.")
        raise Invalid(message % {"count": len(rows), "most": MOST_ROWS}, field="list")
    return rows


def end_of(day: dt.date) -> dt.datetime:
    """The moment at which a membership "until" that day ends: the midnight after it, in the installation's zone."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(midnight).astimezone(dt.UTC)


def last_day(end: dt.datetime | None) -> dt.date | None:
    """The day after which something that ends at this moment is over."""
    return timezone.localdate(end - dt.timedelta(microseconds=1)) if end else None


def _addresses(text: str) -> list[Row]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        addresses = _ADDRESS.findall(line)
        if line.strip() and not addresses:
            found.append(Row(number, line.strip()[:254], problem=_("This is no mail address.")))
        found += [_row(number, address, "", "") for address in addresses]
    return found


def _is_table(text: str) -> bool:
    """Whether the first line names columns, or has an address beside something that is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = [cell.strip() for cell in re.split(r"[;,\t]", first)]
    if any(fold(cell) in COLUMNS["address"] for cell in cells):
        return True
    with_address = [cell for cell in cells if "@" in cell]
    return len(with_address) == 1 and any(fold(cell) in ROLES or _day(cell) for cell in cells)


def _table(text: str) -> list[Row]:
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(";,\t", key=first.count)
    try:
        lines = [
            row
            for row in csv.reader(io.StringIO(text), delimiter=delimiter)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise Invalid(
            _("This list cannot be read as CSV: a quotation mark is not closed."), field="list"
        ) from None
    head = [fold(cell) for cell in lines[0]]
    named = any(cell in COLUMNS["address"] for cell in head)
    place = _places(head) if named else _guess(lines[0])
    start = 1 if named else 0
    return [
        _row(number, *(_cell(row, place(c)) for c in COLUMNS))
        for number, row in enumerate(lines[start:], start + 1)
    ]


def _places(head: list[str]) -> Callable[[str], int | None]:
    return lambda column: next((i for i, cell in enumerate(head) if cell in COLUMNS[column]), None)


def _guess(cells: list[str]) -> Callable[[str], int | None]:
    kinds: dict[str, Callable[[str], object]] = {
        "address": lambda cell: "@" in cell,
        "role": lambda cell: fold(cell) in ROLES,
        "until": _day,
    }
    return lambda column: next((i for i, cell in enumerate(cells) if kinds[column](cell.strip())), None)


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _row(line: int, address: str, role: str, until: str) -> Row:
    spelled = _ADDRESS.search(address)
    plain = (spelled.group() if spelled else address).lower()[:254]
    try:
        validate_email(plain)
    except ValidationError:
        return Row(line, plain, problem=_("This is no mail address."))
    known = ROLES.get(fold(role))
    if role and known is None:
        return Row(
            line,
            plain,
            problem=_("“%(role)s” is no role: viewer, member or administrator.") % {"role": role[:40]},
        )
    day = _day(until)
    if until and day is None:
        return Row(line, plain, problem=_("“%(date)s” is no date: write 2027-03-31.") % {"date": until[:40]})
    if day and day < timezone.localdate():
        return Row(line, plain, problem=_("Choose a day after today, or leave the date empty."))
    return Row(line, plain, known, end_of(day).isoformat() if day else "")


def _day(text: str) -> dt.date | None:
    for form in _DATES:
        try:
            day = dt.datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return day if day.year <= LAST_YEAR else None
    return None
