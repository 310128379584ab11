"""XML that means harm is refused in little time and memory, with a sentence (issue 3)."""

import codecs
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kantoor.einvoices import markup, reading
from tests.einvoices import bounds, samples

XML = "application/xml"
SECONDS, MEGABYTES = 20, 700
MB = 1024 * 1024

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    + "]><Invoice>&l11;</Invoice>"
).encode()


def refused(content: bytes) -> str:
    found = reading.read(content, XML)
    assert found.invoice is None
    assert len(found.problems) == 1
    return str(found.problems[0].words)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes what it is asked."""
    paths: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "{file}">]>',
        '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "{web}/entity">]>',
        '<!DOCTYPE Invoice SYSTEM "{web}/dtd">',
        '<!DOCTYPE Invoice [<!ENTITY % p SYSTEM "{web}/parameter"> %p;]>',
        "<!-- a comment -->\n<?and this?><!DOCTYPE Invoice>",
    ],
)
def test_document_types_are_refused_and_nothing_is_fetched(
    doctype: str, asked: tuple[str, list[str]], tmp_path: Path
) -> None:
    web, paths = asked
    secret = tmp_path / "secret"
    secret.write_text("sesame")
    head = doctype.replace("{file}", secret.as_uri()).replace("{web}", web)
    text = samples.ubl((">Thank you.<", ">&x;<")).decode().split("?>", 1)[1]
    for content in ((head + text).encode(), ('<?xml version="1.0"?>' + head + text).encode("utf-16")):
        said = refused(content)
        assert "DTD" in said
        assert "sesame" not in said
    assert paths == []


def test_no_reference_of_any_kind_is_followed(asked: tuple[str, list[str]]) -> None:
    web, paths = asked
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{web}/x" parse="text"/>'
    schema = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {web}/schema"'
    sheet = f'<?xml-stylesheet href="{web}/sheet"?>'
    found = reading.read(
        samples.ubl((">Thank you.<", f">{include}<"), ("<Invoice ", f"{sheet}<Invoice {schema} ")), XML
    )
    assert found.invoice is not None
    assert paths == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: LAUGHS, "DTD"),
        (lambda: b"<Invoice>" + b"x" * 100 * MB + b"</Invoice>", "40 MB"),
        (lambda: b"<Invoice>" + b"<a/>" * (9 * MB) + b"</Invoice>", "pieces"),
        (lambda: b"<a>" * 2_000_000, "pieces"),
        (lambda: b"<a>" * 150_000 + b"</a>" * 150_000, "well-formed"),
        (lambda: b"<a>" * 1_000 + b"</a>" * 1_000, "deeper"),
        (lambda: b"<a " + b"".join(b'b%d="" ' % n for n in range(1_500_000)) + b"/>", "pieces"),
        (lambda: b"<a b='" + b"&lt;" * (9 * MB) + b"'/>", "Invoice|“a”"),
        (lambda: b"<!-- " * (7 * MB), "pieces"),
        (lambda: b"<?x?>" * (7 * MB), "pieces"),
        (lambda: b" " * (39 * MB), "well-formed"),
        (lambda: b"<a>" + b"&#65;" * (7 * MB) + b"</a>", "“a”"),
    ],
    ids=[
        "laughs", "100MB", "wide", "open", "deep", "nested", "attributes",
        "attribute", "comments", "instructions", "blank", "references",
    ],
)  # fmt: skip
def test_bombs_stay_within_time_and_memory(content: Callable[[], bytes], says: str) -> None:
    got = bounds.measure(content())
    assert not got.is_read
    assert any(word in got.problems[0] for word in says.split("|")), got.problems
    assert got.seconds < SECONDS
    assert got.megabytes < MEGABYTES


def test_the_largest_that_is_read_stays_within_them_too() -> None:
    many = "".join(samples.line(str(n), "x", "1", "1", "1") for n in range(2, 11_000))
    got = bounds.measure(samples.ubl(("</Invoice>", many + "</Invoice>")))
    assert got.is_read
    assert got.seconds < SECONDS
    assert got.megabytes < MEGABYTES


@pytest.mark.parametrize("encoding", ["utf-7", "IBM037", "hz-gb-2312", "x-user-defined", "utf-32"])
def test_encodings_that_hide_letters_are_refused(encoding: str) -> None:
    text = samples.ubl().decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert encoding.lower() in refused(text.encode())


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", codecs.BOM_UTF8), ("utf-16", b""), ("iso-8859-1", b""), ("windows-1252", b"")],
)
def test_the_usual_encodings_are_read(encoding: str, mark: bytes) -> None:
    text = samples.ubl(("Staalbouw NV", "Staalbouw é NV")).decode().replace("UTF-8", encoding)
    found = reading.read(mark + text.encode(encoding), XML)
    assert found.invoice is not None
    assert found.invoice.seller.name == "Van Damme Staalbouw é NV"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no XML|well-formed"),
        (b"\x00\x01\x02", "well-formed"),
        (b"<Invoice", "well-formed"),
        (samples.ubl()[:-20], "line"),
        (samples.ubl(("Thank you.", "\x0b")), "line"),
        (samples.ubl().replace(b"Thank", b"\xff\xfe"), "encoding"),
        (b"\xff\xfe<", "well-formed|encoding"),
        (b"%PDF-1.4", "well-formed"),
    ],
)
def test_broken_ones_say_what_is_wrong(content: bytes, says: str) -> None:
    assert any(word in refused(content) for word in says.split("|")), refused(content)


def test_an_attachment_larger_than_any_text_is_still_read() -> None:
    """libxml2 stops at 10 MB of text unless told otherwise."""
    big = "QUJD" * (5 * MB)
    found = reading.read(samples.ubl((">JVBER", f">{big}JVBER")), XML)
    assert len(found.attachments[0][2]) == 15 * MB + len(samples.ENCLOSED)


def test_the_limit_of_size_is_the_one_told() -> None:
    assert markup.MOST_BYTES == 40 * MB


@pytest.mark.parametrize(
    "start", ['<?xml version="1.0"?>\ufeff', "\ufeff\ufeff", '\ufeff<?xml version="1.0"?>\ufeff']
)
def test_a_mark_in_front_of_a_document_type_hides_nothing(start: str) -> None:
    """issue 3: libxml2 steps over a byte order mark where our look at the beginning did not."""
    content = f'{start}<!DOCTYPE x [<!ENTITY a "aaaa">]><x y="&a;&a;"/>'.encode()
    with pytest.raises(markup.Unreadable, match="document type"):
        markup.parsed(content)
