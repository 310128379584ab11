"""CSV and ZIP: everything that is the person's, nothing that is not, and nothing a spreadsheet would run."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest
from django.utils import translation

from kantoor.audit.models import Entry
from kantoor.demo.cast import Cast
from kantoor.documents import bulk, exports, files, lists
from kantoor.documents.exports import Names, safe, tidy
from kantoor.documents.lists import Wanted
from kantoor.documents.models import Box, Document, File
from kantoor.kernel.errors import NotFound, Refused
from kantoor.organizations.models import Membership
from tests.documents import made


@pytest.fixture(autouse=True)
def apart(cast: Cast) -> None:
    """Jansen Vastgoed is Piet's alone."""
    Membership.objects.filter(user=cast.anna, organization=cast.vastgoed).end(None)


def unpacked(stream: Iterator[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(stream)))


def manifest(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    text = archive.read("manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_has_every_row_and_no_formula(cast: Cast) -> None:
    """Longer than a page; names that begin like formulas are text."""
    for number in range(12):
        made.received(cast.bouw, f"=cmd|{number}", "@SUM(A1)", by=cast.anna, amount="-12.50")
    made.received(cast.vastgoed, "SECRET", by=cast.piet)
    actor = cast.actor(cast.anna)
    text = "".join(exports.as_csv(actor, lists.every(actor, Wanted(), size=5)))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 12
    assert {row["Other side"] for row in rows} == {"'@SUM(A1)"}
    assert all(row["Number"].startswith("'=cmd") and row["Amount"] == "-12.50" for row in rows)
    assert "SECRET" not in text
    told = Entry.objects.get(action="documents.exported")
    assert (told.organization_id, told.details["documents"]) == (cast.bouw.pk, 12)


def test_dutch_spreadsheets_get_semicolons_and_commas(cast: Cast) -> None:
    made.received(cast.bouw, "VDS-1", by=cast.anna, amount="1234.50")
    actor = cast.actor(cast.anna)
    with translation.override("nl"):
        line = "".join(exports.as_csv(actor, lists.every(actor, Wanted()))).splitlines()[1]
    assert ";1234,50;" in line


def test_the_zip_holds_the_files_with_their_sums(cast: Cast) -> None:
    first = made.received(cast.bouw, "VDS/1", by=cast.anna, content=b"one")
    second = made.received(cast.bouw, "VDS:1", by=cast.anna, content=b"two")
    files.keep(second, "../../etc/passwd", b"three", "text/plain")
    archive = unpacked(exports.as_zip(cast.actor(cast.anna), [first, second]))
    assert archive.testzip() is None
    folder = "VDS_1 Van Damme Staalbouw NV"
    assert archive.namelist() == [f"{folder}.txt", f"{folder}/VDS_1.txt", f"{folder}/passwd", "manifest.csv"]
    assert archive.read(f"{folder}/passwd") == b"three"
    rows = manifest(archive)
    assert [row["SHA-256"] for row in rows] == [
        hashlib.sha256(content).hexdigest() for content in (b"one", b"two", b"three")
    ]
    assert {row["Remark"] for row in rows} == {""}


def test_what_ends_while_the_zip_is_sent_is_not_in_it(cast: Cast) -> None:
    """domain 8.1: each file is asked for when its turn comes."""
    papers = [made.received(cast.bouw, f"N-{n}", by=cast.anna, content=b"x" * 10) for n in range(3)]
    stream = exports.as_zip(cast.actor(cast.anna), papers)
    sent = [next(stream)]
    Membership.objects.filter(user=cast.anna).end(None)
    archive = unpacked(iter([*sent, *stream]))
    assert archive.namelist() == ["N-0 Van Damme Staalbouw NV.txt", "manifest.csv"]


def test_another_persons_document_is_never_in_the_zip(cast: Cast) -> None:
    theirs = made.received(cast.vastgoed, "SECRET", by=cast.piet, content=b"secret")
    actor = cast.actor(cast.anna)
    assert bulk.reached(actor, [theirs.pk]) == []
    assert unpacked(exports.as_zip(actor, [theirs])).namelist() == ["manifest.csv"]


def test_a_broken_off_zip_is_in_the_trail(cast: Cast) -> None:
    """domain 8.6"""
    paper = made.received(cast.bouw, "VDS-1", by=cast.anna, content=b"x" * 1000)
    stream = exports.as_zip(cast.actor(cast.anna), [paper])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert Entry.objects.get(action="documents.exported").details == {"form": "zip", "documents": 1}


def test_bytes_that_are_gone_or_changed_are_named_in_the_manifest(cast: Cast) -> None:
    gone = made.received(cast.bouw, "A-1", by=cast.anna, content=b"one", box=Box.MADE)
    changed = made.received(cast.bouw, "B-1", by=cast.anna, content=b"two", box=Box.MADE)
    File.objects.filter(document=gone).update(stored="nowhere")
    File.objects.filter(document=changed).update(sha256="0" * 64)
    rows = manifest(unpacked(exports.as_zip(cast.actor(cast.anna), [gone, changed])))
    assert [row["Remark"] for row in rows] == ["could not be read", "is not what was kept"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b\\c:d*e", "a_b_c_d_e"),
        ("con.txt", "_con.txt"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("fine name.pdf", "fine name.pdf"),
        ("nul", "_nul"),
    ],
)
def test_names_are_safe_everywhere(name: str, expected: str) -> None:
    assert tidy(name) == expected


def test_names_are_unique_also_without_case() -> None:
    names = Names()
    assert [names.unique(name) for name in ("a.pdf", "A.pdf", "a.pdf", "a (2).pdf", "b", "b")] == [
        "a.pdf",
        "A (2).pdf",
        "a (3).pdf",
        "a (2) (2).pdf",
        "b",
        "b (2)",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "|x", "%x"])
def test_formulas_become_text(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


def test_one_refusal_in_a_bulk_act_stops_none_of_the_others(cast: Cast) -> None:
    """domain 5.8"""
    papers = [made.received(cast.bouw, f"N-{n}", by=cast.anna) for n in range(3)]

    def act(key: object) -> None:
        if key == papers[0].pk:
            raise Refused("Only administrators can.")
        if key == papers[1].pk:
            raise NotFound

    outcome = bulk.each([paper.pk for paper in papers], act)
    assert (len(outcome.done), list(outcome.refused.values())) == (1, ["Only administrators can."])
    assert bulk.picked(["nonsense", str(papers[0].pk), str(papers[0].pk)]) == [papers[0].pk]
    assert Document.objects.count() == 3
