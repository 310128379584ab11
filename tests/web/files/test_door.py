"""The door through which bytes leave: asked each time, whole or a stretch, as nothing that could run."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kantoor.audit.models import Entry
from kantoor.demo import cast as demo
from kantoor.demo.cast import Cast
from kantoor.documents import files
from kantoor.documents.models import Box, Document, FileRole
from kantoor.kernel.clock import now
from kantoor.kernel.ids import uuid7
from kantoor.organizations.models import Membership, OrganizationRole
from kantoor.sharing.models import Level, Share
from kantoor.uploads.intake import take_in
from tests.guards.world import client_of
from tests.uploads import samples

CONTENT = bytes(range(32, 127)) * 10
CSP = "sandbox; default-src 'none'"


@pytest.fixture
def document(cast: Cast) -> Document:
    name = 'Café “26” 漢字; "a".txt'
    return take_in(cast.actor(cast.anna), cast.bouw, Box.RECEIVED, name, io.BytesIO(CONTENT))


def address(document: Document, n: int = 0) -> str:
    return reverse("document_file", args=[document.pk, files.of(document)[n].pk])


def get(who: Any, url: str, **headers: str) -> Any:
    return client_of(who).get(url, headers=headers)


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def test_a_member_gets_the_bytes_and_it_is_written_down(cast: Cast, document: Document) -> None:
    """domain 8.6: reading of a document"""
    answer = get(cast.anna, address(document))
    assert body(answer) == CONTENT
    assert answer["Content-Length"] == str(len(CONTENT))
    entry = Entry.objects.get(action="documents.downloaded")
    assert (entry.actor_id, entry.target_id, entry.organization_id) == (
        cast.anna.pk,
        document.pk,
        cast.bouw.pk,
    )
    assert entry.details["sha256"] == files.of(document)[0].sha256


def test_the_headers_let_nothing_run(cast: Cast, document: Document) -> None:
    answer = get(cast.anna, address(document), **{"Sec-Fetch-Dest": "document"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == CSP
    assert answer["Cache-Control"] == "private, no-store"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''Caf%C3%A9")
    assert disposition.isascii()


@pytest.mark.parametrize(
    ("name", "content", "inline"),
    [
        ("a.pdf", samples.pdf(), True),
        ("a.png", samples.picture("PNG"), True),
        ("a.tif", samples.picture("TIFF"), False),
        ("a.xml", samples.UBL, False),
        ("a.txt", b"text <b>", False),
        ("a.eml", samples.EML, False),
    ],
)
def test_only_pdf_and_pictures_are_shown_and_only_when_asked(
    cast: Cast, name: str, content: bytes, inline: bool
) -> None:
    document = take_in(cast.actor(cast.anna), cast.bouw, Box.RECEIVED, name, io.BytesIO(content))
    assert get(cast.anna, address(document))["Content-Disposition"].startswith("attachment")
    shown = get(cast.anna, address(document) + "?inline")
    assert shown["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert "default-src 'none'" in shown["Content-Security-Policy"]


def test_a_file_whose_row_says_html_is_never_shown(cast: Cast, document: Document) -> None:
    with_page = files.keep(document, "a.html", samples.HTML, "text/html", FileRole.ATTACHMENT)
    answer = get(cast.anna, reverse("document_file", args=[document.pk, with_page.pk]) + "?inline")
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["Content-Security-Policy"] == CSP


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, 950),
        ("bytes=-50", 900, 950),
        ("bytes=900-5000", 900, 950),
        ("bytes=0-0", 0, 1),
        ("bytes=-5000", 0, 950),
    ],
)
def test_a_stretch(cast: Cast, document: Document, asked: str, start: int, end: int) -> None:
    answer = get(cast.anna, address(document), Range=asked)
    assert body(answer) == CONTENT[start:end]
    whole = (start, end) == (0, 950)
    assert answer.status_code == (200 if whole else 206)
    assert answer["Content-Length"] == str(end - start)
    if not whole:
        assert answer["Content-Range"] == f"bytes {start}-{end - 1}/950"


@pytest.mark.parametrize("asked", ["bytes=950-", "bytes=5000-6000", "bytes=-0"])
def test_a_stretch_outside_is_416(cast: Cast, document: Document, asked: str) -> None:
    answer = get(cast.anna, address(document), Range=asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */950")
    assert body(answer) == b""
    assert not Entry.objects.filter(action="documents.downloaded").exists()


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=5-1",
        "lines=0-1",
        "bytes=a-b",
        "bytes=-",
        "x",
        "bytes=1",
        "bytes=" + "9" * 30 + "-",
    ],
)
def test_what_is_no_single_stretch_gives_all(cast: Cast, document: Document, asked: str) -> None:
    answer = get(cast.anna, address(document), Range=asked)
    assert (answer.status_code, body(answer)) == (200, CONTENT)


def test_if_range_and_if_none_match(cast: Cast, document: Document) -> None:
    url = address(document)
    tag = get(cast.anna, url)["ETag"]
    same = get(cast.anna, url, **{"Range": "bytes=0-9", "If-Range": tag})
    assert (same.status_code, body(same)) == (206, CONTENT[:10])
    other = get(cast.anna, url, **{"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (other.status_code, body(other)) == (200, CONTENT)
    known = get(cast.anna, url, **{"If-None-Match": tag})
    assert (known.status_code, body(known)) == (304, b"")


def test_head_gives_the_headers_alone_and_is_no_reading(cast: Cast, document: Document) -> None:
    answer = client_of(cast.anna).head(address(document))
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, b"", "950")
    part = client_of(cast.anna).head(address(document), headers={"Range": "bytes=0-9"})
    assert (part.status_code, part["Content-Length"]) == (206, "10")
    assert not Entry.objects.filter(action="documents.downloaded").exists()


def test_others_get_what_does_not_exist(cast: Cast, document: Document) -> None:
    """domain 7.7"""
    for who in (cast.piet, cast.eva, cast.luc, cast.olga):
        for method in ("get", "head"):
            answer = getattr(client_of(who), method)(address(document), headers={"Range": "bytes=0-1"})
            assert answer.status_code == 404
    assert Client().get(address(document)).status_code == 302
    assert not Entry.objects.filter(action="documents.downloaded").exists()


def test_a_file_is_reached_through_its_own_document_only(cast: Cast, document: Document) -> None:
    other = take_in(cast.actor(cast.anna), cast.bouw, Box.RECEIVED, "b.txt", io.BytesIO(b"b"))
    file = files.of(document)[0]
    for url in ([other.pk, file.pk], [document.pk, uuid7()], [uuid7(), file.pk]):
        assert get(cast.anna, reverse("document_file", args=url)).status_code == 404


def test_reach_is_asked_at_every_request(cast: Cast, document: Document) -> None:
    """domain 5.6, 7.5: the next click is gone"""
    demo.member(cast.bouw, cast.sara, OrganizationRole.VIEWER, by=cast.anna)
    client, url = client_of(cast.sara), address(document)
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=cast.sara).end(None)
    assert client.get(url, headers={"Range": "bytes=5-"}).status_code == 404
    share = Share.objects.create(document=document, organization=cast.bouw, user=cast.sara, level=Level.VIEW)
    assert client.get(url).status_code == 200
    Share.objects.filter(pk=share.pk).update(ended_at=now())
    assert client.get(url).status_code == 404


def test_bytes_that_are_gone_are_told(cast: Cast, document: Document) -> None:
    from django.core.files.storage import storages

    storages["documents"].delete(files.of(document)[0].stored)
    answer = get(cast.anna, address(document))
    assert answer.status_code == 409
    assert "no longer kept" in answer.content.decode()
