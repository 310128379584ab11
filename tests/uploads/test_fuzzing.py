"""Whatever comes, the answer is a sentence, in bounded time and memory."""

import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kantoor.demo.cast import Cast
from kantoor.kernel import bounded
from kantoor.kernel.errors import Invalid
from kantoor.uploads import inspection, kinds
from tests.guards.world import client_of
from tests.uploads.test_inspection import BAD, GOOD, OTHERS
from tests.web.files.test_tus import Sender

SAMPLES = [
    *GOOD.values(),
    *(content for _name, content in BAD.values()),
    *(case[1] for case in OTHERS.values()),
]
NAMES = st.sampled_from(["a.pdf", "a.xml", "a.docx", "a.png", "a.txt", "a.eml", "a", "a.tif", "é.ODS"])
ANYHOW = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of some kind with bytes changed, taken out, doubled, cut off or put before."""
    content = bytearray(draw(st.sampled_from([sample for sample in SAMPLES if sample])))
    for _n in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        how = draw(st.sampled_from(["change", "cut", "double", "insert", "drop"]))
        if how == "change" and content:
            content[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del content[at:]
        elif how == "double":
            content[at:at] = content[at : at + 400] * draw(st.integers(1, 50))
        elif how == "insert":
            content[at:at] = draw(st.binary(max_size=40))
        else:
            del content[at : at + draw(st.integers(1, 60))]
    return bytes(content)


MEASURED = """
import atexit, runpy
def tell():
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    open({told!r}, "a").write(peak)
atexit.register(tell)
runpy.run_path({child!r}, run_name="__main__")
"""


@pytest.fixture
def peaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A line for each process that looked: the most memory it had.

    It tells itself: what the system says of children counts what this process had as it forked them.
    """
    told, measured = tmp_path / "peaks", tmp_path / "child.py"
    measured.write_text(MEASURED.format(told=str(told), child=bounded._CHILD))
    monkeypatch.setattr(bounded, "_CHILD", str(measured))
    return told


@ANYHOW
@given(content=damaged(), name=NAMES)
def test_no_bytes_break_the_look(tmp_path: Path, peaks: Path, content: bytes, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    began = time.monotonic()
    try:
        found = inspection.look(name, path)
    except Invalid as problem:
        assert str(problem)
    else:
        assert found.kind in kinds.KINDS
        assert not kinds.is_disguised(name, found.kind)
    assert time.monotonic() - began < inspection.SECONDS + 5
    assert max(_told(peaks), default=0) < bounded.MEMORY + 50_000_000


def test_what_a_look_takes_is_measured(tmp_path: Path, peaks: Path) -> None:
    """Or the test above could not fail."""
    path = tmp_path / "file"
    path.write_bytes(GOOD["invoice.pdf"])
    inspection.look("a.pdf", path)
    assert bounded.MEMORY > max(_told(peaks)) > 5_000_000


def _told(peaks: Path) -> list[int]:
    lines = peaks.read_text().splitlines() if peaks.exists() else []
    return [int(line.split()[1]) * 1024 for line in lines]


HEADER = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(
        [
            "0",
            "3",
            "10",
            "sha1 AAAA",
            "filename YQ==",
            "bytes=0-1",
            "1.0.0",
            "application/offset+octet-stream",
        ]
    ),
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Upload-Length",
            "Upload-Offset",
            "Upload-Metadata",
            "Upload-Checksum",
            "Transfer-Encoding",
            "Content-Length",
        ]
    ),
    HEADER,
)


@ANYHOW
@given(
    told=HEADERS,
    method=st.sampled_from(["HEAD", "PATCH", "DELETE", "POST", "GET"]),
    body=st.binary(max_size=30),
)
def test_no_header_breaks_the_protocol(cast: Cast, told: dict[str, str], method: str, body: bytes) -> None:
    sender = Sender(client_of(cast.anna), cast)
    url = sender.create(10)["Location"]
    headers = {"Tus-Resumable": "1.0.0", **told}
    for place in (url, sender.place):
        # As a server hands it on: less than was told is simply less. The test client's own body fails a test then.
        handed: dict[str, Any] = {"wsgi.input": BytesIO(body)}
        answer: Any = sender.client.generic(
            method, place, body, content_type="application/offset+octet-stream", headers=headers, **handed
        )
        assert answer.status_code < 500, (place, answer.status_code)
    state = sender.ask("HEAD", url)
    assert state.status_code in (200, 404)
    assert state.status_code == 404 or 0 <= int(state["Upload-Offset"]) <= 10


@pytest.mark.parametrize("zeros", [b"\0", b" ", b"<", b"%PDF-", b"a;b\n"])
def test_a_hundred_megabytes_of_one_thing(tmp_path: Path, zeros: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(zeros * (95_000_000 // len(zeros)))
    began = time.monotonic()
    try:
        assert inspection.look("a.csv" if zeros == b"a;b\n" else "a", path).kind in ("csv", "txt")
    except Invalid as problem:
        assert str(problem)
    assert time.monotonic() - began < inspection.SECONDS + 5
