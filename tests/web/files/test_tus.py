"""The tus protocol, as its text says it (https://tus.io/protocols/resumable-upload)."""

import hashlib
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kantoor.demo.cast import Cast
from kantoor.documents.models import Box, Document
from kantoor.kernel.ids import uuid7
from kantoor.uploads.models import Transfer, TransferState
from tests.guards.world import client_of
from tests.uploads import samples

BYTES = "application/offset+octet-stream"


def said(text: str) -> str:
    return b64encode(text.encode()).decode()


class Sender:
    """A client of the protocol, signed in."""

    def __init__(self, client: Client, cast: Cast) -> None:
        self.client = client
        self.place = reverse("transfers", args=[cast.bouw.pk])

    def create(self, length: object, name: str = "a.pdf", **more: str) -> Any:
        told = f"filename {said(name)}" + "".join(f",{key} {said(value)}" for key, value in more.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": told}
        return self.client.post(self.place, headers=headers)

    def patch(self, url: str, offset: object, content: bytes, **headers: str) -> Any:
        told = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **headers}
        return self.client.generic("PATCH", url, content, content_type=BYTES, headers=told)

    def ask(self, method: str, url: str) -> Any:
        return self.client.generic(method, url, headers={"Tus-Resumable": "1.0.0"})


@pytest.fixture
def sender(cast: Cast) -> Sender:
    return Sender(client_of(cast.anna), cast)


def test_a_file_from_announcement_to_document(sender: Sender) -> None:
    content = samples.pdf()
    made = sender.create(len(content), "Factuur é.pdf", box="made")
    assert made.status_code == 201
    url = made["Location"]
    assert made["Upload-Expires"].endswith("GMT")
    first = sender.patch(url, 0, content[:300])
    assert (first.status_code, first["Upload-Offset"]) == (204, "300")
    head = sender.ask("HEAD", url)
    assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "300", str(len(content)))
    assert (head["Cache-Control"], head["Tus-Resumable"]) == ("no-store", "1.0.0")
    last = sender.patch(url, 300, content[300:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    document = Document.objects.get()
    assert (document.title, document.box) == ("Factuur é.pdf", Box.MADE)
    assert sender.ask("HEAD", url)["Upload-Offset"] == str(len(content))


def test_what_the_server_can_do(sender: Sender) -> None:
    able = sender.client.options(sender.place)
    assert able.status_code == 204
    assert able["Tus-Version"] == "1.0.0"
    assert able["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert able["Tus-Max-Size"] == "100000000"
    assert able["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_another_version_is_told_which_it_should_be(sender: Sender) -> None:
    answer = sender.client.post(sender.place, headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"})
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize("length", ["", "-1", "1.5", "9" * 19, "x", "١٢", "+1", " "])
def test_a_length_that_is_none_is_refused(sender: Sender, length: str) -> None:
    assert sender.create(length).status_code == 400
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    "told", ["filename !!!", "filename", "filename /////w==", "box c2VudA==", "box eA=="]
)
def test_metadata_that_makes_no_sense(sender: Sender, told: str) -> None:
    """Without a value the name is empty, which is allowed; `sent` is no place where files are brought."""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Metadata": told}
    assert sender.client.post(sender.place, headers=headers).status_code == (
        201 if told == "filename" else 400
    )


def test_too_large_is_413(sender: Sender, settings: Settings) -> None:
    settings.KANTOOR_UPLOAD_LARGEST = 1
    answer = sender.create(1_000_001)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")


def test_wrong_offset_oversize_and_other_faults_change_nothing(sender: Sender) -> None:
    url = sender.create(10)["Location"]
    assert sender.patch(url, 3, b"x").status_code == 409
    assert sender.patch(url, 0, b"x" * 11).status_code == 413
    assert sender.patch(url, "many", b"x").status_code == 400
    assert sender.patch(url, 0, b"x", **{"Upload-Checksum": "sha1 AAAA"}).status_code == 460
    assert sender.patch(url, 0, b"x", **{"Upload-Checksum": "crc32 AAAA"}).status_code == 400
    wrong = sender.client.generic(
        "PATCH",
        url,
        b"x",
        content_type="text/plain",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
    )
    assert wrong.status_code == 415
    assert sender.ask("PUT", url).status_code == 405
    assert sender.ask("HEAD", url)["Upload-Offset"] == "0"


def test_a_right_checksum_counts(sender: Sender) -> None:
    url = sender.create(10)["Location"]
    sum_ = b64encode(hashlib.sha256(b"hello").digest()).decode()
    assert sender.patch(url, 0, b"hello", **{"Upload-Checksum": f"sha256 {sum_}"}).status_code == 204
    assert sender.ask("HEAD", url)["Upload-Offset"] == "5"


def test_given_up_it_is_gone(sender: Sender) -> None:
    url = sender.create(10)["Location"]
    assert sender.ask("DELETE", url).status_code == 204
    for method in ("HEAD", "DELETE"):
        assert sender.ask(method, url).status_code == 404
    assert sender.patch(url, 0, b"x").status_code == 404


def test_an_empty_file_is_told_at_once(sender: Sender) -> None:
    assert sender.create(0).status_code == 201
    made = Transfer.objects.get()
    assert (made.state, "empty" in made.problem) == (TransferState.REFUSED, True)


def test_others_transfers_are_not_there(cast: Cast, sender: Sender) -> None:
    """domain 7.7"""
    url = sender.create(10)["Location"]
    absent = reverse("transfer", args=[uuid7()])
    for who in (cast.piet, cast.eva, cast.luc):
        other = Sender(client_of(who), cast)
        for place in (url, absent):
            assert other.ask("HEAD", place).status_code == 404
            assert other.ask("DELETE", place).status_code == 404
            assert other.patch(place, 0, b"x").status_code == 404
    assert sender.ask("HEAD", url).status_code == 200
    assert Sender(Client(), cast).ask("HEAD", url).status_code == 302


def test_without_the_token_of_the_form_nothing_is_taken(cast: Cast) -> None:
    strict = Sender(client_of(cast.anna, enforce_csrf_checks=True), cast)
    assert strict.create(10).status_code == 403
    assert not Transfer.objects.exists()
