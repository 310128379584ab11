"""A list of the past as CSV, as JSON and as PDF. CSV and JSON are written while they are read, whatever their length."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import typst
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from kantoor.audit.exports import FORMULA
from kantoor.history.listing import Listing, stamp
from kantoor.kernel.clock import now
from kantoor.kernel.errors import Invalid

TEMPLATE = Path(__file__).with_name("table.typ")
MOST = 5_000  # lines of a PDF; typst sets about 3,000 a second
PIECE = 32_000  # characters
When = dt.datetime | None


def as_csv(found: Listing[Any], since: When, until: When) -> Iterator[bytes]:
    """A head, and a line for each; nothing that a spreadsheet would run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(found.columns)
    for line in found.written():
        writer.writerow([_cell(line[key]) for key in found.columns])
        if buffer.tell() > PIECE:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def as_json(found: Listing[Any], since: When, until: When) -> Iterator[bytes]:
    """One object: of what, from when until when or on which moment, made when, and the rows."""
    when = {"since": stamp(since), "until": stamp(until)} if since and until else {}
    moment = since or until
    head = {"of": found.title, **(when or ({"on": stamp(moment)} if moment else {})), "made": stamp(now())}
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [').encode()
    between = "\n"
    for line in found.written():
        yield (between + json.dumps(line, ensure_ascii=False)).encode()
        between = ",\n"
    yield b"\n]}\n"


def as_pdf(found: Listing[Any], since: When, until: When) -> Iterator[bytes]:
    """A table on pages lying down, in the reader's language."""
    lines = list(islice(found.written(), MOST + 1))
    if len(lines) > MOST:
        raise Invalid(_("This is too long for a PDF. CSV and JSON have all of it."))
    data = {
        "title": _plain(found.title),
        "about": _about(since, until),
        "made": _("Made on %(at)s") % {"at": _said(now())},
        "language": (translation.get_language() or "en")[:2],
        "page": _("Page"),
        "none": _("Nothing."),
        "columns": [str(label) for label in found.columns.values()],
        "rows": [[_plain(_local(line[key])) for key in found.columns] for line in lines],
    }
    return iter([typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": json.dumps(data)})])


def _about(since: When, until: When) -> str:
    if since and until:
        return _("What changed from %(since)s until %(until)s") % {
            "since": _said(since),
            "until": _said(until),
        }
    return _("As on %(at)s") % {"at": _said(until or since)} if until or since else _("Over time")


def _said(at: When) -> str:
    return formats.date_format(timezone.localtime(at), "j F Y, H:i T") if at else ""


def _local(text: str) -> str:
    """A moment as people write it."""
    try:
        return timezone.localtime(dt.datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return text


def _plain(text: str) -> str:
    """Without control characters, which a PDF cannot show."""
    return "".join(letter for letter in text if letter.isprintable())


class Form(NamedTuple):
    """How a list is written."""

    write: Callable[[Listing[Any], When, When], Iterator[bytes]]
    content_type: str
    label: str


FORMS = {
    "csv": Form(as_csv, "text/csv; charset=utf-8", "CSV"),
    "json": Form(as_json, "application/json", "JSON"),
    "pdf": Form(as_pdf, "application/pdf", "PDF"),
}
